#include "formats/regf/text_search.hpp"

#include <algorithm>
#include <cstring>

namespace quell::regf {

namespace {

// Letters from rare to common in what hives are full of (English words, class names, hexadecimal): searching for the
// rarest one of a text leaves the fewest places to look at.
constexpr std::string_view rare_to_common = "qzjxkwyvgbhpfumdlcronstaie";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

std::size_t anchor_of(std::string_view text) {
    for (char wanted : rare_to_common)
        for (std::size_t i = 0; i < text.size(); ++i)
            if (lower(text[i]) == wanted) return i;
    return 0;
}

// `step` bytes a character: 1 for ASCII, 2 for UTF-16LE.
bool stands_at(Bytes data, std::size_t begin, std::string_view text, std::size_t step) {
    if (begin > data.size() || (data.size() - begin) / step < text.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (lower(std::to_integer<char>(data[begin + i * step])) != lower(text[i])) return false;
        if (step == 2 && data[begin + i * step + 1] != std::byte{0}) return false;
    }
    return true;
}

bool holds_with_anchor(Bytes data, std::string_view text, std::size_t anchor, char letter) {
    const auto* begin = data.data();
    const auto* end = begin + data.size();
    for (const auto* at = begin; at != end; ++at) {
        at = static_cast<const std::byte*>(std::memchr(at, letter, static_cast<std::size_t>(end - at)));
        if (at == nullptr) return false;
        auto offset = static_cast<std::size_t>(at - begin);
        for (std::size_t step : {std::size_t{1}, std::size_t{2}})
            if (offset >= anchor * step && stands_at(data, offset - anchor * step, text, step)) return true;
    }
    return false;
}

bool text_holds(std::string_view name, std::string_view text) {
    return std::search(name.begin(), name.end(), text.begin(), text.end(),
                       [](char a, char b) { return lower(a) == lower(b); }) != name.end();
}

}  // namespace

bool bytes_hold_text(Bytes bins, std::string_view text) {
    if (text.empty()) return true;
    auto anchor = anchor_of(text);
    auto small = lower(text[anchor]);
    auto large = upper(text[anchor]);
    return holds_with_anchor(bins, text, anchor, small) ||
           (large != small && holds_with_anchor(bins, text, anchor, large));
}

std::vector<TextHit> find_text(const Hive& hive, std::string_view text, std::size_t limit) {
    std::vector<TextHit> hits;
    if (!bytes_hold_text(hive.bins(), text)) return hits;
    KeyWalk walk(hive.root());
    while (auto key = walk.next()) {
        if (!*key) continue;
        std::string path;
        auto add = [&](std::optional<std::string> value) {
            if (path.empty() && walk.depth() != 0) {
                path = walk.parent_path();
                path += (path.empty() ? "" : "\\") + (*key)->name().text();
            }
            hits.push_back({path, std::move(value), (*key)->last_written()});
        };
        if (walk.depth() != 0 && text_holds((*key)->name().text(), text)) add(std::nullopt);
        auto values = (*key)->values();
        while (auto value = values.next()) {
            if (hits.size() >= limit) return hits;
            if (!*value) continue;
            auto name = (*value)->name().text();
            auto data = (*value)->data();
            if (text_holds(name, text) || (data && bytes_hold_text(data->bytes(), text))) add(std::move(name));
        }
        if (hits.size() >= limit) return hits;
    }
    return hits;
}

}  // namespace quell::regf
