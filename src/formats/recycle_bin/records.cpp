#include "formats/recycle_bin/records.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::recycle_bin {

namespace {

constexpr std::size_t fixed_path = 520;  // MAX_PATH characters
constexpr std::size_t info2_header = 20;
constexpr std::size_t info2_record = 800;  // with the path as UTF-16; Windows 9x has 280 and no such path

std::string path_of(Bytes data) {
    auto path = utf8_from_utf16le(data);
    return path.substr(0, path.find('\0'));
}

Result<Record> info2_entry(Bytes data) {
    ByteReader in(data);
    auto narrow = TRY(in.bytes(260));
    Record record;
    record.index = TRY(in.u32());
    auto drive = TRY(in.u32());
    if (drive < 26) record.drive_letter = std::string(1, static_cast<char>('a' + drive));
    record.deleted = from_filetime(TRY(in.u64()));
    record.size = TRY(in.u32());
    record.path = path_of(TRY(in.bytes(fixed_path)));
    // Whoever takes it out of the bin wipes the first letter of the narrow path.
    record.emptied = narrow[0] == std::byte{0};
    return record;
}

}  // namespace

Result<Record> parse_index_file(Bytes data) {
    ByteReader in(data);
    auto version = TRY(in.u64());
    if (version != 1 && version != 2)
        return fail(Errc::unsupported, fmt::format("recycle bin: version {} of an index file", version));
    Record record;
    record.size = TRY(in.u64());
    record.deleted = from_filetime(TRY(in.u64()));
    std::uint64_t length = fixed_path;
    if (version == 2) length = std::uint64_t{2} * TRY(in.u32());
    // Version 1 may end with the path instead of filling its place.
    if (version == 1) length = std::min<std::uint64_t>(length, in.remaining());
    record.path = path_of(TRY(in.bytes(length)));
    if (record.path.empty()) return fail(Errc::corrupt, "recycle bin: an index file without a path");
    return record;
}

Result<std::vector<Record>> parse_info2(Bytes data) {
    ByteReader in(data);
    auto version = TRY(in.u32());
    TRY(in.skip(8));
    auto size = TRY(in.u32());
    if (version != 5 || size != info2_record)
        return fail(Errc::unsupported,
                    fmt::format("recycle bin: INFO2 version {}, records of {} bytes", version, size));
    TRY(in.seek(info2_header));
    std::vector<Record> records;
    while (in.remaining() >= info2_record) records.push_back(TRY(info2_entry(TRY(in.bytes(info2_record)))));
    return records;
}

}  // namespace quell::recycle_bin
