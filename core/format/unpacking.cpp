// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/unpacking.h"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

namespace vitrine::format {

namespace {

constexpr std::size_t maxMembers = 100'000;

struct ArchiveCloser {
    void operator()(archive *handle) const { archive_read_free(handle); }
};
using ArchivePtr = std::unique_ptr<archive, ArchiveCloser>;

struct Inflation {
    z_stream stream{};
    bool started = false;
    ~Inflation()
    {
        if (started)
            inflateEnd(&stream);
    }
};

// libarchive knows gzip but not the bare zlib stream that joblib writes.
Unpacked inflateZlib(std::string_view bytes, std::size_t limit)
{
    Unpacked result;
    Inflation inflation;
    inflation.started = inflateInit(&inflation.stream) == Z_OK;
    std::array<char, 65536> buffer{};
    z_stream &stream = inflation.stream;
    std::size_t fed = 0;
    int status = inflation.started ? Z_OK : Z_DATA_ERROR;
    while (status == Z_OK && result.content.size() <= limit) {
        if (stream.avail_in == 0 && fed < bytes.size()) {
            const std::size_t piece = std::min<std::size_t>(bytes.size() - fed, 1u << 20);
            stream.next_in = const_cast<Bytef *>(reinterpret_cast<const Bytef *>(bytes.data() + fed));
            stream.avail_in = static_cast<uInt>(piece);
            fed += piece;
        }
        stream.next_out = reinterpret_cast<Bytef *>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        status = inflate(&stream, Z_NO_FLUSH);
        result.content.append(buffer.data(), buffer.size() - stream.avail_out);
    }
    result.damaged = status != Z_OK && status != Z_STREAM_END;
    result.complete = status == Z_STREAM_END && result.content.size() <= limit;
    result.content.resize(std::min(result.content.size(), limit));
    return result;
}

void addFilter(archive *handle, Compression compression)
{
    switch (compression) {
    case Compression::Gzip: archive_read_support_filter_gzip(handle); return;
    case Compression::Bzip2: archive_read_support_filter_bzip2(handle); return;
    case Compression::Xz: archive_read_support_filter_xz(handle); return;
    case Compression::Lzma: archive_read_support_filter_lzma(handle); return;
    case Compression::Lz4: archive_read_support_filter_lz4(handle); return;
    case Compression::Zstd: archive_read_support_filter_zstd(handle); return;
    case Compression::Zlib:
    case Compression::None: return;
    }
}

// Appends the data of the current entry; ARCHIVE_EOF at its end, ARCHIVE_OK at the limit.
int readEntry(archive *handle, std::string &out, std::size_t limit)
{
    std::array<char, 65536> buffer{};
    while (out.size() <= limit) {
        const la_ssize_t got = archive_read_data(handle, buffer.data(), buffer.size());
        if (got == 0)
            return ARCHIVE_EOF;
        if (got < 0)
            return ARCHIVE_FATAL;
        out.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return ARCHIVE_OK;
}

ArchivePtr openZip(std::string_view bytes)
{
    ArchivePtr handle(archive_read_new());
    archive_read_support_format_zip_seekable(handle.get());
    if (archive_read_open_memory(handle.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
        return {};
    return handle;
}

std::string nameOf(archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    if (name == nullptr)
        name = archive_entry_pathname(entry);
    return name == nullptr ? std::string() : std::string(name);
}

} // namespace

Compression compressionOf(std::string_view head)
{
    const auto byte = [&](std::size_t i) {
        return i < head.size() ? static_cast<unsigned char>(head[i]) : 0u;
    };
    if (head.starts_with("\x1f\x8b"))
        return Compression::Gzip;
    if (head.starts_with("BZh"))
        return Compression::Bzip2;
    if (head.starts_with(std::string_view("\xfd"
                                          "7zXZ\0",
                                          6)))
        return Compression::Xz;
    if (head.starts_with("\x04\x22\x4d\x18"))
        return Compression::Lz4;
    if (head.starts_with("\x28\xb5\x2f\xfd"))
        return Compression::Zstd;
    if (byte(0) == 0x5d && byte(1) == 0 && byte(2) == 0 && head.size() > 13)
        return Compression::Lzma;
    if (byte(0) == 0x78 && (byte(0) * 256 + byte(1)) % 31 == 0 && head.size() > 2)
        return Compression::Zlib;
    return Compression::None;
}

std::string_view compressionName(Compression compression)
{
    switch (compression) {
    case Compression::Zlib: return "zlib";
    case Compression::Gzip: return "gzip";
    case Compression::Bzip2: return "bzip2";
    case Compression::Xz: return "xz";
    case Compression::Lzma: return "lzma";
    case Compression::Lz4: return "lz4";
    case Compression::Zstd: return "zstd";
    case Compression::None: break;
    }
    return "none";
}

Unpacked unpack(std::string_view bytes, Compression compression, std::size_t limit)
{
    if (compression == Compression::None)
        return {std::string(bytes.substr(0, limit)), bytes.size() <= limit, false};
    if (compression == Compression::Zlib)
        return inflateZlib(bytes, limit);
    Unpacked result;
    ArchivePtr handle(archive_read_new());
    addFilter(handle.get(), compression);
    archive_read_support_format_raw(handle.get());
    archive_entry *entry = nullptr;
    if (archive_read_open_memory(handle.get(), bytes.data(), bytes.size()) != ARCHIVE_OK ||
        archive_read_next_header(handle.get(), &entry) != ARCHIVE_OK) {
        result.damaged = true;
        return result;
    }
    const int status = readEntry(handle.get(), result.content, limit);
    result.damaged = status == ARCHIVE_FATAL;
    result.complete = status == ARCHIVE_EOF && result.content.size() <= limit;
    result.content.resize(std::min(result.content.size(), limit));
    return result;
}

std::optional<ZipArchive> ZipArchive::open(std::string_view bytes)
{
    const ArchivePtr handle = openZip(bytes);
    if (!handle)
        return {};
    ZipArchive zip(bytes);
    archive_entry *entry = nullptr;
    int status = ARCHIVE_OK;
    while (zip.m_members.size() < maxMembers &&
           (status = archive_read_next_header(handle.get(), &entry)) == ARCHIVE_OK)
        zip.m_members.push_back(
            {nameOf(entry), static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(entry)))});
    if (status != ARCHIVE_OK && status != ARCHIVE_EOF && zip.m_members.empty())
        return {};
    return zip;
}

const ZipArchive::Member *ZipArchive::findEnding(std::string_view ending) const
{
    const auto it = std::find_if(m_members.begin(), m_members.end(), [ending](const Member &member) {
        return member.name == ending ||
               (member.name.ends_with(ending) && member.name.size() > ending.size() &&
                member.name[member.name.size() - ending.size() - 1] == '/');
    });
    return it == m_members.end() ? nullptr : &*it;
}

std::optional<std::string> ZipArchive::read(std::string_view name, std::size_t limit) const
{
    const ArchivePtr handle = openZip(m_bytes);
    archive_entry *entry = nullptr;
    while (handle && archive_read_next_header(handle.get(), &entry) == ARCHIVE_OK) {
        if (nameOf(entry) != name)
            continue;
        std::string content;
        if (readEntry(handle.get(), content, limit) != ARCHIVE_EOF || content.size() > limit)
            return {};
        return content;
    }
    return {};
}

void ZipArchive::visit(std::size_t limit, const Wants &wants, const Use &use) const
{
    constexpr std::size_t firstBytes = 64;
    const ArchivePtr handle = openZip(m_bytes);
    archive_entry *entry = nullptr;
    for (std::size_t i = 0;
         handle && i < maxMembers && archive_read_next_header(handle.get(), &entry) == ARCHIVE_OK; ++i) {
        const std::string name = nameOf(entry);
        Unpacked unpacked;
        unpacked.content.resize(firstBytes);
        const la_ssize_t got = archive_read_data(handle.get(), unpacked.content.data(), firstBytes);
        unpacked.content.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        unpacked.damaged = got < 0;
        if (!wants(name, unpacked.content))
            continue;
        const int status =
            unpacked.damaged ? ARCHIVE_FATAL : readEntry(handle.get(), unpacked.content, limit);
        unpacked.damaged = status == ARCHIVE_FATAL;
        unpacked.complete = status == ARCHIVE_EOF && unpacked.content.size() <= limit;
        use(name, unpacked);
    }
}

} // namespace vitrine::format
