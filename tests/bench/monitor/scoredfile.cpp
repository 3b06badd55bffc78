// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/monitor/scoredfile.h"

#include <QDateTime>
#include <QFile>

#include <charconv>
#include <cmath>
#include <random>
#include <string>

namespace vitrine::bench {

namespace {

constexpr int features = 10;
constexpr qint64 msOfYear = 366LL * 86'400'000;

void number(std::string &line, double value, int digits)
{
    char text[32];
    line.append(text, std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, digits).ptr);
}

void twoDigits(std::string &line, int value)
{
    line += static_cast<char>('0' + value / 10);
    line += static_cast<char>('0' + value % 10);
}

// Remembers the date, so that writing is not slower than what is measured.
class TimeWriter final
{
public:
    void write(std::string &line, qint64 ms)
    {
        const qint64 day = ms / 86'400'000;
        if (day != m_day) {
            m_day = day;
            m_date = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).date().toString(Qt::ISODate).toStdString();
        }
        const int second = static_cast<int>(ms / 1000 % 86'400);
        line += m_date;
        line += ' ';
        twoDigits(line, second / 3600);
        line += ':';
        twoDigits(line, second / 60 % 60);
        line += ':';
        twoDigits(line, second % 60);
    }

private:
    qint64 m_day = -1;
    std::string m_date;
};

} // namespace

qint64 writeScoredFile(const QString &path, qint64 rows, bool classification)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        qFatal("cannot write the file to measure");
    const qint64 first = QDateTime(QDate(2024, 1, 1), QTime(0, 0), Qt::UTC).toMSecsSinceEpoch();
    std::mt19937_64 random(20240101);
    std::uniform_real_distribution<double> uniform(0, 1);
    TimeWriter times;
    std::string block = classification ? "time,truth,estimate,prob_yes" : "time,truth,estimate";
    for (int i = 0; i < features; ++i)
        block += ",x" + std::to_string(i + 1);
    block += '\n';
    for (qint64 row = 0; row < rows; ++row) {
        times.write(block, first + msOfYear / rows * row);
        const double score = uniform(random);
        const double noise = uniform(random);
        if (classification) {
            block += noise < score ? ",yes" : ",no";
            block += score >= 0.5 ? ",yes," : ",no,";
            number(block, score, 6);
        } else {
            block += ',';
            number(block, 100 * score, 4);
            block += ',';
            number(block, 100 * score + 10 * (noise - 0.5), 4);
        }
        for (int i = 0; i < features; ++i) {
            block += ',';
            number(block, uniform(random) * std::pow(10.0, i % 4), 4);
        }
        block += '\n';
        if (block.size() > (1U << 20) || row + 1 == rows) {
            if (file.write(block.data(), qint64(block.size())) != qint64(block.size()))
                qFatal("the disk is too full to measure");
            block.clear();
        }
    }
    file.flush();
    return file.size();
}

} // namespace vitrine::bench
