// The command that a mistyped word was probably meant to be.
#pragma once

#include <string>
#include <string_view>

namespace quell::cli {

/// The nearest command within two edits; empty when there is none or `word` is one.
std::string suggestion(std::string_view word);

}  // namespace quell::cli
