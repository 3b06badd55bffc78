// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/dataset.h"

#include <QDateTime>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace vitrine::test {

// Datasets as text, so that a test compares what a person would read: rows separated by '|', cells by ' '.

inline QString cellText(const monitor::Column &column, std::size_t row)
{
    switch (column.type) {
    case monitor::ColumnType::Number:
        return std::isnan(column.numbers[row]) ? QStringLiteral("NA")
                                               : QString::number(column.numbers[row], 'g', 15);
    case monitor::ColumnType::Time: {
        if (column.times[row] == monitor::missingTime)
            return QStringLiteral("NA");
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(column.times[row], Qt::UTC);
        return time.toString(column.times[row] % 1000 == 0 ? Qt::ISODate : Qt::ISODateWithMs);
    }
    case monitor::ColumnType::Text:
        return column.codes[row] == monitor::missingText
                   ? QStringLiteral("NA")
                   : QString::fromStdString(column.texts[static_cast<std::size_t>(column.codes[row])]);
    }
    return {};
}

inline QStringList names(const monitor::Dataset &dataset)
{
    QStringList names;
    for (const monitor::ColumnInfo &column : dataset.columns())
        names << column.name;
    return names;
}

// "time:T truth:N level:X"
inline QString schemaText(const monitor::Dataset &dataset)
{
    QStringList parts;
    for (const monitor::ColumnInfo &column : dataset.columns()) {
        const QChar type = column.type == monitor::ColumnType::Time     ? u'T'
                           : column.type == monitor::ColumnType::Number ? (column.whole ? u'I' : u'N')
                                                                        : u'X';
        parts << column.name + u':' + type;
    }
    return parts.join(u' ');
}

struct Rows {
    QString text;
    QList<qint64> lines;
    monitor::DatasetProblems problems;
};

inline Rows readRows(const monitor::Dataset &dataset, const QStringList &columns)
{
    Rows rows;
    auto reader = dataset.read(columns);
    if (!reader) {
        rows.text = QStringLiteral("error: ") + reader.error().message;
        return rows;
    }
    monitor::Chunk chunk;
    QStringList texts;
    while (true) {
        const auto more = reader->next(chunk);
        if (!more) {
            rows.text = QStringLiteral("error: ") + more.error().message;
            return rows;
        }
        if (!*more)
            break;
        if (chunk.firstRow != texts.size())
            texts << QStringLiteral("firstRow is wrong");
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            QStringList cells;
            for (const monitor::Column &column : chunk.columns)
                cells << cellText(column, row);
            texts << cells.join(u' ');
            rows.lines << chunk.lines[row];
        }
    }
    rows.text = texts.join(u'|');
    rows.problems = reader->problems();
    return rows;
}

inline Rows readRows(const monitor::Dataset &dataset)
{
    return readRows(dataset, names(dataset));
}

inline QString problemsText(const monitor::DatasetProblems &problems)
{
    QStringList sentences;
    for (const monitor::DatasetProblem &problem : problems.first)
        sentences << problem.sentence();
    return sentences.join(u'|');
}

// A folder with one file in it.
class ScratchFile final
{
public:
    explicit ScratchFile(const QByteArray &bytes, const QString &name = QStringLiteral("data.csv"))
        : m_path(m_dir.filePath(name))
    {
        QFile file(m_path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write the scratch file");
    }
    const QString &path() const { return m_path; }

private:
    QTemporaryDir m_dir;
    QString m_path;
};

} // namespace vitrine::test
