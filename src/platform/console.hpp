// The terminal and the person's settings.
#pragma once

#include <cstddef>
#include <stop_token>
#include <string>

namespace quell::platform {

enum class Stream : unsigned char { output, error };

bool is_terminal(Stream stream);
/// Columns; 80 when it is no terminal or will not say.
std::size_t terminal_width(Stream stream);
/// "zh_CN.UTF-8", "C", … as LC_ALL, LC_MESSAGES and LANG say; on Windows the name of the user's interface language.
std::string locale_name();
/// True when NO_COLOR is set or TERM is "dumb".
bool colour_unwanted();

/// While it lives, Ctrl-C and SIGTERM ask `stop` to stop; a second one ends the process with status 130.
class InterruptWatch {
public:
    explicit InterruptWatch(std::stop_source stop);
    InterruptWatch(const InterruptWatch&) = delete;
    InterruptWatch& operator=(const InterruptWatch&) = delete;
    ~InterruptWatch();
};

}  // namespace quell::platform
