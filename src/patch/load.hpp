// From the text of packs/patches/*.toml to Tables. A wrong file is told all that is wrong with it, line by line, and
// keeps no other one from loading.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "patch/tables.hpp"
#include "threats/load.hpp"

namespace quell::patch {

/// Every table of this build, ordered by file.
std::span<const threats::EmbeddedPack> embedded_tables();

struct ParsedBulletin {
    std::optional<Bulletin> bulletin;
    std::vector<threats::Diagnostic> problems;
};
ParsedBulletin parse_bulletin(std::string_view text, const std::string& file);

struct TableSet {
    Tables tables;
    std::vector<threats::Diagnostic> problems;
};

/// The embedded tables, then those of `extra`, which replace embedded ones of the same id. Two tables of one id within
/// the same layer are a problem of the second.
TableSet load_tables(std::span<const threats::EmbeddedPack> embedded, const std::vector<threats::PackText>& extra);

}  // namespace quell::patch
