#include "report/html_sentence.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "report/html.hpp"
#include "report/table.hpp"

namespace quell::report {

Json shown(std::string_view text) {
    // Escaping makes text longer, never shorter: what is far behind the cut need not be escaped.
    auto cut = text.size() > longest_shown;
    auto out = escape_for_display(text.substr(0, std::min(text.size(), longest_shown + 4)));
    if (out.size() <= longest_shown && !cut) return out;
    std::size_t end = 0;
    for (std::size_t at = 0; at < out.size(); end = at) {
        at += decode_utf8(out, at).length;
        if (at > longest_shown) break;
    }
    return out.substr(0, end) + " [... " + grouped(text.size()) + " B]";
}

Json shown_or_null(std::string_view text) { return text.empty() ? Json(nullptr) : shown(text); }

Json both(std::string_view key) {
    return {{"en", text_of(Language::english, key)}, {"zh", text_of(Language::chinese, key)}};
}

Json both(std::string_view english, std::string_view chinese) {
    if (english.empty()) return nullptr;
    return {{"en", to_valid_utf8(english)}, {"zh", to_valid_utf8(chinese)}};
}

Json filled_in(std::string_view prefix, const Sentence& sentence) {
    auto key = std::string(prefix) + sentence.id;
    Json json;
    if (is_message(key)) {
        json = both(key);
    } else {
        // The id came from another version: shown as it stands, with its values behind it.
        auto words = shown(key).get<std::string>();
        for (std::size_t i = 0; i < sentence.values.size(); ++i) words += " {}";
        json = {{"en", words}, {"zh", words}};
    }
    auto values = Json::array();
    for (const auto& value : sentence.values) values.push_back(shown(value));
    json["values"] = std::move(values);
    return json;
}

Json instant(const std::optional<Time>& time) {
    if (!time) return nullptr;
    auto since = std::chrono::floor<std::chrono::milliseconds>(*time).time_since_epoch();
    return {{"text", to_display(*time)}, {"ms", static_cast<std::int64_t>(since.count())}};
}

Json pairs(const std::vector<std::pair<std::string, std::string>>& evidence) {
    auto out = Json::array();
    for (const auto& [what, value] : evidence) out.push_back({{"what", shown(what)}, {"value", shown(value)}});
    return out;
}

}  // namespace quell::report
