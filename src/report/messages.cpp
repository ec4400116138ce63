#include "report/messages.hpp"

namespace quell::report {

std::string_view text_of(Language language, std::string_view key) {
    for (const auto& entry : catalogue)
        if (entry.key == key) return language == Language::chinese ? entry.chinese : entry.english;
    return key;
}

}  // namespace quell::report
