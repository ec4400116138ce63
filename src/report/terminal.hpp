// The verdict for a tired person at a terminal.
#pragma once

#include <string>

#include "detect/verdict.hpp"
#include "report/messages.hpp"
#include "report/pack_texts.hpp"
#include "respond/plan.hpp"

namespace quell::report {

enum class Colour : std::uint8_t { none, ansi };

struct TerminalStyle {
    Language language = Language::english;
    Colour colour = Colour::none;
    std::size_t width = 80;  ///< columns; text is folded to it
};

/// One host: state, what to do now, evidence, damage, what happened when, what was not seen, the proposed plan.
/// Everything from the target is escaped.
std::string summary(const detect::Verdict& verdict, const respond::Plan& proposal, const PackTexts& texts,
                    const TerminalStyle& style);

/// Gaps that belong to no host: an unreadable volume, another file system.
std::string target_gaps(const std::vector<Gap>& gaps, const TerminalStyle& style);

/// `text` after `first_column` columns are already used, folded so that no line is wider than `width`: at blanks,
/// between wide characters, within a word only when it is longer than a line. Later lines begin with `indent` blanks.
std::string folded(std::string_view text, std::size_t first_column, std::size_t indent, std::size_t width);

}  // namespace quell::report
