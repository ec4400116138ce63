#include "base/text.hpp"

#include <array>

#include <fmt/format.h>

namespace quell {

namespace {

constexpr bool is_high_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDBFF; }
constexpr bool is_low_surrogate(char32_t c) { return c >= 0xDC00 && c <= 0xDFFF; }
// An invalid byte 0x80..0xFF decodes to 0xDC80..0xDCFF with length 1; a real surrogate takes three bytes.
constexpr bool is_stray(CodePoint c) { return c.length == 1 && c.value >= 0x80; }

constexpr char16_t unit(Bytes data, std::size_t at) {
    return static_cast<char16_t>(std::to_integer<unsigned>(data[at]) | (std::to_integer<unsigned>(data[at + 1]) << 8));
}

bool is_hidden_or_moving(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x061C || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F) || (c & 0xFFFE) == 0xFFFE;
}

bool is_wide(char32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) || (c >= 0x3041 && c <= 0x33FF) ||
           (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xA000 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
           (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
           (c >= 0x20000 && c <= 0x3FFFD);
}

bool is_combining(char32_t c) {
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x20D0 && c <= 0x20FF) ||
           (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFE20 && c <= 0xFE2F);
}

// Letters that stand in upper/lower pairs, even code point upper.
constexpr bool in_even_pairs(char32_t c) {
    return (c >= 0x100 && c <= 0x137 && c != 0x130 && c != 0x131) || (c >= 0x14A && c <= 0x177) ||
           (c >= 0x182 && c <= 0x185) || (c >= 0x1DE && c <= 0x1EF) || (c >= 0x1F8 && c <= 0x21F) ||
           (c >= 0x222 && c <= 0x233) || (c >= 0x370 && c <= 0x373) || (c >= 0x3D8 && c <= 0x3EF) ||
           (c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x523) ||
           (c >= 0x1E00 && c <= 0x1E95) || (c >= 0x1EA0 && c <= 0x1EFF);
}
// The same with the odd code point upper.
constexpr bool in_odd_pairs(char32_t c) {
    return (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E) || (c >= 0x1CD && c <= 0x1DC) ||
           (c >= 0x4C1 && c <= 0x4CE);
}

}  // namespace

void append_utf8(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

void append_utf8_from_utf16le(std::string& out, Bytes data) {
    for (std::size_t at = 0; at + 1 < data.size(); at += 2) {
        char32_t c = unit(data, at);
        if (is_high_surrogate(c) && at + 3 < data.size() && is_low_surrogate(unit(data, at + 2))) {
            c = 0x10000 + ((c - 0xD800) << 10) + (unit(data, at + 2) - 0xDC00U);
            at += 2;
        }
        append_utf8(out, c);
    }
}

std::string utf8_from_utf16le(Bytes data) {
    std::string out;
    out.reserve(data.size() / 2);
    append_utf8_from_utf16le(out, data);
    return out;
}

std::string utf8_from_latin1(Bytes data) {
    std::string out;
    out.reserve(data.size());
    for (auto byte : data) append_utf8(out, std::to_integer<char32_t>(byte));
    return out;
}

CodePoint decode_utf8(std::string_view text, std::size_t at) {
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
    char32_t first = byte(at);
    if (first < 0x80) return {first, 1};
    if (first >= 0xC2 && first <= 0xDF && follows(at + 1)) return {((first & 0x1F) << 6) | (byte(at + 1) & 0x3FU), 2};
    if ((first & 0xF0) == 0xE0 && follows(at + 1) && follows(at + 2)) {
        char32_t c = ((first & 0x0F) << 12) | ((byte(at + 1) & 0x3FU) << 6) | (byte(at + 2) & 0x3FU);
        if (c >= 0x800) return {c, 3};
    }
    if (first >= 0xF0 && first <= 0xF4 && follows(at + 1) && follows(at + 2) && follows(at + 3)) {
        char32_t c = ((first & 0x07) << 18) | ((byte(at + 1) & 0x3FU) << 12) | ((byte(at + 2) & 0x3FU) << 6) |
                     (byte(at + 3) & 0x3FU);
        if (c >= 0x10000 && c <= 0x10FFFF) return {c, 4};
    }
    return {0xDC00 + first, 1};
}

std::u16string utf16_from_utf8(std::string_view text) {
    std::u16string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto c = decode_utf8(text, at);
        at += c.length;
        if (c.value >= 0x10000) {
            out += static_cast<char16_t>(0xD800 + ((c.value - 0x10000) >> 10));
            out += static_cast<char16_t>(0xDC00 + ((c.value - 0x10000) & 0x3FF));
        } else {
            out += static_cast<char16_t>(c.value);
        }
    }
    return out;
}

char32_t to_upper(char32_t c) {
    if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
    if (c < 0x100) {
        if (c == 0xFF) return 0x178;
        return c >= 0xE0 && c != 0xF7 ? c - 32 : c;
    }
    if (in_even_pairs(c)) return c & ~char32_t{1};
    if (in_odd_pairs(c)) return (c & 1) == 0 ? c - 1 : c;
    if (c >= 0x3B1 && c <= 0x3CB && c != 0x3C2) return c - 32;
    if (c == 0x3AC) return 0x386;
    if (c >= 0x3AD && c <= 0x3AF) return c - 37;
    if (c == 0x3CC) return 0x38C;
    if (c == 0x3CD || c == 0x3CE) return c - 63;
    if (c >= 0x430 && c <= 0x44F) return c - 32;
    if (c >= 0x450 && c <= 0x45F) return c - 80;
    if (c >= 0x561 && c <= 0x586) return c - 48;
    if (c >= 0x2170 && c <= 0x217F) return c - 16;
    if (c >= 0x24D0 && c <= 0x24E9) return c - 26;
    if (c >= 0xFF41 && c <= 0xFF5A) return c - 32;
    return c;
}

void append_folded(std::string& out, std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x80) {
            out += static_cast<char>(byte >= 'a' && byte <= 'z' ? byte - 32 : byte);
            ++at;
            continue;
        }
        auto c = decode_utf8(text, at);
        if (is_stray(c))
            out += text[at];
        else
            append_utf8(out, to_upper(c.value));
        at += c.length;
    }
}

std::string fold_case(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    append_folded(out, text);
    return out;
}

namespace {

// How many bytes of `text` the whole of `prefix` matches, or npos.
std::size_t match_prefix(std::string_view text, std::string_view prefix) {
    std::size_t i = 0;
    for (std::size_t j = 0; j < prefix.size();) {
        if (i >= text.size()) return std::string_view::npos;
        auto a = decode_utf8(text, i);
        auto b = decode_utf8(prefix, j);
        if (is_stray(a) != is_stray(b) || to_upper(a.value) != to_upper(b.value)) return std::string_view::npos;
        i += a.length;
        j += b.length;
    }
    return i;
}

}  // namespace

bool equal_fold(std::string_view a, std::string_view b) { return match_prefix(a, b) == a.size(); }

bool starts_with_fold(std::string_view text, std::string_view prefix) {
    return match_prefix(text, prefix) != std::string_view::npos;
}

bool ends_with_fold(std::string_view text, std::string_view suffix) {
    // The two cases of a letter may take different numbers of bytes, so the end is looked for, not computed.
    for (std::size_t at = 0; at <= text.size(); ++at)
        if (text.size() - at <= 2 * suffix.size() && equal_fold(text.substr(at), suffix)) return true;
    return false;
}

namespace {

bool is_ascii(char c) { return (c & 0x80) == 0; }
char ascii_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

bool matches_glob(std::string_view text, std::string_view pattern) {
    std::size_t t = 0;
    std::size_t p = 0;
    std::size_t back_t = 0;
    std::size_t back_p = std::string_view::npos;
    bool crosses = false;
    // A `**` that failed under a later `*` is tried again from here.
    std::size_t deep_t = 0;
    std::size_t deep_p = std::string_view::npos;
    while (true) {
        if (p < pattern.size() && pattern[p] == '*') {
            crosses = p + 1 < pattern.size() && pattern[p + 1] == '*';
            p += crosses ? 2 : 1;
            back_p = p;
            back_t = t;
            if (crosses) {
                deep_p = p;
                deep_t = t;
            }
            continue;
        }
        if (t == text.size() && p == pattern.size()) return true;
        if (t < text.size() && p < pattern.size()) {
            // Nearly all of it is ASCII, and a scan asks this of every folder and many a name.
            if (is_ascii(text[t]) && is_ascii(pattern[p])) {
                if (pattern[p] == '?' ? text[t] != '\\' : ascii_upper(text[t]) == ascii_upper(pattern[p])) {
                    ++t;
                    ++p;
                    continue;
                }
            } else {
                auto a = decode_utf8(text, t);
                auto b = decode_utf8(pattern, p);
                if (b.value == '?' || to_upper(a.value) == to_upper(b.value)) {
                    t += a.length;
                    p += b.length;
                    continue;
                }
            }
        }
        if (back_p != std::string_view::npos && back_t < text.size() && (crosses || text[back_t] != '\\')) {
            back_t += decode_utf8(text, back_t).length;
        } else if (deep_p != std::string_view::npos && deep_t < text.size()) {
            deep_t += decode_utf8(text, deep_t).length;
            back_p = deep_p;
            back_t = deep_t;
            crosses = true;
        } else {
            return false;
        }
        if (crosses) deep_t = back_t;
        t = back_t;
        p = back_p;
    }
}

std::string to_hex(Bytes data) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * data.size());
    for (auto byte : data) {
        out += digits[std::to_integer<unsigned>(byte) >> 4];
        out += digits[std::to_integer<unsigned>(byte) & 15];
    }
    return out;
}

Result<std::vector<std::byte>> from_hex(std::string_view text) {
    auto digit = [](char c) -> int {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::vector<std::byte> out;
    out.reserve(text.size() / 2);
    if (text.size() % 2 != 0) return fail(Errc::invalid, "an odd number of hexadecimal digits");
    for (std::size_t i = 0; i < text.size(); i += 2) {
        auto high = digit(text[i]);
        auto low = digit(text[i + 1]);
        if (high < 0 || low < 0)
            return fail(Errc::invalid, fmt::format("\"{}\" is not hexadecimal", escape_for_display(text.substr(i, 2))));
        out.push_back(static_cast<std::byte>(high * 16 + low));
    }
    return out;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    for (auto end = text.find(separator); end != std::string_view::npos; end = text.find(separator, begin)) {
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    parts.push_back(text.substr(begin));
    return parts;
}

std::string escape_for_display(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto c = decode_utf8(text, at);
        if (is_stray(c))
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at]));
        else if (is_hidden_or_moving(c.value) || is_high_surrogate(c.value) || is_low_surrogate(c.value))
            out += c.value < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(c.value))
                                   : fmt::format("\\u{{{:04x}}}", static_cast<unsigned>(c.value));
        else
            out.append(text, at, c.length);
        at += c.length;
    }
    return out;
}

std::string to_valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto c = decode_utf8(text, at);
        if (is_stray(c))
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at]));
        else if (is_high_surrogate(c.value) || is_low_surrogate(c.value))
            out += fmt::format("\\u{{{:04x}}}", static_cast<unsigned>(c.value));
        else
            out.append(text, at, c.length);
        at += c.length;
    }
    return out;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        auto c = decode_utf8(text, at);
        at += c.length;
        width += is_combining(c.value) ? 0 : is_wide(c.value) ? 2 : 1;
    }
    return width;
}

}  // namespace quell
