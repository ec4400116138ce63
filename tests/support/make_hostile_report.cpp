// make_hostile_report FILE: writes report.html for a verdict with all hostile names in all fields.
#include <fstream>

#include "report/html.hpp"
#include "support/hostile_verdict.hpp"

namespace {

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

int main(int argc, char** argv) {
    using namespace quell;
    if (argc != 2) return 2;
    const auto names = test::hostile_names();
    auto verdict = test::verdict_named(names.front());
    for (std::size_t i = 1; i < names.size(); ++i) {
        auto more = test::verdict_named(names[i]);
        // One family holds the first half of the names, the others have a family each.
        if (i < names.size() / 2)
            append(verdict.families[0].findings, more.families[0].findings);
        else
            append(verdict.families, more.families);
        append(verdict.users, more.users);
        append(verdict.timeline, more.timeline);
        append(verdict.patches, more.patches);
        append(verdict.exposure, more.exposure);
        append(verdict.variants, more.variants);
        append(verdict.gaps, more.gaps);
        append(verdict.packs, more.packs);
    }
    // Times that clocks of no machine show: the first and the last that a file can have.
    for (const auto filetime : {std::uint64_t{1}, std::uint64_t{0x7FFFFFFFFFFFFFFF}})
        verdict.timeline.push_back({*from_filetime(filetime), "file-modified", names.front(), "wannacry", "x"});
    report::HtmlTexts texts;
    texts.written = *parse_time("2026-11-21T10:00:00Z");
    texts.version = "test";
    std::ofstream file(argv[1], std::ios::binary);
    file << report::report_html(verdict, respond::propose(verdict), texts);
    return file.good() ? 0 : 1;
}
