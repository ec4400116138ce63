// What `quell inspect` lists, but for files: rows few enough to be made before they are written.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/inspect.hpp"
#include "host/host.hpp"

namespace quell::cli {

struct Listing {
    std::vector<std::vector<report::Cell>> rows;
    std::vector<Gap> gaps;
};

/// One word that --what takes.
struct ListKind {
    std::string_view name;
    std::vector<report::Column> (*columns)(report::Language language);
    Listing (*rows)(const Host& host, const InspectOptions& options, const Context& context);
};

/// Every kind of list but files, in the order in which --help names them.
std::span<const ListKind> list_kinds();

/// Null when there is none of this name.
const ListKind* list_kind(std::string_view name);

// For the files that define kinds.

inline report::Column column(report::Language language, const char* id, report::Message message, std::size_t width) {
    return {id, std::string(report::text(language, message)), width};
}
inline report::Cell text_cell(const std::string& text) { return text.empty() ? report::Cell() : report::Cell(text); }
inline report::Cell text_cell(const WinPath& path) { return text_cell(path.text()); }
inline report::Cell time_cell(const std::optional<Time>& time) { return time ? report::Cell(*time) : report::Cell(); }

}  // namespace quell::cli
