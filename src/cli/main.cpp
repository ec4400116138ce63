// The composition root: clock, threads, language and packs are made here and handed down.
#include <cstdio>
#include <map>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>

#include "base/text.hpp"
#include "cli/inspect.hpp"
#include "cli/inspect_lists.hpp"
#include "cli/packs.hpp"
#include "cli/patch.hpp"
#include "cli/progress_line.hpp"
#include "cli/scan.hpp"
#include "cli/suggestion.hpp"
#include "platform/console.hpp"

namespace {

using namespace quell;       // NOLINT(google-build-using-namespace)
using namespace quell::cli;  // NOLINT(google-build-using-namespace)
using report::Language;
using report::Message;

void write(std::FILE* stream, std::string_view text) { std::fwrite(text.data(), 1, text.size(), stream); }

Time now() { return std::chrono::floor<Ticks>(std::chrono::system_clock::now()); }

// --help is already written in the chosen language, so --lang is looked for before the real parsing.
Language language_of(int argc, char** argv) {
    std::string wanted = platform::locale_name();
    for (int i = 1; i < argc; ++i) {
        std::string_view argument = argv[i];
        if (argument == "--lang" && i + 1 < argc) wanted = argv[i + 1];
        if (argument.starts_with("--lang=")) wanted = argument.substr(7);
    }
    return wanted.starts_with("zh") ? Language::chinese : Language::english;
}

struct Options {
    std::string language;
    unsigned threads = 0;
    ScanOptions scan;
    InspectOptions inspect;
    PacksOptions packs;
    PatchOptions patch;
    bool inspect_json = false;
    bool inspect_csv = false;
    std::string since;
};

class CommandLine {
public:
    CommandLine(Language language, Options& options) : language_(language), options_(options), app_("", "quell") {
        app_.description(words("cli.about"));
        app_.footer(words("cli.footer") + "\n");
        app_.set_help_flag("-h,--help", words("cli.help"));
        app_.set_version_flag("--version", "quell " QUELL_VERSION, words("cli.version"));
        app_.add_option("--lang", options.language, words("cli.lang"))->check(CLI::IsMember({"en", "zh"}));
        app_.add_option("--threads", options.threads, words("cli.threads"))->check(CLI::Range(1U, 256U));
        app_.require_subcommand(1);
        app_.fallthrough();
        add_scan();
        add_inspect();
        add_patch();
        add_packs();
    }
    CLI::App& app() { return app_; }
    [[nodiscard]] bool is(const CLI::App* command) const { return command->parsed(); }

    CLI::App* scan = nullptr;
    CLI::App* inspect = nullptr;
    CLI::App* patch = nullptr;
    CLI::App* packs_list = nullptr;
    CLI::App* packs_show = nullptr;
    CLI::App* packs_check = nullptr;

private:
    [[nodiscard]] std::string words(Message message) const { return std::string(report::text(language_, message)); }

    void add_scan() {
        scan = app_.add_subcommand("scan", words("cli.scan"));
        auto& o = options_.scan;
        scan->add_option("TARGET", o.targets, words("cli.targets"))->required();
        scan->add_option("-o,--output", o.case_folder, words("cli.output"));
        scan->add_flag_callback(
            "--no-case", [&o] { o.write_case = false; }, words("cli.no-case"));
        scan->add_flag("--json", o.json, words("cli.json"));
        scan->add_flag("--deep", o.deep, words("cli.deep"));
        scan->add_option("--packs", o.packs_folder, words("cli.packs-dir"));
    }

    void add_inspect() {
        std::vector<std::string> kinds;
        for (const auto& kind : list_kinds()) kinds.emplace_back(kind.name);
        kinds.emplace_back("files");
        std::string names;
        for (const auto& kind : kinds) names += (names.empty() ? "" : "|") + kind;
        static const std::map<std::string, SortBy> orders{{"path", SortBy::path},
                                                          {"size", SortBy::size},
                                                          {"created", SortBy::created},
                                                          {"modified", SortBy::modified}};
        inspect = app_.add_subcommand("inspect", words("cli.inspect"));
        auto& o = options_.inspect;
        inspect->add_option("TARGET", o.target, words("cli.target"))->required();
        inspect->add_option("--what", o.what, words("cli.what"))
            ->type_name(names)
            ->check(CLI::IsMember(kinds).description(""))
            ->required();
        auto* json = inspect->add_flag("--json", options_.inspect_json, words("cli.json"));
        inspect->add_flag("--csv", options_.inspect_csv, words("cli.csv"))->excludes(json);
        auto group = words("cli.group.files");
        inspect->add_flag("--sha256", o.sha256, words("cli.files.sha256"))->group(group);
        inspect->add_flag("--deleted", o.deleted, words("cli.files.deleted"))->group(group);
        inspect->add_flag("--streams", o.streams, words("cli.files.streams"))->group(group);
        inspect->add_option("--sort", o.sort, words("cli.files.sort"))
            ->type_name("path|size|created|modified")
            ->transform(CLI::CheckedTransformer(orders).description(""))
            ->group(group);
        inspect->add_option("--since", options_.since, words("cli.files.since"))->type_name("TIME")->group(group);
        inspect->add_option("--path", o.path_glob, words("cli.files.path"))->type_name("GLOB")->group(group);
        inspect->add_option("--cat", o.cat, words("cli.files.cat"))->type_name("PATH")->group(group);
    }

    void add_patch() {
        patch = app_.add_subcommand("patch", words("cli.patch"));
        auto& o = options_.patch;
        auto* target = patch->add_option("TARGET", o.target, words("cli.target"));
        patch->add_option("--systeminfo", o.systeminfo, words("cli.patch.systeminfo"))
            ->type_name("FILE")
            ->excludes(target);
        patch->add_flag("--json", o.json, words("cli.json"));
        patch->add_option("--packs", o.packs_folder, words("cli.packs-dir"));
    }

    void add_packs() {
        auto* packs = app_.add_subcommand("packs", words("cli.packs"));
        packs->require_subcommand(1);
        auto& o = options_.packs;
        packs_list = packs->add_subcommand("list", words("cli.packs.list"));
        packs_show = packs->add_subcommand("show", words("cli.packs.show"));
        packs_check = packs->add_subcommand("check", words("cli.packs.check"));
        packs_show->add_option("ID", o.id, words("cli.pack-id"))->required();
        packs_check->add_option("FILE", o.files, words("cli.pack-files"));
        for (auto* command : {packs_list, packs_show}) {
            command->add_flag("--json", o.json, words("cli.json"));
            command->add_option("--packs", o.packs_folder, words("cli.packs-dir"));
        }
    }

    Language language_;
    Options& options_;
    CLI::App app_;
};

int usage_error(const CLI::ParseError& error, int argc, char** argv, const Context& context) {
    context.complain(error.what());
    if (auto near = suggestion(argc > 1 ? argv[1] : ""); !near.empty())
        context.complain(report::say(context.language, "cli.did-you-mean", "quell " + near));
    context.complain(report::text(context.language, "cli.see-help"));
    return status::error;
}

// --since is a time, and the options of --what files mean nothing elsewhere: said instead of silently ignored.
Result<void> complete(InspectOptions& inspect, const Options& options, Language language) {
    inspect.format = options.inspect_json ? Format::json : options.inspect_csv ? Format::csv : Format::table;
    if (!options.since.empty()) inspect.since = TRY(parse_time(options.since));
    if (inspect.what == "files") return {};
    auto only_files = [&](bool given, std::string_view name) -> Result<void> {
        if (given) return fail(Errc::invalid, report::say(language, "error.only-files", name));
        return {};
    };
    TRY(only_files(inspect.sha256, "--sha256"));
    TRY(only_files(inspect.deleted, "--deleted"));
    TRY(only_files(inspect.streams, "--streams"));
    TRY(only_files(inspect.sort != SortBy::disk, "--sort"));
    TRY(only_files(inspect.since.has_value(), "--since"));
    TRY(only_files(!inspect.cat.empty(), "--cat"));
    return only_files(inspect.what != "versions" && !inspect.path_glob.empty(), "--path");
}

int run(int argc, char** argv) {
    auto language = language_of(argc, argv);
    Options options;
    CommandLine line(language, options);
    auto out = [](std::string_view text) { write(stdout, text); };
    auto err = [](std::string_view text) { write(stderr, text); };
    auto colour = platform::is_terminal(platform::Stream::output) && !platform::colour_unwanted()
                      ? report::Colour::ansi
                      : report::Colour::none;
    report::TerminalStyle style{language, colour, platform::terminal_width(platform::Stream::output)};
    auto sources = sources::all_sources();
    std::stop_source stop;
    platform::InterruptWatch interrupt(stop);
    NoProgress silent;
    ProgressLine visible(language, platform::terminal_width(platform::Stream::error), err);
    Progress& progress = platform::is_terminal(platform::Stream::error) ? static_cast<Progress&>(visible) : silent;

    auto context_with = [&](const Workers& workers) {
        return Context{language, style, out, err, Work{workers, progress, stop.get_token()}, now, sources};
    };
    try {
        line.app().parse(argc, argv);
    } catch (const CLI::Success& success) {
        return line.app().exit(success);
    } catch (const CLI::ParseError& error) {
        return usage_error(error, argc, argv, context_with(Workers(1)));
    }
    Workers workers(options.threads != 0 ? options.threads : std::thread::hardware_concurrency());
    auto context = context_with(workers);
    if (line.is(line.scan)) return run_scan(options.scan, context);
    if (line.is(line.patch)) return run_patch(options.patch, context);
    if (line.is(line.packs_list)) return run_packs_list(options.packs, context);
    if (line.is(line.packs_show)) return run_packs_show(options.packs, context);
    if (line.is(line.packs_check)) return run_packs_check(options.packs, context);
    if (auto done = complete(options.inspect, options, language); !done) {
        context.complain(done.error().what);
        return status::error;
    }
    return run_inspect(options.inspect, context);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        auto status = run(argc, argv);
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
            std::fputs("quell: standard output could not be written\n", stderr);
            return status::error;
        }
        return status;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "quell: %s\n", quell::escape_for_display(error.what()).c_str());
        return status::error;
    }
}
