#include "threats/toml_text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace quell::threats {

namespace {

constexpr char32_t shelter_plane = 0xF0000;

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string shelter(std::string_view text) {
    if (is_ascii(text)) return std::string(text);
    std::string out;
    out.reserve(text.size() + text.size() / 2);
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    std::size_t at = 0;
    if (text.starts_with(byte_order_mark)) {
        out += byte_order_mark;
        at = byte_order_mark.size();
    }
    while (at < text.size()) {
        auto c = decode_utf8(text, at);
        auto refused = (c.value >= 0xD800 && c.value <= 0xDFFF);  // a surrogate, or a byte that is not UTF-8
        if (c.value < 0x80 || refused || (c.value >= 0x10000 && (c.value & 0xFF0000) != shelter_plane))
            out.append(text, at, c.length);
        else
            append_utf8(out, shelter_plane + (c.value < 0x10000 ? c.value : 0xFFFD));
        at += c.length;
    }
    return out;
}

std::string unshelter(std::string_view text) {
    if (is_ascii(text)) return std::string(text);
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto c = decode_utf8(text, at);
        if ((c.value & 0xFF0000) == shelter_plane)
            append_utf8(out, c.value & 0xFFFF);
        else
            out.append(text, at, c.length);
        at += c.length;
    }
    return out;
}

}  // namespace quell::threats
