// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::format {

enum class Compression { None, Zlib, Gzip, Bzip2, Xz, Lzma, Lz4, Zstd };

// By the first bytes. Zlib and Lzma have weak signs: a file that only looks like it unpacks as damaged.
Compression compressionOf(std::string_view head);
std::string_view compressionName(Compression compression); // "gzip"

struct Unpacked {
    std::string content;
    bool complete = false; // false: it is longer than the limit, or damaged behind what is here
    bool damaged = false;
};
// At most `limit` bytes of the content.
Unpacked unpack(std::string_view bytes, Compression compression, std::size_t limit);

// The members of a zip archive in memory, by its central directory. Reading stops at limits, not at what the
// archive claims.
class ZipArchive final
{
public:
    struct Member {
        std::string name;
        std::uint64_t size = 0; // as claimed
    };

    // Nothing when it is no zip archive or its directory is damaged; at most 100,000 members are listed.
    static std::optional<ZipArchive> open(std::string_view bytes);

    const std::vector<Member> &members() const { return m_members; }
    // The first member whose name ends so: torch.save puts everything below a folder of any name.
    const Member *findEnding(std::string_view ending) const;
    // Nothing when there is no such member, it is damaged, encrypted, or larger than `limit`.
    std::optional<std::string> read(std::string_view name, std::size_t limit) const;

    // All members in one pass: `wants` sees the first bytes of each and says whether `use` gets its content,
    // which is cut at `limit` or where it is damaged.
    using Wants = std::function<bool(const std::string &name, std::string_view begin)>;
    using Use = std::function<void(const std::string &name, const Unpacked &content)>;
    void visit(std::size_t limit, const Wants &wants, const Use &use) const;

private:
    explicit ZipArchive(std::string_view bytes) : m_bytes(bytes) {}
    std::string_view m_bytes;
    std::vector<Member> m_members;
};

} // namespace vitrine::format
