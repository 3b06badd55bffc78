// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/yaml.h"

#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>

#include <yaml-cpp/yaml.h>

#include <cmath>
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

struct Span {
    qsizetype begin = 0; // of the line with the key
    qsizetype end =
        0; // just behind the last line of the value; comments before the next key are not part of it
};

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

// The lines of a top-level key, by the positions that the parser reports for the keys.
std::optional<Span> spanOf(const QByteArray &text, const YAML::Node &root, const std::string &key)
{
    const QList<qsizetype> starts = lineStarts(text);
    int first = -1;
    qsizetype next = starts.size();
    for (auto it = root.begin(); it != root.end(); ++it) {
        const YAML::Node name = it->first;
        const int line = name.Mark().line;
        if (name.IsScalar() && name.Scalar() == key)
            first = line;
    }
    if (first < 0)
        return {};
    for (auto it = root.begin(); it != root.end(); ++it) {
        const int line = it->first.Mark().line;
        if (line > first && line < next)
            next = line;
    }
    qsizetype last = next;
    const auto lineAt = [&](qsizetype line) {
        const qsizetype begin = starts.at(line);
        return QByteArrayView(text).sliced(
            begin, (line + 1 < starts.size() ? starts.at(line + 1) : text.size()) - begin);
    };
    while (last > first + 1) {
        const QByteArrayView line = lineAt(last - 1);
        if (!isBlankOrComment(line) && !line.startsWith("...") && !line.startsWith("---"))
            break;
        --last;
    }
    return Span{starts.at(first), last < starts.size() ? starts.at(last) : text.size()};
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
    VT_TRY(const QJsonValue before, parse(text));
    if (!before.isNull() && !before.isObject())
        return Error{
            Error::Code::InvalidArgument, Text::tr("The YAML is not a list of “key: value” lines."), {}};

    const QByteArray line = value.isUndefined() ? QByteArray() : write(QJsonObject{{key, value}});
    QByteArray after = text;
    try {
        const YAML::Node root = YAML::Load(text.toStdString());
        if (root.IsMap() && root.Style() == YAML::EmitterStyle::Flow)
            return Error{
                Error::Code::Unsupported,
                Text::tr("The YAML is written in one line with braces and cannot be edited key by key."),
                {}};
        const auto span = root.IsMap() ? spanOf(text, root, key.toStdString()) : std::nullopt;
        if (span) {
            after.replace(span->begin, span->end - span->begin, line);
        } else if (!line.isEmpty()) {
            if (!after.isEmpty() && !after.endsWith('\n'))
                after.append('\n');
            after.append(line);
        }
    } catch (const YAML::Exception &error) {
        return invalid(QString::fromStdString(error.msg), error.mark.line, error.mark.column);
    }

    // The edit is textual, so its meaning is checked before anybody sees it.
    VT_TRY(const QJsonValue parsed, parse(after));
    QJsonObject expected = before.toObject();
    if (value.isUndefined())
        expected.remove(key);
    else
        expected.insert(key, value);
    if (parsed.toObject() != expected)
        return Error{Error::Code::Internal,
                     Text::tr("“%1” could not be changed without touching other lines; edit the YAML itself.")
                         .arg(key),
                     {}};
    return after;
}

} // namespace vitrine::yaml
