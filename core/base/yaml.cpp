// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/yaml.h"

#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>

#include <yaml-cpp/yaml.h>

#include <cmath>
#include <limits>
#include <optional>

using namespace Qt::StringLiterals;

namespace vitrine::yaml {

namespace {

constexpr qsizetype maxBytes = 10'000'000;
constexpr int maxDepth = 64;
constexpr int maxNodes = 1'000'000;

Error invalid(const QString &why, int line, int column)
{
    return {
        Error::Code::InvalidArgument,
        Text::tr("The YAML is not valid at line %1, column %2: %3.").arg(line + 1).arg(column + 1).arg(why),
        {}};
}

QJsonValue resolved(const QString &scalar)
{
    if (scalar.isEmpty() || scalar == u"~" || scalar == u"null" || scalar == u"Null" || scalar == u"NULL")
        return QJsonValue::Null;
    if (scalar == u"true" || scalar == u"True" || scalar == u"TRUE")
        return true;
    if (scalar == u"false" || scalar == u"False" || scalar == u"FALSE")
        return false;
    static const QRegularExpression integer(u"^[-+]?[0-9]+$"_s);
    static const QRegularExpression real(u"^[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?$"_s);
    if (integer.match(scalar).hasMatch()) {
        bool ok = false;
        const qint64 number = scalar.toLongLong(&ok);
        return ok ? QJsonValue(number) : QJsonValue(scalar);
    }
    if (real.match(scalar).hasMatch())
        return scalar.toDouble();
    return scalar;
}

class Converter
{
public:
    Result<QJsonValue> convert(const YAML::Node &node, int depth)
    {
        const YAML::Mark mark = node.Mark();
        if (depth > maxDepth)
            return invalid(Text::tr("it is nested too deeply"), mark.line, mark.column);
        if (++m_nodes > maxNodes)
            return invalid(Text::tr("it expands to too many values"), mark.line, mark.column);
        switch (node.Type()) {
        case YAML::NodeType::Undefined:
        case YAML::NodeType::Null: return QJsonValue(QJsonValue::Null);
        case YAML::NodeType::Scalar: {
            const QString scalar = QString::fromStdString(node.Scalar());
            // yaml-cpp tags quoted scalars "!".
            return node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str" ? QJsonValue(scalar)
                                                                              : resolved(scalar);
        }
        case YAML::NodeType::Sequence: {
            QJsonArray array;
            for (const YAML::Node &item : node) {
                VT_TRY(const QJsonValue value, convert(item, depth + 1));
                array.append(value);
            }
            return QJsonValue(array);
        }
        case YAML::NodeType::Map: {
            QJsonObject object;
            for (auto it = node.begin(); it != node.end(); ++it) {
                const YAML::Node key = it->first;
                if (!key.IsScalar() && !key.IsNull())
                    return invalid(Text::tr("a key is not plain text"), key.Mark().line, key.Mark().column);
                VT_TRY(const QJsonValue value, convert(it->second, depth + 1));
                object.insert(key.IsNull() ? u"null"_s : QString::fromStdString(key.Scalar()), value);
            }
            return QJsonValue(object);
        }
        }
        return QJsonValue(QJsonValue::Null);
    }

private:
    int m_nodes = 0;
};

void emitValue(YAML::Emitter &out, const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined: out << YAML::Null; break;
    case QJsonValue::Bool: out << value.toBool(); break;
    case QJsonValue::Double: {
        const double number = value.toDouble();
        const qint64 whole = value.toInteger(std::numeric_limits<qint64>::min());
        if (whole != std::numeric_limits<qint64>::min())
            out << static_cast<long long>(whole);
        else
            out << QByteArray::number(number, 'g', QLocale::FloatingPointShortest).toStdString();
        break;
    }
    case QJsonValue::String: {
        const QString text = value.toString();
        if (text.contains(u'\n'))
            out << YAML::Literal << text.toStdString();
        else if (!resolved(text).isString() || text.trimmed() != text)
            out << YAML::DoubleQuoted << text.toStdString();
        else
            out << text.toStdString();
        break;
    }
    case QJsonValue::Array: {
        const QJsonArray array = value.toArray();
        out << (array.isEmpty() ? YAML::Flow : YAML::Block) << YAML::BeginSeq;
        for (const QJsonValue item : array)
            emitValue(out, item);
        out << YAML::EndSeq;
        break;
    }
    case QJsonValue::Object: {
        const QJsonObject object = value.toObject();
        out << (object.isEmpty() ? YAML::Flow : YAML::Block) << YAML::BeginMap;
        for (auto it = object.begin(); it != object.end(); ++it) {
            out << YAML::Key;
            emitValue(out, it.key());
            out << YAML::Value;
            emitValue(out, it.value());
        }
        out << YAML::EndMap;
        break;
    }
    }
}

QList<qsizetype> lineStarts(const QByteArray &text)
{
    QList<qsizetype> starts{0};
    for (qsizetype at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
        starts.append(at + 1);
    return starts;
}

bool isBlankOrComment(QByteArrayView line)
{
    const QByteArrayView trimmed = line.trimmed();
    return trimmed.isEmpty() || trimmed.startsWith('#');
}

// A document as lines, and the lines that its keys take, by the positions that the parser reports.
class Lines
{
public:
    explicit Lines(const QByteArray &text) : m_text(text), m_starts(lineStarts(text)) {}

    // The lines of a key of `mapping` with its value; comments before the next key are not part of it.
    // `limit`: the line at which the mapping itself ends.
    struct Span {
        qsizetype first = 0;
        qsizetype end = 0; // just behind the last line
        qsizetype limit = 0;
    };
    std::optional<Span> spanOf(const YAML::Node &mapping, const std::string &key, qsizetype limit) const
    {
        qsizetype first = -1;
        qsizetype textColumn = std::numeric_limits<qsizetype>::max();
        for (auto it = mapping.begin(); it != mapping.end(); ++it) {
            if (!it->first.IsScalar() || it->first.Scalar() != key)
                continue;
            first = it->first.Mark().line;
            const bool isText = it->second.IsScalar() && it->second.Scalar().find('\n') != std::string::npos;
            textColumn = isText ? it->first.Mark().column + 1 : std::numeric_limits<qsizetype>::max();
        }
        if (first < 0)
            return {};
        qsizetype next = limit;
        for (auto it = mapping.begin(); it != mapping.end(); ++it) {
            const qsizetype line = it->first.Mark().line;
            if (line > first)
                next = std::min(next, line);
        }
        return Span{first, lastOf(first, next, textColumn), next};
    }

    // Just behind the last line of [first, limit) that is neither blank nor a comment nor the document's end.
    // In a text of several lines that begins at `textColumn`, a # is no comment.
    qsizetype lastOf(qsizetype first, qsizetype limit, qsizetype textColumn) const
    {
        while (limit > first + 1) {
            const QByteArrayView line = at(limit - 1);
            const bool isText = line.size() > textColumn && line.first(textColumn).trimmed().isEmpty() &&
                                !line.trimmed().isEmpty();
            if (isText || (!isBlankOrComment(line) && !line.startsWith("...") && !line.startsWith("---")))
                break;
            --limit;
        }
        return limit;
    }

    qsizetype count() const { return m_starts.size(); }
    qsizetype offset(qsizetype line) const { return line < count() ? m_starts.at(line) : m_text.size(); }

private:
    QByteArrayView at(qsizetype line) const
    {
        return QByteArrayView(m_text).sliced(offset(line), offset(line + 1) - offset(line));
    }

    const QByteArray &m_text;
    QList<qsizetype> m_starts;
};

QByteArray indented(const QByteArray &block, int columns)
{
    if (columns == 0)
        return block;
    QByteArray result;
    for (const QByteArray &line : block.split('\n')) {
        if (!result.isEmpty())
            result += '\n';
        result += line.isEmpty() ? line : QByteArray(columns, ' ') + line;
    }
    return result;
}

QByteArray entry(const QString &key, const QJsonValue &value, int columns)
{
    return value.isUndefined() ? QByteArray() : indented(write(QJsonObject{{key, value}}), columns);
}

// `value` at the end of `path` in objects made for it.
QJsonValue nested(const QStringList &path, const QJsonValue &value)
{
    QJsonValue inner = value;
    for (auto key = path.rbegin(); key != path.rend(); ++key)
        inner = QJsonObject{{*key, inner}};
    return inner;
}

QJsonObject replaced(QJsonObject object, const QStringList &path, const QJsonValue &value)
{
    if (path.size() > 1) {
        const QJsonValue inner = replaced(object.value(path.first()).toObject(), path.mid(1), value);
        if (!value.isUndefined() || object.contains(path.first()))
            object.insert(path.first(), inner);
    } else if (value.isUndefined()) {
        object.remove(path.first());
    } else {
        object.insert(path.first(), value);
    }
    return object;
}

bool isBlockMapping(const YAML::Node &node)
{
    return node.IsMap() && node.size() > 0 && node.Style() != YAML::EmitterStyle::Flow;
}

// The text with `path` set, as far as lines can be edited; its meaning is for the caller to check.
QByteArray edited(const QByteArray &text, const YAML::Node &root, const QJsonObject &document,
                  const QStringList &path, const QJsonValue &value)
{
    const Lines lines(text);
    YAML::Node mapping = root;
    QJsonObject object = document;
    std::optional<Lines::Span> around;
    for (qsizetype depth = 0; depth < path.size(); ++depth) {
        const QString &key = path.at(depth);
        const int column = isBlockMapping(mapping) ? mapping.begin()->first.Mark().column : 0;
        const qsizetype limit = around ? around->limit : lines.count();
        const auto span = isBlockMapping(mapping) ? lines.spanOf(mapping, key.toStdString(), limit)
                                                  : std::optional<Lines::Span>();
        QByteArray after = text;
        if (!span) {
            const QByteArray block =
                value.isUndefined() ? QByteArray() : entry(key, nested(path.mid(depth + 1), value), column);
            qsizetype at = around ? lines.offset(around->end) : text.size();
            if (!block.isEmpty() && at > 0 && !after.first(at).endsWith('\n'))
                after.insert(at++, '\n');
            return after.insert(at, block);
        }
        const YAML::Node inner = mapping[key.toStdString()];
        const bool last = depth + 1 == path.size();
        const bool empties = value.isUndefined() && depth + 2 == path.size() && inner.size() == 1;
        if (last || !isBlockMapping(inner) || empties) {
            const QJsonValue whole =
                last ? value : QJsonValue(replaced(object.value(key).toObject(), path.mid(depth + 1), value));
            const qsizetype begin = lines.offset(span->first);
            return after.replace(begin, lines.offset(span->end) - begin, entry(key, whole, column));
        }
        mapping.reset(inner);
        object = object.value(key).toObject();
        around = span;
    }
    return text;
}

} // namespace

Result<QJsonValue> parse(const QByteArray &text)
{
    if (text.size() > maxBytes) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The YAML is %1 long; at most %2 is read.")
                         .arg(formatBytes(text.size()), formatBytes(maxBytes)),
                     {}};
    }
    try {
        const YAML::Node node = YAML::Load(text.toStdString());
        return Converter().convert(node, 0);
    } catch (const YAML::Exception &error) {
        return invalid(QString::fromStdString(error.msg), error.mark.line, error.mark.column);
    }
}

QByteArray write(const QJsonValue &value)
{
    YAML::Emitter out;
    emitValue(out, value);
    return QByteArray(out.c_str()) + '\n';
}

Result<QByteArray> withKey(const QByteArray &text, const QString &key, const QJsonValue &value)
{
    return withPath(text, {key}, value);
}

Result<QByteArray> withPath(const QByteArray &text, const QStringList &path, const QJsonValue &value)
{
    VT_TRY(const QJsonValue before, parse(text));
    if (!before.isNull() && !before.isObject())
        return Error{
            Error::Code::InvalidArgument, Text::tr("The YAML is not a list of “key: value” lines."), {}};

    QByteArray after;
    try {
        const YAML::Node root = YAML::Load(text.toStdString());
        if (root.IsMap() && root.Style() == YAML::EmitterStyle::Flow)
            return Error{
                Error::Code::Unsupported,
                Text::tr("The YAML is written in one line with braces and cannot be edited key by key."),
                {}};
        after = edited(text, root, before.toObject(), path, value);
    } catch (const YAML::Exception &error) {
        return invalid(QString::fromStdString(error.msg), error.mark.line, error.mark.column);
    }

    // The edit is textual, so its meaning is checked before anybody sees it.
    VT_TRY(const QJsonValue parsed, parse(after));
    if (parsed.toObject() != replaced(before.toObject(), path, value))
        return Error{Error::Code::Internal,
                     Text::tr("“%1” could not be changed without touching other lines; edit the YAML itself.")
                         .arg(path.join(u'.')),
                     {}};
    return after;
}

} // namespace vitrine::yaml
