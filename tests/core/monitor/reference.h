// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QProcess>
#include <QStringList>

#include <cmath>
#include <limits>

namespace vitrine::test {

// A small CSV file as text cells, independent of the reader under test: quotes, no line breaks inside them.
struct Csv {
    QStringList header;
    QList<QStringList> rows;

    qsizetype column(const QString &name) const { return header.indexOf(name); }
    QString at(qsizetype row, const QString &name) const { return rows[row][column(name)]; }
};

inline QStringList splitCsvLine(const QString &line)
{
    QStringList cells(1);
    bool quoted = false;
    for (const QChar c : line) {
        if (c == u'"')
            quoted = !quoted;
        else if (c == u',' && !quoted)
            cells.append(QString());
        else
            cells.last() += c;
    }
    return cells;
}

// Reads a file, through gzip when its name says so.
inline QByteArray readReference(const QString &path)
{
    if (path.endsWith(QStringLiteral(".gz"))) {
        QProcess gzip;
        gzip.start(QStringLiteral("gzip"), {QStringLiteral("-dc"), path});
        gzip.waitForFinished(60'000);
        return gzip.readAllStandardOutput();
    }
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline Csv readCsv(const QString &path)
{
    Csv csv;
    const QStringList lines = QString::fromUtf8(readReference(path)).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        QStringList cells = splitCsvLine(line.endsWith(u'\r') ? line.chopped(1) : line);
        if (csv.header.isEmpty())
            csv.header = cells;
        else
            csv.rows.append(cells);
    }
    return csv;
}

inline double number(const QString &cell)
{
    const QString text = cell.trimmed();
    if (text.isEmpty() || text == QStringLiteral("NA"))
        return std::numeric_limits<double>::quiet_NaN();
    if (text == QStringLiteral("inf"))
        return std::numeric_limits<double>::infinity();
    if (text == QStringLiteral("-inf"))
        return -std::numeric_limits<double>::infinity();
    return text.toDouble();
}

// Equal to 1e-10 relative (absolute below 1); undefined equals undefined.
inline bool agrees(double actual, double expected, double tolerance = 1e-10)
{
    if (std::isnan(expected) || std::isnan(actual))
        return std::isnan(expected) && std::isnan(actual);
    if (std::isinf(expected) || std::isinf(actual))
        return actual == expected;
    return std::abs(actual - expected) <= tolerance * std::max(1.0, std::abs(expected));
}

} // namespace vitrine::test
