// The verdict for a tired person at a terminal.
#pragma once

#include <functional>
#include <string>

#include "detect/verdict.hpp"
#include "report/messages.hpp"

namespace quell::report {

enum class Colour : std::uint8_t { none, ansi };

struct TerminalStyle {
    Language language = Language::english;
    Colour colour = Colour::none;
    std::size_t width = 80;  ///< columns; text is folded to it
};

/// Why an indicator counts, in the reader's language; empty when the pack is not at hand.
using ReasonOf = std::function<std::string(std::string_view indicator)>;

/// One host's verdict: state, evidence, damage, what happened when, what was not seen. Everything from the target is
/// escaped.
std::string summary(const detect::Verdict& verdict, const ReasonOf& reason_of, const TerminalStyle& style);

/// Gaps that belong to no host: an unreadable volume, another file system.
std::string target_gaps(const std::vector<Gap>& gaps, const TerminalStyle& style);

/// `text` after `first_column` columns are already used, folded so that no line is wider than `width`: at blanks,
/// between wide characters, within a word only when it is longer than a line. Later lines begin with `indent` blanks.
std::string folded(std::string_view text, std::size_t first_column, std::size_t indent, std::size_t width);

}  // namespace quell::report
