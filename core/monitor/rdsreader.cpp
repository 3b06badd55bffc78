// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/monitor/rdsframe.h"

#include <QHash>
#include <QtEndian>

#include <bit>
#include <cmath>
#include <limits>
#include <optional>

#include <zlib.h>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

enum : quint32 {
    Symbol = 1,
    PairList = 2,
    Character = 9,
    Logicals = 10,
    Integers = 13,
    Reals = 14,
    Strings = 16,
    List = 19,
    Null = 254,
    Reference = 255
};
constexpr qint32 missingInteger = std::numeric_limits<qint32>::min();
constexpr qsizetype largest = 256 << 20; // bytes inside the compression
constexpr int deepest = 32;

Error corrupt()
{
    return {Error::Code::Corrupt, Text::tr("The RDS file ends too early or is damaged."), {}};
}

Error unsupported()
{
    return {
        Error::Code::Unsupported,
        Text::tr("The RDS file holds something else than a data frame of numbers, texts, dates and times."),
        {}};
}

Result<QByteArray> unzipped(const QByteArray &bytes)
{
    if (!bytes.startsWith("\x1f\x8b"))
        return bytes;
    z_stream state{};
    inflateInit2(&state, 15 + 16);
    QByteArray input = bytes;
    state.next_in = reinterpret_cast<Bytef *>(input.data());
    state.avail_in = static_cast<uInt>(input.size());
    QByteArray result;
    QByteArray block(1 << 16, Qt::Uninitialized);
    int code = Z_OK;
    while (code == Z_OK && result.size() < largest) {
        state.next_out = reinterpret_cast<Bytef *>(block.data());
        state.avail_out = static_cast<uInt>(block.size());
        code = inflate(&state, Z_NO_FLUSH);
        result.append(block.constData(), block.size() - static_cast<qsizetype>(state.avail_out));
    }
    inflateEnd(&state);
    return code == Z_STREAM_END ? Result<QByteArray>(result) : corrupt();
}

// One R object as far as data frames need them.
struct Item {
    quint32 type = Null;
    std::vector<double> numbers;
    QStringList texts;
    std::vector<Item> items;
    QHash<QString, std::shared_ptr<Item>> attributes;

    QStringList attributeTexts(const QString &name) const
    {
        const auto found = attributes.constFind(name);
        return found == attributes.constEnd() ? QStringList() : (*found)->texts;
    }
};

class Reader final
{
public:
    explicit Reader(const QByteArray &bytes) : m_at(bytes.constData()), m_end(m_at + bytes.size()) {}

    Result<Item> file()
    {
        if (m_end - m_at < 14 || m_at[0] != 'X' || m_at[1] != '\n')
            return unsupported();
        m_at += 2;
        VT_TRY(const qint32 version, integer());
        VT_CHECK(integer());
        VT_CHECK(integer());
        if (version == 3) { // the name of the native encoding
            VT_TRY(const qint32 length, integer());
            VT_CHECK(skip(length));
        } else if (version != 2) {
            return unsupported();
        }
        return item(0);
    }

private:
    Result<qint32> integer()
    {
        if (m_end - m_at < 4)
            return corrupt();
        const auto value = qFromBigEndian<qint32>(m_at);
        m_at += 4;
        return value;
    }
    Result<> skip(qint32 length)
    {
        if (length < 0 || m_end - m_at < length)
            return corrupt();
        m_at += length;
        return {};
    }
    // How many elements of that many bytes follow.
    Result<qint32> length(qsizetype bytes)
    {
        VT_TRY(const qint32 count, integer());
        if (count < 0 || (m_end - m_at) / bytes < count)
            return corrupt();
        return count;
    }

    Result<QString> character()
    {
        VT_TRY(const qint32 flags, integer());
        if ((flags & 0xff) != qint32(Character))
            return unsupported();
        VT_TRY(const qint32 size, integer());
        if (size == -1)
            return QString();
        const char *from = m_at;
        VT_CHECK(skip(size));
        constexpr qint32 latin1 = 0x4000;
        return flags & latin1 ? QString::fromLatin1(from, size) : QString::fromUtf8(from, size);
    }

    // A symbol or an earlier one.
    Result<QString> symbol()
    {
        VT_TRY(const qint32 flags, integer());
        const auto type = static_cast<quint32>(flags & 0xff);
        if (type == Reference) {
            const qint32 place = flags >> 8;
            if (place < 1 || place > m_symbols.size())
                return corrupt();
            return m_symbols[place - 1];
        }
        if (type != Symbol)
            return unsupported();
        VT_TRY(const QString name, character());
        m_symbols << name;
        return name;
    }

    Result<Item> item(int depth)
    {
        if (depth > deepest)
            return unsupported();
        VT_TRY(const qint32 flags, integer());
        Item item;
        item.type = static_cast<quint32>(flags & 0xff);
        switch (item.type) {
        case Null: return item;
        case Logicals:
        case Integers: VT_CHECK(integers(item)); break;
        case Reals: VT_CHECK(reals(item)); break;
        case Strings: {
            VT_TRY(const qint32 count, length(8));
            for (qint32 i = 0; i < count; ++i) {
                VT_TRY(const QString text, character());
                item.texts << text;
            }
            break;
        }
        case List: {
            VT_TRY(const qint32 count, length(4));
            for (qint32 i = 0; i < count; ++i) {
                VT_TRY(Item part, this->item(depth + 1));
                item.items.push_back(std::move(part));
            }
            break;
        }
        default: return unsupported();
        }
        constexpr qint32 hasAttributes = 0x200;
        if (flags & hasAttributes)
            VT_CHECK(attributes(item, depth));
        return item;
    }

    Result<> integers(Item &item)
    {
        VT_TRY(const qint32 count, length(4));
        for (qint32 i = 0; i < count; ++i) {
            VT_TRY(const qint32 value, integer());
            item.numbers.push_back(value == missingInteger ? std::numeric_limits<double>::quiet_NaN()
                                                           : value);
        }
        return {};
    }

    Result<> reals(Item &item)
    {
        VT_TRY(const qint32 count, length(8));
        for (qint32 i = 0; i < count; ++i) {
            item.numbers.push_back(std::bit_cast<double>(qFromBigEndian<quint64>(m_at)));
            m_at += 8;
        }
        return {};
    }

    Result<> attributes(Item &item, int depth)
    {
        while (true) {
            VT_TRY(const qint32 flags, integer());
            if ((flags & 0xff) == qint32(Null))
                return {};
            constexpr qint32 hasTag = 0x400;
            if ((flags & 0xff) != qint32(PairList) || !(flags & hasTag))
                return unsupported();
            VT_TRY(const QString name, symbol());
            VT_TRY(Item value, this->item(depth + 1));
            item.attributes.insert(name, std::make_shared<Item>(std::move(value)));
        }
    }

    const char *m_at;
    const char *m_end;
    QStringList m_symbols;
};

Result<RdsColumn> columnOf(const QString &name, const Item &item)
{
    using Kind = RdsColumn::Kind;
    RdsColumn column;
    column.name = name;
    const QStringList classes = item.attributeTexts(u"class"_s);
    if (item.type == Strings) {
        column.kind = Kind::Text;
        column.texts = item.texts;
        return column;
    }
    if (item.type != Integers && item.type != Reals && item.type != Logicals)
        return unsupported();
    if (classes.contains(u"factor"_s)) {
        const QStringList levels = item.attributeTexts(u"levels"_s);
        column.kind = Kind::Text;
        for (const double code : item.numbers)
            column.texts << (std::isnan(code) ? QString() : levels.value(static_cast<qsizetype>(code) - 1));
        return column;
    }
    column.numbers = item.numbers;
    column.kind = classes.contains(u"Date"_s)      ? Kind::Date
                  : classes.contains(u"POSIXct"_s) ? Kind::Time
                  : item.type == Reals             ? Kind::Number
                                                   : Kind::Integer;
    return column;
}

} // namespace

Result<QList<RdsColumn>> readRds(const QByteArray &bytes)
{
    VT_TRY(const QByteArray plain, unzipped(bytes));
    VT_TRY(const Item frame, Reader(plain).file());
    const QStringList names = frame.attributeTexts(u"names"_s);
    if (frame.type != List || !frame.attributeTexts(u"class"_s).contains(u"data.frame"_s) ||
        names.size() != qsizetype(frame.items.size()))
        return unsupported();
    QList<RdsColumn> columns;
    for (qsizetype i = 0; i < names.size(); ++i) {
        VT_TRY(RdsColumn column, columnOf(names[i], frame.items[static_cast<std::size_t>(i)]));
        columns.append(std::move(column));
    }
    return columns;
}

} // namespace vitrine::monitor
