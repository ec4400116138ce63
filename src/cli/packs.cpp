#include "cli/packs.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/file.hpp"
#include "report/json.hpp"

namespace quell::cli {

namespace {

const std::string& in(report::Language language, const threats::Text& text) {
    return language == report::Language::chinese ? text.zh : text.en;
}

report::Json to_json(const threats::Pack& pack) {
    auto indicators = report::Json::array();
    for (const auto& indicator : pack.indicators)
        indicators.push_back({{"id", indicator.id},
                              {"kind", kind_of(indicator.rule)},
                              {"strength", name_of(indicator.strength)},
                              {"stage", name_of(indicator.stage)},
                              {"reason", {{"en", indicator.reason.en}, {"zh", indicator.reason.zh}}},
                              {"reference", indicator.reference.source},
                              {"mark", indicator.reference.mark}});
    return {{"id", pack.id},           {"name", pack.name},
            {"version", pack.version}, {"kind", pack.kind},
            {"sha256", pack.sha256},   {"summary", {{"en", pack.summary.en}, {"zh", pack.summary.zh}}},
            {"indicators", indicators}};
}

Result<std::string> read_text(const std::string& path) {
    auto file = TRY(platform::open_file(path));
    auto data = read_all(*file, threats::largest_pack);
    if (!data) return fail(data.error().in(path));
    return std::string(as_text(*data));
}

// Complains about every problem; true when there was none.
bool report_problems(const std::vector<threats::Diagnostic>& problems, const Context& context) {
    for (const auto& problem : problems) context.err(escape_for_display(problem.text()) + "\n");
    return problems.empty();
}

}  // namespace

int run_packs_list(const PacksOptions& options, const Context& context) {
    auto set = packs_for(context, options.packs_folder);
    if (!set) {
        context.complain(set.error().what);
        return status::error;
    }
    if (options.json) {
        auto list = report::Json::array();
        for (const auto& pack : set->packs)
            list.push_back({{"id", pack.id},
                            {"name", pack.name},
                            {"version", pack.version},
                            {"kind", pack.kind},
                            {"indicators", pack.indicators.size()},
                            {"sha256", pack.sha256},
                            {"origin", pack.origin}});
        context.out(list.dump(2) + "\n");
    } else {
        for (const auto& pack : set->packs)
            context.out(fmt::format(
                "{} {} ({}), {}\n    {}\n", report::padded(escape_for_display(pack.id), 16),
                escape_for_display(pack.name), escape_for_display(pack.version),
                report::say(context.language, "packs.count", pack.indicators.size()),
                report::folded(escape_for_display(in(context.language, pack.summary)), 4, 4, context.style.width)));
    }
    return set->problems.empty() ? status::clear : status::error;
}

int run_packs_show(const PacksOptions& options, const Context& context) {
    auto set = packs_for(context, options.packs_folder);
    if (!set) {
        context.complain(set.error().what);
        return status::error;
    }
    std::string known;
    for (const auto& pack : set->packs) {
        known += (known.empty() ? "" : ", ") + pack.id;
        if (!equal_fold(pack.id, options.id)) continue;
        if (options.json) {
            context.out(to_json(pack).dump(2) + "\n");
            return status::clear;
        }
        context.out(fmt::format(
            "{} ({})\n{}\n", escape_for_display(pack.name), escape_for_display(pack.version),
            report::folded(escape_for_display(in(context.language, pack.summary)), 0, 0, context.style.width)));
        for (const auto& indicator : pack.indicators) {
            auto strength = report::text_of(context.language, "strength." + std::string(name_of(indicator.strength)));
            context.out(fmt::format(
                "\n{}\n    {}, {}\n    {}\n    [{} {}]\n", escape_for_display(indicator.id), strength,
                report::text_of(context.language, "stage." + std::string(name_of(indicator.stage))),
                report::folded(escape_for_display(in(context.language, indicator.reason)), 4, 4, context.style.width),
                escape_for_display(indicator.reference.source), escape_for_display(indicator.reference.mark)));
        }
        return status::clear;
    }
    context.complain(report::say(context.language, "error.unknown-pack", options.id, known));
    return status::error;
}

int run_packs_check(const PacksOptions& options, const Context& context) {
    auto good = true;
    auto check = [&](std::string_view text, const std::string& name) {
        auto parsed = threats::parse_pack(text, name);
        good = report_problems(parsed.problems, context) && good;
        if (parsed.pack)
            context.out(
                report::say(context.language, "packs.ok", escape_for_display(name), parsed.pack->indicators.size()) +
                "\n");
    };
    if (options.files.empty())
        for (const auto& pack : threats::embedded_packs()) check(pack.text, std::string(pack.file));
    for (const auto& path : options.files) {
        auto text = read_text(path);
        if (text) {
            check(*text, path);
        } else {
            context.complain(text.error().what);
            good = false;
        }
    }
    return good ? status::clear : status::error;
}

}  // namespace quell::cli
