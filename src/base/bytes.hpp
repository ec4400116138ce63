// Bytes from a target, and the one bounds check of the house.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace quell {

using Bytes = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;

inline Bytes as_bytes(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }
inline std::string_view as_text(Bytes data) { return {reinterpret_cast<const char*>(data.data()), data.size()}; }

/// True when [offset, offset + length) lies inside `data`; cannot overflow.
constexpr bool contains(Bytes data, std::uint64_t offset, std::uint64_t length) {
    return offset <= data.size() && length <= data.size() - offset;
}

/// A little-endian integer at `offset`, for callers that have already checked the bounds.
template <typename T>
T load_le(Bytes data, std::size_t offset) {
    if (!contains(data, offset, sizeof(T))) detail::check_failed("load_le stays inside", __FILE__, __LINE__);
    static_assert(std::endian::native == std::endian::little, "quell is built for little-endian machines only");
    T value;
    std::memcpy(&value, data.data() + offset, sizeof(T));
    return value;
}

/// Reads little-endian fields in order. Every read is checked; a short buffer is Errc::corrupt and names the offset.
class ByteReader {
public:
    explicit ByteReader(Bytes data, std::size_t offset = 0) : data_(data), offset_(offset) {}

    Result<std::uint8_t> u8() { return integer<std::uint8_t>(); }
    Result<std::uint16_t> u16() { return integer<std::uint16_t>(); }
    Result<std::uint32_t> u32() { return integer<std::uint32_t>(); }
    Result<std::uint64_t> u64() { return integer<std::uint64_t>(); }

    /// The next `length` bytes, as a view into the input.
    Result<Bytes> bytes(std::uint64_t length) {
        if (!contains(data_, offset_, length)) return short_read(length);
        auto part = data_.subspan(offset_, static_cast<std::size_t>(length));
        offset_ += static_cast<std::size_t>(length);
        return part;
    }
    Result<void> skip(std::uint64_t length) {
        if (!contains(data_, offset_, length)) return short_read(length);
        offset_ += static_cast<std::size_t>(length);
        return {};
    }
    /// Moves to an absolute offset; the end itself is allowed.
    Result<void> seek(std::uint64_t offset) {
        if (offset > data_.size()) return short_read(offset);
        offset_ = static_cast<std::size_t>(offset);
        return {};
    }

    [[nodiscard]] std::size_t offset() const { return offset_; }
    [[nodiscard]] std::size_t remaining() const { return offset_ < data_.size() ? data_.size() - offset_ : 0; }
    [[nodiscard]] Bytes data() const { return data_; }

private:
    template <typename T>
    Result<T> integer() {
        if (!contains(data_, offset_, sizeof(T))) return short_read(sizeof(T));
        auto value = load_le<T>(data_, offset_);
        offset_ += sizeof(T);
        return value;
    }
    [[nodiscard]] Failure short_read(std::uint64_t wanted) const;

    Bytes data_;
    std::size_t offset_;
};

}  // namespace quell
