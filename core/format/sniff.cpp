// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/sniff.h"

#include "core/format/archivemodels.h"
#include "core/format/bytereader.h"
#include "core/format/picklemachine.h"
#include "core/format/protobufreader.h"
#include "core/format/unpacking.h"

#include <algorithm>
#include <array>
#include <optional>

namespace vitrine::format {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t headSize = 65536;

struct Magic {
    std::size_t offset;
    std::string_view bytes;
    FileFormat format;
};

constexpr std::array<Magic, 16> magics{{
    {0, "GGUF"sv, FileFormat::Gguf},
    {0, "CBM1"sv, FileFormat::Catboost},
    {0, "\x93NUMPY"sv, FileFormat::Npy},
    {0, "\x89HDF\r\n\x1a\n"sv, FileFormat::Hdf5},
    {4, "TFL3"sv, FileFormat::Tflite},
    {4, "ORTM"sv, FileFormat::OnnxRuntime},
    {4, "ET12"sv, FileFormat::ExecuTorch},
    {0, "WHY1"sv, FileFormat::WhyLogs},
    {0, "binf"sv, FileFormat::XgboostBinary},
    {0, "RDX2\n"sv, FileFormat::RData},
    {0, "RDX3\n"sv, FileFormat::RData},
    {0, "RDA2\n"sv, FileFormat::RData},
    {0, "RDA3\n"sv, FileFormat::RData},
    {0, "tree\n"sv, FileFormat::Lightgbm},
    {0, "tree\r\n"sv, FileFormat::Lightgbm},
    {0, "\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."sv, FileFormat::TorchLegacy},
}};

bool contains(std::string_view bytes, std::string_view part)
{
    return bytes.find(part) != std::string_view::npos;
}

bool isLfsPointer(std::string_view bytes)
{
    return bytes.size() < 1024 && bytes.starts_with("version https://") && contains(bytes, "\noid sha256:");
}

bool isRds(std::string_view bytes)
{
    if (!bytes.starts_with("X\n") && !bytes.starts_with("A\n") && !bytes.starts_with("B\n"))
        return false;
    if (bytes.starts_with("A\n"))
        return bytes.substr(2, 2) == "2\n" || bytes.substr(2, 2) == "3\n";
    ByteReader reader(bytes, 2);
    const auto version = bytes[0] == 'X' ? reader.big<std::int32_t>() : reader.little<std::int32_t>();
    return version == 2 || version == 3;
}

bool isSafetensors(std::string_view bytes)
{
    ByteReader reader(bytes);
    const auto size = reader.little<std::uint64_t>();
    return reader.ok() && size > 1 && size <= 100'000'000 && bytes.substr(8, 1) == "{" &&
           bytes.substr(9, 1).find_first_of("\"} \n") == 0;
}

// Models in protobuf have no magic; their fields tell them apart.
FileFormat sniffProtobuf(std::string_view bytes)
{
    ProtobufReader fields(bytes);
    bool graph = false;
    bool described = false;
    bool kind = false;
    std::optional<std::uint64_t> first;
    int count = 0;
    while (const auto field = fields.next()) {
        if (field->number == 1 && !field->delimited)
            first = field->value;
        graph = graph || (field->number == 7 && field->delimited);
        described = described || (field->number == 2 && field->delimited);
        kind = kind || (field->number >= 200 && field->number < 3000 && field->delimited);
        if (field->number > 3000 || ++count > 100'000)
            return FileFormat::Unknown;
    }
    if (count == 0 || (fields.isDamaged() && count < 4))
        return FileFormat::Unknown;
    if (graph)
        return FileFormat::Onnx;
    if (kind && first && described)
        return FileFormat::CoreMl;
    return first == 1 && described ? FileFormat::SavedModel : FileFormat::Unknown;
}

bool isDottedName(std::string_view text)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !text.empty() && isLetter(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
        return isLetter(c) || (c >= '0' && c <= '9') || c == '.';
    });
}

// A pickle has no magic before protocol 2: then it must be a whole stream to the end of the file, or import
// something that could be imported.
bool isPickle(std::string_view bytes)
{
    if (bytes.size() > 3 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5)
        return true;
    constexpr std::string_view beginnings = "(c]})NIJKMLFGSTUVX\x80";
    if (bytes.size() < 2 || beginnings.find(bytes.front()) == std::string_view::npos)
        return false;
    PickleMachine machine(bytes);
    if (machine.run(0) && machine.end() == bytes.size())
        return true;
    return std::any_of(machine.imports().begin(), machine.imports().end(), [](const PickleImport &import) {
        return isDottedName(import.module) && isDottedName(import.name);
    });
}

FileFormat sniffText(std::string_view head)
{
    const auto begin = head.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (begin == std::string_view::npos)
        return FileFormat::Unknown;
    const std::string_view text = head.substr(begin);
    if (text.front() == '<')
        return contains(text.substr(0, 4096), "<PMML") ? FileFormat::Pmml : FileFormat::Unknown;
    if (text.front() != '{')
        return FileFormat::Unknown;
    if (contains(text, "\"learner\""))
        return FileFormat::XgboostJson;
    const bool catboost = contains(text, "\"oblivious_trees\"") || contains(text, "\"features_info\"");
    return catboost ? FileFormat::CatboostJson : FileFormat::Unknown;
}

FileFormat sniffPlain(std::string_view bytes)
{
    const std::string_view head = bytes.substr(0, headSize);
    for (const Magic &magic : magics) {
        if (head.substr(std::min(magic.offset, head.size())).starts_with(magic.bytes))
            return magic.format;
    }
    if (head.starts_with("{L") && contains(head, "learner"))
        return FileFormat::XgboostUbj;
    if (isRds(head))
        return FileFormat::Rds;
    if (head.size() > 262 && head.substr(257, 5) == "ustar")
        return FileFormat::Tar;
    if (isSafetensors(head))
        return FileFormat::Safetensors;
    if (const FileFormat format = sniffText(head); format != FileFormat::Unknown)
        return format;
    return isPickle(bytes) ? FileFormat::Pickle : sniffProtobuf(bytes);
}

} // namespace

FileFormat sniff(std::string_view bytes, const QString &name)
{
    if (bytes.empty())
        return FileFormat::Empty;
    if (isLfsPointer(bytes))
        return FileFormat::LfsPointer;
    if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) {
        const auto archive = ZipArchive::open(bytes);
        return archive ? sniffArchive(*archive) : FileFormat::Zip;
    }
    const Compression compression = compressionOf(bytes.substr(0, 64));
    if (compression == Compression::None) {
        const FileFormat format = sniffPlain(bytes);
        const bool joblib = name.endsWith(u".joblib", Qt::CaseInsensitive) ||
                            contains(bytes.substr(0, headSize), "joblib.numpy_pickle");
        return format == FileFormat::Pickle && joblib ? FileFormat::Joblib : format;
    }
    const Unpacked head = unpack(bytes, compression, headSize);
    if (head.content.empty())
        return sniffPlain(bytes); // only looked compressed
    const FileFormat inner = sniffPlain(head.content);
    switch (inner) {
    // joblib compresses; pickle does not.
    case FileFormat::Pickle: return FileFormat::Joblib;
    case FileFormat::Rds:
    case FileFormat::RData:
    case FileFormat::Tar: return inner;
    default: return FileFormat::Unknown;
    }
}

} // namespace vitrine::format
