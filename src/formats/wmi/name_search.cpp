#include "formats/wmi/name_search.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace quell::wmi {

namespace {

constexpr std::size_t blocks = 65'536;

constexpr std::array<std::uint8_t, 256> make_folded() {
    std::array<std::uint8_t, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = static_cast<std::uint8_t>(i >= 'A' && i <= 'Z' ? i + 32 : i);
    return table;
}
constexpr auto folded = make_folded();

std::uint8_t fold(std::byte value) { return folded[std::to_integer<std::uint8_t>(value)]; }

bool is_word(std::uint8_t c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

// A character of `unit` bytes at `at` that continues a word.
bool continues(Bytes data, std::size_t at, std::size_t unit) {
    return is_word(fold(data[at])) && (unit == 1 || data[at + 1] == std::byte{0});
}

}  // namespace

NameSearch::NameSearch(std::vector<std::string> names) : found_(names.size()) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i].size() < shortest_name || names[i].size() > longest_name) continue;
        auto ascii = std::all_of(names[i].begin(), names[i].end(), [](char c) { return (c & 0x80) == 0; });
        std::vector<std::uint8_t> narrow;
        for (char c : names[i]) narrow.push_back(folded[static_cast<std::uint8_t>(c)]);
        std::vector<std::uint8_t> wide;
        for (auto unit : utf16_from_utf8(names[i])) {
            // A byte of another character may look like a capital letter: the data is folded in the same way.
            wide.push_back(folded[unit & 0xFF]);
            wide.push_back(folded[unit >> 8]);
        }
        if (ascii) add(std::move(narrow), i, 1);
        add(std::move(wide), i, 2);
    }
    prepare();
}

void NameSearch::add(std::vector<std::uint8_t> bytes, std::size_t name, std::size_t unit) {
    patterns_.push_back({std::move(bytes), name, unit});
}

void NameSearch::prepare() {
    if (patterns_.empty()) return;
    shortest_ = patterns_[0].bytes.size();
    for (const auto& pattern : patterns_) shortest_ = std::min(shortest_, pattern.bytes.size());
    shortest_ = std::min<std::size_t>(shortest_, 255);
    shift_.assign(blocks, static_cast<std::uint8_t>(shortest_ - 1));
    buckets_.resize(256);
    for (std::size_t i = 0; i < patterns_.size(); ++i) {
        const auto& bytes = patterns_[i].bytes;
        for (std::size_t end = 2; end <= shortest_; ++end) {
            auto& shift = shift_[static_cast<std::size_t>(bytes[end - 2] | bytes[end - 1] << 8)];
            shift = std::min(shift, static_cast<std::uint8_t>(shortest_ - end));
        }
        buckets_[bytes[shortest_ - 2]].push_back(static_cast<std::uint32_t>(i));
    }
}

bool NameSearch::matches(const Pattern& pattern, const Window& window, std::size_t at) const {
    const auto data = window.data;
    const auto size = pattern.bytes.size();
    if (!contains(data, at, size)) return false;
    for (std::size_t i = 0; i < size; ++i)
        if (fold(data[at + i]) != pattern.bytes[i]) return false;
    // What touches an edge of the window without touching the file's lies whole in the neighbour.
    const auto after = at + size;
    if (data.size() - after < pattern.unit) {
        if (!window.last) return false;
    } else if (continues(data, after, pattern.unit)) {
        return false;
    }
    if (at < pattern.unit) return window.offset == 0;
    return !continues(data, at - pattern.unit, pattern.unit);
}

void NameSearch::look(const Window& window) {
    if (patterns_.empty()) return;
    const auto data = window.data;
    for (auto end = shortest_; end <= data.size();) {
        const auto low = fold(data[end - 2]);
        const auto shift = shift_[static_cast<std::size_t>(low | fold(data[end - 1]) << 8)];
        if (shift != 0) {
            end += shift;
            continue;
        }
        for (auto i : buckets_[low]) {
            const auto& pattern = patterns_[i];
            if (!found_[pattern.name] && matches(pattern, window, end - shortest_)) found_[pattern.name] = true;
        }
        ++end;
    }
}

}  // namespace quell::wmi
