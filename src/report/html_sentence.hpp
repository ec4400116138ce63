// Parts of report.html's document that are sentences: {"en": …, "zh": …}, with "values" where the sentence has blanks.
// The page fills them, so that it can set what comes from the target apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/sentence.hpp"
#include "base/time.hpp"
#include "report/json.hpp"
#include "report/messages.hpp"

namespace quell::report {

/// Text of the target: escaped for display, cut at longest_shown.
Json shown(std::string_view text);
/// The same; null when it is empty.
Json shown_or_null(std::string_view text);

/// A message of the catalogue; the key itself in both languages when there is none.
Json both(std::string_view key);
/// Words of a pack; null when there are none.
Json both(std::string_view english, std::string_view chinese);
/// The message `prefix` + id with its values.
Json filled_in(std::string_view prefix, const Sentence& sentence);

/// {"text": "2017-05-12 08:24:03", "ms": milliseconds since 1970}, or null.
Json instant(const std::optional<Time>& time);

/// [{"what": …, "value": …}]
Json pairs(const std::vector<std::pair<std::string, std::string>>& evidence);

}  // namespace quell::report
