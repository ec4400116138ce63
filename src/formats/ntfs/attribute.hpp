// The attributes of an MFT record.
// Format: Linux-NTFS documentation, concept "Attribute Header".
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"

namespace quell::ntfs {

/// Attribute types that are read here.
namespace attribute_type {
inline constexpr std::uint32_t standard_information = 0x10;
inline constexpr std::uint32_t attribute_list = 0x20;
inline constexpr std::uint32_t file_name = 0x30;
inline constexpr std::uint32_t volume_name = 0x60;
inline constexpr std::uint32_t data = 0x80;
inline constexpr std::uint32_t bitmap = 0xB0;
inline constexpr std::uint32_t reparse_point = 0xC0;
inline constexpr std::uint32_t end = 0xFFFFFFFF;
}  // namespace attribute_type

namespace attribute_flag {
inline constexpr std::uint16_t compression_mask = 0x00FF;
inline constexpr std::uint16_t compressed_lznt1 = 0x0001;
inline constexpr std::uint16_t encrypted = 0x4000;
inline constexpr std::uint16_t sparse = 0x8000;
}  // namespace attribute_flag

/// Fewest bytes of a resident and of a non-resident attribute.
inline constexpr std::size_t resident_header_size = 0x18;
inline constexpr std::size_t non_resident_header_size = 0x40;

/// One attribute as its bytes: at least `resident_header_size` of them.
struct RawAttribute {
    std::uint32_t type = 0;
    Bytes bytes;

    [[nodiscard]] bool is_non_resident() const { return bytes[8] != std::byte{0}; }
    [[nodiscard]] bool is_named() const { return bytes[9] != std::byte{0}; }
    [[nodiscard]] std::uint16_t flags() const { return load_le<std::uint16_t>(bytes, 0x0C); }
    /// Value of a resident attribute; empty when it would leave the attribute.
    [[nodiscard]] Bytes resident_value() const {
        auto length = load_le<std::uint32_t>(bytes, 0x10);
        auto offset = load_le<std::uint16_t>(bytes, 0x14);
        return contains(bytes, offset, length) ? bytes.subspan(offset, length) : Bytes{};
    }
};

/// Goes through the attributes of a record whose fix-ups were applied. Ends at the end mark, at the end of the bytes
/// in use, and at the first attribute that cannot be one; every attribute moves on by at least its header.
class AttributeCursor {
public:
    /// `record` cut to the bytes in use; `first` is the offset of the first attribute.
    AttributeCursor(Bytes record, std::size_t first) : record_(record), offset_(first) {}

    std::optional<RawAttribute> next() {
        if (!contains(record_, offset_, 8)) return stop(offset_ == record_.size());
        auto type = load_le<std::uint32_t>(record_, offset_);
        if (type == attribute_type::end) return stop(true);
        std::size_t length = load_le<std::uint32_t>(record_, offset_ + 4);
        if (length < resident_header_size || !contains(record_, offset_, length)) return stop(false);
        RawAttribute attribute{type, record_.subspan(offset_, length)};
        offset_ += length;
        return attribute;
    }
    /// True when the attributes ended otherwise than by their mark.
    [[nodiscard]] bool damaged() const { return damaged_; }

private:
    std::optional<RawAttribute> stop(bool clean) {
        damaged_ = damaged_ || !clean;
        offset_ = record_.size();
        return std::nullopt;
    }

    Bytes record_;
    std::size_t offset_;
    bool damaged_ = false;
};

/// An attribute, or one piece of it when it goes on in other records. Views into the record.
struct Attribute {
    std::uint32_t type = 0;
    std::uint16_t flags = 0;
    Bytes name;  ///< UTF-16LE
    bool resident = true;
    Bytes value;                      ///< resident: the value; non-resident: the run list
    std::uint64_t first_cluster = 0;  ///< non-resident: first virtual cluster of this piece
    std::uint64_t last_cluster = 0;
    // The following stand only in the first piece (first_cluster 0) of a non-resident attribute.
    std::uint8_t compression_unit = 0;  ///< log2 of the clusters compressed together, 0 when not compressed
    std::uint64_t allocated = 0;
    std::uint64_t size = 0;
    std::uint64_t initialized = 0;  ///< bytes from here to `size` read as zeros
};

/// Errc::corrupt when name, value or run list would leave the attribute.
Result<Attribute> parse_attribute(const RawAttribute& raw);

}  // namespace quell::ntfs
