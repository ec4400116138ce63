// Keys and values of a registry hive. Light values that point into the hive, which must outlive them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "formats/regf/cells.hpp"

namespace quell::regf {

/// Values above this size are cut into segments of it ("big data", minor version above 3).
inline constexpr std::size_t big_data_segment = 16344;

/// The bytes of a value: a view into the hive, except for big data, which is put together.
class ValueData {
public:
    explicit ValueData(Bytes view) : view_(view) {}
    explicit ValueData(std::vector<std::byte> joined) : joined_(std::move(joined)), is_joined_(true) {}
    [[nodiscard]] Bytes bytes() const { return is_joined_ ? Bytes(joined_) : view_; }

private:
    Bytes view_;
    std::vector<std::byte> joined_;
    bool is_joined_ = false;
};

class Value {
public:
    [[nodiscard]] Name name() const;
    /// REG_* as stored, whatever it is.
    [[nodiscard]] std::uint32_t type() const { return load_le<std::uint32_t>(cell_, 12); }
    /// Bytes that the value says it has.
    [[nodiscard]] std::uint32_t size() const { return load_le<std::uint32_t>(cell_, 4) & 0x7FFFFFFF; }
    /// Errc::corrupt when fewer bytes are there than the value says.
    [[nodiscard]] Result<ValueData> data() const;
    /// What `data` would fail with, without copying.
    [[nodiscard]] Result<void> check_data() const;

    static Result<Value> at(const Cells& cells, std::uint32_t offset);

private:
    Value(const Cells& cells, Bytes cell) : cells_(&cells), cell_(cell) {}
    /// A view of the data unless it is big data: then the cell of its record.
    struct Stored {
        Bytes content;
        bool is_big = false;
    };
    [[nodiscard]] Result<Stored> stored() const;
    [[nodiscard]] Result<std::vector<Bytes>> big_segments(Bytes record) const;

    const Cells* cells_;
    Bytes cell_;
};

class SubkeyCursor;
class ValueCursor;

class Key {
public:
    [[nodiscard]] Name name() const;
    [[nodiscard]] std::optional<Time> last_written() const { return from_filetime(load_le<std::uint64_t>(cell_, 4)); }
    /// Empty when there is none.
    [[nodiscard]] Result<std::string> class_name() const;
    /// As the key says; what can be read may be less.
    [[nodiscard]] std::uint32_t subkey_count() const { return load_le<std::uint32_t>(cell_, 20); }
    [[nodiscard]] std::uint32_t value_count() const { return load_le<std::uint32_t>(cell_, 36); }
    /// Offset of the cell: what makes a key unique in its hive.
    [[nodiscard]] std::uint32_t offset() const { return offset_; }

    /// One after the other in the hive's order (by name); a damaged entry is an error in its place.
    [[nodiscard]] SubkeyCursor subkeys() const;
    [[nodiscard]] ValueCursor values() const;

    /// By name without case. Errc::not_found only when every subkey could be looked at.
    [[nodiscard]] Result<Key> subkey(std::string_view name) const;
    /// By name without case, "" for the default value. Errc::not_found only when every value could be looked at.
    [[nodiscard]] Result<Value> value(std::string_view name) const;
    /// Down a path "A\B\C"; "" is the key itself.
    [[nodiscard]] Result<Key> descend(std::string_view path) const;

    static Result<Key> at(const Cells& cells, std::uint32_t offset);

private:
    friend class SubkeyCursor;
    friend class ValueCursor;
    Key(const Cells& cells, std::uint32_t offset, Bytes cell) : cells_(&cells), cell_(cell), offset_(offset) {}

    const Cells* cells_;
    Bytes cell_;
    std::uint32_t offset_;
};

/// `auto cursor = key.subkeys(); while (auto subkey = cursor.next()) …`
class SubkeyCursor {
public:
    explicit SubkeyCursor(const Key& key);
    /// The next subkey, or why it cannot be read; nothing at the end.
    std::optional<Result<Key>> next();
    /// The same, passing over subkeys beside which the list writes another hash.
    std::optional<Result<Key>> next_with_hash(std::uint32_t hash);
    /// Position of what was given last, counted through all lists.
    [[nodiscard]] std::uint32_t index() const { return index_ - 1; }

private:
    /// What stands next: a link, a failure in its place, or the end.
    Result<bool> settle();
    Result<void> open_list(std::uint32_t offset);
    Result<Key> follow();

    const Cells* cells_;
    std::uint32_t parent_;
    std::uint32_t claimed_;
    std::uint32_t index_ = 0;
    Bytes index_root_;  // what remains of an ri list
    Bytes leaf_;        // what remains of the current list
    std::uint8_t element_ = 8;
    bool is_hashed_ = false;
    bool is_closed_ = false;
    std::optional<Error> error_;
};

class ValueCursor {
public:
    explicit ValueCursor(const Key& key);
    std::optional<Result<Value>> next();

private:
    const Cells* cells_;
    Bytes list_;
    std::optional<Error> error_;
};

inline SubkeyCursor Key::subkeys() const { return SubkeyCursor(*this); }
inline ValueCursor Key::values() const { return ValueCursor(*this); }

}  // namespace quell::regf
