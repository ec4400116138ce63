#include "formats/regf/key.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::regf {

namespace {

constexpr std::size_t key_header = 76;
constexpr std::size_t value_header = 20;
constexpr std::uint16_t key_name_compressed = 0x20;
constexpr std::uint16_t value_name_compressed = 0x1;
constexpr std::uint32_t resident_flag = 0x80000000;

bool has_signature(Bytes cell, std::string_view signature) {
    return cell.size() >= signature.size() && as_text(cell.first(signature.size())) == signature;
}

}  // namespace

Result<Value> Value::at(const Cells& cells, std::uint32_t offset) {
    auto cell = TRY(cells.cell(offset));
    if (!has_signature(cell, "vk") || cell.size() < value_header)
        return fail(Errc::corrupt, fmt::format("cell 0x{:x} is no value", offset));
    if (!contains(cell, value_header, load_le<std::uint16_t>(cell, 2)))
        return fail(Errc::corrupt, fmt::format("value 0x{:x}: its name reaches past its cell", offset));
    return Value(cells, cell);
}

Name Value::name() const {
    return make_name(cell_.subspan(value_header, load_le<std::uint16_t>(cell_, 2)), load_le<std::uint16_t>(cell_, 16),
                     value_name_compressed);
}

Result<Value::Stored> Value::stored() const {
    auto length = size();
    if ((load_le<std::uint32_t>(cell_, 4) & resident_flag) != 0) {
        if (length > 4)
            return fail(Errc::corrupt, fmt::format("{} bytes are said to lie inside a value's cell", length));
        return Stored{cell_.subspan(8, length), false};
    }
    if (length == 0) return Stored{{}, false};
    auto offset = load_le<std::uint32_t>(cell_, 8);
    auto content = TRY(cells_->cell(offset));
    if (length > big_data_segment && cells_->has_big_data() && has_signature(content, "db") && content.size() < length)
        return Stored{content, true};
    if (content.size() < length)
        return fail(Errc::corrupt,
                    fmt::format("data cell 0x{:x} holds {} bytes of {}", offset, content.size(), length));
    return Stored{content.first(length), false};
}

Result<std::vector<Bytes>> Value::big_segments(Bytes record) const {
    std::size_t left = size();
    // All segments lie in the hive, each once.
    if (left > cells_->bins().size())
        return fail(Errc::corrupt, fmt::format("{} bytes of data are more than the hive", left));
    ByteReader in(record, 2);
    std::size_t count = TRY(in.u16());
    auto list = TRY(cells_->cell(TRY(in.u32())));
    std::vector<Bytes> out;
    for (std::size_t i = 0; i < count && left > 0; ++i) {
        if (!contains(list, i * 4, 4)) return fail(Errc::corrupt, "a list of data segments ends early");
        auto segment = TRY(cells_->cell(load_le<std::uint32_t>(list, i * 4)));
        auto length = std::min(left, big_data_segment);
        if (segment.size() < length) return fail(Errc::corrupt, "a data segment is too short");
        out.push_back(segment.first(length));
        left -= length;
    }
    if (left > 0) return fail(Errc::corrupt, fmt::format("{} data segments leave {} bytes out", count, left));
    return out;
}

Result<void> Value::check_data() const {
    auto stored = TRY(this->stored());
    if (stored.is_big) TRY(big_segments(stored.content));
    return {};
}

Result<ValueData> Value::data() const {
    auto stored = TRY(this->stored());
    if (!stored.is_big) return ValueData(stored.content);
    auto parts = TRY(big_segments(stored.content));
    std::vector<std::byte> joined;
    joined.reserve(size());
    for (auto part : parts) joined.insert(joined.end(), part.begin(), part.end());
    return ValueData(std::move(joined));
}

Result<Key> Key::at(const Cells& cells, std::uint32_t offset) {
    auto cell = TRY(cells.cell(offset));
    if (!has_signature(cell, "nk") || cell.size() < key_header)
        return fail(Errc::corrupt, fmt::format("cell 0x{:x} is no key", offset));
    if (!contains(cell, key_header, load_le<std::uint16_t>(cell, 72)))
        return fail(Errc::corrupt, fmt::format("key 0x{:x}: its name reaches past its cell", offset));
    return Key(cells, offset, cell);
}

Name Key::name() const {
    return make_name(cell_.subspan(key_header, load_le<std::uint16_t>(cell_, 72)), load_le<std::uint16_t>(cell_, 2),
                     key_name_compressed);
}

Result<std::string> Key::class_name() const {
    auto length = load_le<std::uint16_t>(cell_, 74);
    auto offset = load_le<std::uint32_t>(cell_, 48);
    if (length == 0 || offset == no_cell) return std::string();
    auto content = TRY(cells_->cell(offset));
    if (content.size() < length) return fail(Errc::corrupt, "a class name reaches past its cell");
    return utf8_from_utf16le(content.first(length));
}

Result<Key> Key::subkey(std::string_view name) const {
    FoldedName wanted(name);
    auto quick = subkeys();
    while (auto key = quick.next_with_hash(wanted.hash()))
        if (*key && wanted.matches((*key)->name())) return *key;
    // Lists without hashes were searched already by the loop above; wrong hashes must not hide a key.
    std::optional<Error> unseen;
    auto all = subkeys();
    while (auto key = all.next()) {
        if (!*key)
            unseen = key->error();
        else if (wanted.matches((*key)->name()))
            return *key;
    }
    if (unseen) return fail(unseen->in("subkeys"));
    return fail(Errc::not_found, "no such key");
}

Result<Value> Key::value(std::string_view name) const {
    FoldedName wanted(name);
    std::optional<Error> unseen;
    auto cursor = values();
    while (auto value = cursor.next()) {
        if (!*value)
            unseen = value->error();
        else if (wanted.matches((*value)->name()))
            return *value;
    }
    if (unseen) return fail(unseen->in("values"));
    return fail(Errc::not_found, "no such value");
}

Result<Key> Key::descend(std::string_view path) const {
    auto key = *this;
    for (auto part : split(path, '\\'))
        if (!part.empty()) key = TRY(key.subkey(part));
    return key;
}

ValueCursor::ValueCursor(const Key& key) : cells_(key.cells_) {
    auto count = key.value_count();
    if (count == 0) return;
    auto list = cells_->cell(load_le<std::uint32_t>(key.cell_, 40));
    if (!list) {
        error_ = list.error().in("value list");
        return;
    }
    auto held = list->size() / 4;
    if (held < count) error_ = Error{Errc::corrupt, fmt::format("value list holds {} of {} values", held, count)};
    list_ = list->first(std::min<std::size_t>(held, count) * 4);
}

std::optional<Result<Value>> ValueCursor::next() {
    if (!list_.empty()) {
        auto offset = load_le<std::uint32_t>(list_, 0);
        list_ = list_.subspan(4);
        return Value::at(*cells_, offset);
    }
    if (!error_) return std::nullopt;
    Result<Value> failure = fail(std::move(*error_));
    error_.reset();
    return failure;
}

}  // namespace quell::regf
