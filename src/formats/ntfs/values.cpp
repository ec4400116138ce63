#include "formats/ntfs/values.hpp"

namespace quell::ntfs {

AttributeList parse_attribute_list(Bytes value) {
    constexpr std::size_t header = 0x1A;
    AttributeList list;
    while (!value.empty()) {
        if (value.size() < header) {
            list.whole = false;
            break;
        }
        std::size_t length = load_le<std::uint16_t>(value, 4);
        std::size_t name_length = std::size_t{2} * load_le<std::uint8_t>(value, 6);
        std::size_t name_offset = load_le<std::uint8_t>(value, 7);
        if (length < header || length > value.size() || (name_length != 0 && name_offset + name_length > length)) {
            list.whole = false;
            break;
        }
        ListEntry entry;
        entry.type = load_le<std::uint32_t>(value, 0);
        entry.first_cluster = load_le<std::uint64_t>(value, 8);
        entry.record = load_le<std::uint64_t>(value, 0x10);
        if (name_length != 0) entry.name = value.subspan(name_offset, name_length);
        list.entries.push_back(entry);
        value = value.subspan(length);
    }
    return list;
}

}  // namespace quell::ntfs
