// Every sentence for people, in English and Chinese, one key a message. A key that is not in the catalogue does not
// compile.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/sentence.hpp"

namespace quell::report {

enum class Language : std::uint8_t { english, chinese };

/// One message of the catalogue; {} are filled in by say().
class Message {
public:
    consteval Message(const char* key);  // NOLINT(google-explicit-constructor): written as a literal at the call
    [[nodiscard]] constexpr std::size_t index() const { return index_; }

private:
    std::size_t index_;
};

struct Entry {
    std::string_view key;
    std::string_view english;
    std::string_view chinese;
};

inline constexpr Entry catalogue[] = {
#include "report/catalogue.inc"
#include "report/catalogue_exposure.inc"
#include "report/catalogue_html.inc"
#include "report/catalogue_inspect.inc"
#include "report/catalogue_patch.inc"
#include "report/catalogue_plan.inc"
};

consteval Message::Message(const char* key) : index_(0) {
    while (catalogue[index_].key != key) ++index_;  // runs past the end, and so fails to compile, when it is missing
}

/// The message as it stands.
constexpr std::string_view text(Language language, Message message) {
    const auto& entry = catalogue[message.index()];
    return language == Language::chinese ? entry.chinese : entry.english;
}

/// The message whose key is only known at run time (the name of a state or stage); the key itself when there is none.
std::string text_of(Language language, std::string_view key);

bool is_message(std::string_view key);

/// The sentence whose message is `prefix` + its id, filled in; id and values as they are when there is no such message
/// or it asks for more values. Values are not escaped.
std::string say(Language language, std::string_view prefix, const Sentence& sentence);

/// The message with its {} filled in.
template <typename... Args>
std::string say(Language language, Message message, const Args&... args) {
    return fmt::format(fmt::runtime(text(language, message)), args...);
}

}  // namespace quell::report
