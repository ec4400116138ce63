// A verdict in which one name stands in every field that comes from a target, and names that try to get out of a page.
#pragma once

#include <string>
#include <vector>

#include "detect/verdict.hpp"

namespace quell::test {

/// Markup that would close a script, a comment, an attribute or a template; text that would reorder or break a line;
/// what is no Unicode; one name of 64 KB.
std::vector<std::string> hostile_names();

/// Infected with "wannacry" in the middle of its work, two findings (the second counts files), one entry of everything
/// else.
detect::Verdict verdict_named(const std::string& name);

}  // namespace quell::test
