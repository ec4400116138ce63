// What every command is handed: made once in main.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "base/work.hpp"
#include "patch/load.hpp"
#include "report/pack_texts.hpp"
#include "report/table.hpp"
#include "report/terminal.hpp"
#include "sources/source.hpp"
#include "threats/load.hpp"

namespace quell::cli {

/// Exit statuses, as the manual gives them.
namespace status {
inline constexpr int clear = 0;
inline constexpr int found = 1;
inline constexpr int error = 2;
inline constexpr int incomplete = 3;
inline constexpr int exposed = 5;
inline constexpr int interrupted = 130;
}  // namespace status

struct Context {
    report::Language language = report::Language::english;
    report::TerminalStyle style;
    report::Output out;  ///< results, to standard output
    report::Output err;  ///< diagnostics, to standard error
    Work work;
    Clock clock;
    const std::vector<std::unique_ptr<sources::Source>>& sources;

    /// "quell: " and the sentence, escaped, on standard error.
    void complain(std::string_view sentence) const;
};

/// The built-in packs with those of `folder` ("" for none); what is wrong with a pack is said on standard error.
Result<threats::PackSet> packs_for(const Context& context, const std::string& folder);
/// The same for the patch tables: built-in ones with those of `folder`/patches.
Result<patch::TableSet> tables_for(const Context& context, const std::string& folder);

/// The words of the packs in `language`.
report::PackTexts texts_of(const threats::PackSet& packs, report::Language language);

}  // namespace quell::cli
