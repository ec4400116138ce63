// Text anywhere in a hive: names and data, in both encodings that a hive has.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/regf/hive.hpp"

namespace quell::regf {

/// A key that holds the text in its name, or a value that holds it in its name or data.
struct TextHit {
    std::string key;                   ///< path below the root: "A\B"
    std::optional<std::string> value;  ///< nothing: the key's own name
    std::optional<Time> written;       ///< the key's last change
};

/// Whether the bytes of the hive's bins, in use or free, hold `text` (ASCII, without case, as ASCII or UTF-16LE). Costs
/// two passes of memchr.
bool bytes_hold_text(Bytes bins, std::string_view text);

/// The first `limit` places below the root that can be reached and hold `text`, in the hive's order. What cannot be
/// read is passed over: opening the hive has already told of it.
std::vector<TextHit> find_text(const Hive& hive, std::string_view text, std::size_t limit);

}  // namespace quell::regf
