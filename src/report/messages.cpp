#include "report/messages.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/args.h>

namespace quell::report {

std::string text_of(Language language, std::string_view key) {
    for (const auto& entry : catalogue)
        if (entry.key == key) return std::string(language == Language::chinese ? entry.chinese : entry.english);
    return std::string(key);
}

bool is_message(std::string_view key) {
    return std::any_of(std::begin(catalogue), std::end(catalogue),
                       [&](const Entry& entry) { return entry.key == key; });
}

std::string say(Language language, std::string_view prefix, const Sentence& sentence) {
    auto key = std::string(prefix) + sentence.id;
    auto words = text_of(language, key);
    if (words != key) {
        fmt::dynamic_format_arg_store<fmt::format_context> values;
        for (const auto& value : sentence.values) values.push_back(value);
        try {
            return fmt::vformat(words, values);
        } catch (const fmt::format_error&) {
            // A case written by another version may have fewer values: shown as it stands.
            words = key;
        }
    }
    std::string out(words);
    for (const auto& value : sentence.values) out += " " + value;
    return out;
}

}  // namespace quell::report
