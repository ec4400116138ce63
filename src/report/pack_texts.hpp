// The words of threat packs, in the reader's language: report/ knows no packs, cli/ hands these down.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/verdict.hpp"
#include "report/messages.hpp"

namespace quell::report {

struct PackTexts {
    /// Why an indicator counts; empty when the pack is not at hand.
    std::function<std::string(std::string_view indicator)> reason;
    /// What to do next about a family at a stage; empty when its pack says nothing.
    std::function<std::vector<std::string>(std::string_view family, threats::Stage stage)> next;
    /// What the family is, in a sentence or two; empty when its pack is not at hand.
    std::function<std::string(std::string_view family)> about;
    /// It goes from machine to machine by itself.
    std::function<bool(std::string_view family)> spreads;
};

/// What to do next, for someone who never opened a console: in the words of the pack of the family that is most urgent,
/// or the general ones (next.<stage>.N of the catalogue). Nothing for a clear host. Not escaped.
std::vector<std::string> next_steps(const detect::Verdict& verdict, const PackTexts& texts, Language language);

}  // namespace quell::report
