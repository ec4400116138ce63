#include "formats/ntfs/file_record.hpp"

#include <algorithm>

namespace quell::ntfs {

namespace {

constexpr std::uint32_t magic_file = 0x454C4946;  // "FILE"
constexpr std::uint32_t magic_baad = 0x44414142;  // "BAAD"
constexpr std::size_t stride = 512;

}  // namespace

std::string_view explain(RecordState state) {
    switch (state) {
        case RecordState::good: return "good";
        case RecordState::unused: return "never written";
        case RecordState::baad: return "marked as damaged (BAAD)";
        case RecordState::torn: return "torn: its update sequence does not fit";
        case RecordState::foreign: return "not a file record";
    }
    return "";
}

RecordState apply_fixups(MutableBytes record) {
    if (record.size() < stride || record.size() % stride != 0) return RecordState::foreign;
    auto magic = load_le<std::uint32_t>(record, 0);
    if (magic != magic_file) {
        if (magic == 0) return RecordState::unused;
        return magic == magic_baad ? RecordState::baad : RecordState::foreign;
    }
    std::size_t offset = load_le<std::uint16_t>(record, 4);
    std::size_t count = load_le<std::uint16_t>(record, 6);
    // The array holds the number itself and one word a stride, and must lie before the first word it replaces.
    if (count != record.size() / stride + 1 || offset % 2 != 0 || offset + 2 * count > stride - 2)
        return RecordState::foreign;
    auto array = record.subspan(offset, 2 * count);
    auto number = load_le<std::uint16_t>(array, 0);
    for (std::size_t i = 1; i < count; ++i)
        if (load_le<std::uint16_t>(record, i * stride - 2) != number) return RecordState::torn;
    for (std::size_t i = 1; i < count; ++i) {
        record[i * stride - 2] = array[2 * i];
        record[i * stride - 1] = array[2 * i + 1];
    }
    return RecordState::good;
}

RecordHeader parse_record_header(Bytes record) {
    CHECK(record.size() >= record_header_size);
    RecordHeader header;
    header.sequence = load_le<std::uint16_t>(record, 0x10);
    header.links = load_le<std::uint16_t>(record, 0x12);
    header.first_attribute = load_le<std::uint16_t>(record, 0x14);
    header.flags = load_le<std::uint16_t>(record, 0x16);
    header.used =
        static_cast<std::uint32_t>(std::min<std::size_t>(load_le<std::uint32_t>(record, 0x18), record.size()));
    header.base = load_le<std::uint64_t>(record, 0x20);
    return header;
}

}  // namespace quell::ntfs
