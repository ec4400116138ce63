// Text of a target. UTF-8 inside; names of Windows may hold unpaired surrogates, names of a mounted folder any byte:
// both are kept (surrogates as their three-byte form, "WTF-8"), compared without loss and escaped only when shown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace quell {

/// UTF-16LE to UTF-8; an unpaired surrogate becomes its three-byte form, an odd last byte is ignored.
std::string utf8_from_utf16le(Bytes data);
/// Appends the same to `out`: for arenas.
void append_utf8_from_utf16le(std::string& out, Bytes data);
/// Back again; a byte that is not UTF-8 becomes the code unit 0xDC00 + byte.
std::u16string utf16_from_utf8(std::string_view text);
/// Windows-1252 (the "compressed" names of a registry hive are Latin-1; the same below 0x80 and from 0xA0).
std::string utf8_from_latin1(Bytes data);

/// One decoded code point, and how many bytes it took. An invalid byte decodes to 0xDC00 + byte, length 1.
struct CodePoint {
    char32_t value;
    std::size_t length;
};
CodePoint decode_utf8(std::string_view text, std::size_t at);
void append_utf8(std::string& out, char32_t code_point);

/// Upper case as Windows compares names: simple, one to one, locale-free (ASCII, Latin, Greek, Cyrillic, Armenian,
/// full-width letters; other scripts have no case that Windows folds).
char32_t to_upper(char32_t code_point);
/// Folded text: equal for names that Windows takes for the same.
std::string fold_case(std::string_view text);
/// Appends the folded form to `out` without another allocation.
void append_folded(std::string& out, std::string_view text);
bool equal_fold(std::string_view a, std::string_view b);
bool starts_with_fold(std::string_view text, std::string_view prefix);
bool ends_with_fold(std::string_view text, std::string_view suffix);

/// `*` any run but no backslash, `**` any run, `?` one code point but no backslash; everything else itself, without
/// case.
bool matches_glob(std::string_view text, std::string_view pattern);

std::string to_hex(Bytes data);
/// Lower- or upper-case pairs; Errc::invalid for anything else.
Result<std::vector<std::byte>> from_hex(std::string_view text);

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

/// Valid UTF-8 that cannot move a cursor, reorder text or break a line: control characters, direction marks, unpaired
/// surrogates and stray bytes become \xNN or \u{NNNN}.
std::string escape_for_display(std::string_view text);
/// The same, cut to valid Unicode only: for JSON, where control characters are escaped by the writer.
std::string to_valid_utf8(std::string_view text);

/// Columns on a terminal: 2 for wide East Asian characters, 0 for combining marks.
std::size_t display_width(std::string_view text);

}  // namespace quell
