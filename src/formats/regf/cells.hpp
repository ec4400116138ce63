// What a registry hive is made of: cells and names. Layout: see base_block.hpp for the source.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace quell::regf {

/// Offset that names no cell.
inline constexpr std::uint32_t no_cell = 0xFFFFFFFF;

/// A name as the hive holds it: nothing is converted until asked for.
class Name {
public:
    enum class Encoding : std::uint8_t { latin1, utf16 };
    Name(Bytes raw, Encoding encoding) : raw_(raw), encoding_(encoding) {}

    [[nodiscard]] Bytes raw() const { return raw_; }
    [[nodiscard]] Encoding encoding() const { return encoding_; }
    /// In UTF-16 units.
    [[nodiscard]] std::size_t length() const { return encoding_ == Encoding::latin1 ? raw_.size() : raw_.size() / 2; }
    [[nodiscard]] char16_t unit(std::size_t index) const {
        if (encoding_ == Encoding::latin1) return static_cast<char16_t>(raw_[index]);
        return load_le<std::uint16_t>(raw_, index * 2);
    }
    /// WTF-8: unpaired surrogates and NULs are kept.
    [[nodiscard]] std::string text() const;

private:
    Bytes raw_;
    Encoding encoding_;
};

/// A name to look for: folded once, compared often.
class FoldedName {
public:
    explicit FoldedName(std::string_view text);
    [[nodiscard]] bool matches(const Name& name) const;
    /// As lh lists write it beside a key.
    [[nodiscard]] std::uint32_t hash() const { return hash_; }

private:
    std::u16string units_;
    std::uint32_t hash_ = 0;
};

/// The bytes of a hive and the cells in them; what keys and values point into.
class Cells {
public:
    /// `file` is the whole hive, of which `bins_size` bytes after the base block count.
    Cells(std::vector<std::byte> file, std::size_t bins_size, std::uint32_t minor_version);
    Cells(const Cells&) = delete;
    Cells& operator=(const Cells&) = delete;

    /// Content of the allocated cell at `offset`; errors name the offset and what is wrong with it.
    [[nodiscard]] Result<Bytes> cell(std::uint32_t offset) const {
        if (!contains(bins_, offset, 4)) return bad_cell(offset, "lies outside the hive");
        auto size = load_le<std::uint32_t>(bins_, offset);
        // A negative size marks a cell in use.
        if (size < 0x80000000) return bad_cell(offset, "is not in use");
        size = 0U - size;
        if (size < 4 || !contains(bins_, offset, size)) return bad_cell(offset, "reaches past the end of the hive");
        return bins_.subspan(offset + std::size_t{4}, size - std::size_t{4});
    }
    [[nodiscard]] Bytes bins() const { return bins_; }
    /// Whether large values are cut into segments.
    [[nodiscard]] bool has_big_data() const { return minor_version_ > 3; }

    /// Notes that the `index`-th subkey of the key at `parent` must not be followed. `seal` comes after the last one.
    void refuse(std::uint32_t parent, std::uint32_t index) { refused_.push_back(std::uint64_t{parent} << 32 | index); }
    void seal();
    [[nodiscard]] bool is_refused(std::uint32_t parent, std::uint32_t index) const {
        return !refused_.empty() && is_listed(std::uint64_t{parent} << 32 | index);
    }

private:
    [[nodiscard]] static Failure bad_cell(std::uint32_t offset, std::string_view what);
    [[nodiscard]] bool is_listed(std::uint64_t link) const;

    std::vector<std::byte> file_;
    Bytes bins_;
    std::uint32_t minor_version_;
    std::vector<std::uint64_t> refused_;
};

/// The name of an nk or vk cell.
inline Name make_name(Bytes raw, std::uint16_t flags, std::uint16_t compressed_flag) {
    return {raw, (flags & compressed_flag) != 0 ? Name::Encoding::latin1 : Name::Encoding::utf16};
}

}  // namespace quell::regf
