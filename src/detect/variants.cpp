#include "detect/variants.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "artifacts/pe_file.hpp"
#include "base/text.hpp"

namespace quell::detect {

namespace {

constexpr std::array<std::string_view, 7> executable_extensions{".exe", ".dll", ".sys", ".scr", ".com", ".ocx", ".cpl"};
constexpr std::array<std::string_view, 5> servicing_stores{"winsxs", "SoftwareDistribution", "Installer", "servicing",
                                                           "assembly"};
// Candidates held at most: on a machine with so many new executables the list says nothing any more.
constexpr std::size_t most_candidates = 20'000;

bool has_executable_name(std::string_view name) {
    return std::any_of(executable_extensions.begin(), executable_extensions.end(),
                       [&](std::string_view extension) { return ends_with_fold(name, extension); });
}

class NewExecutables final : public FileVisitor {
public:
    NewExecutables(const WinPath& windows, Time since, const std::set<std::string>& known)
        : windows_(windows), since_(since), known_(known) {
        for (auto store : servicing_stores) stores_.push_back(windows / store);
    }
    void visit(const FileView& view) override {
        if (view.facts.kind != FileKind::file || view.facts.deleted || files.size() >= most_candidates) return;
        if (!view.facts.created || *view.facts.created < since_ || !has_executable_name(view.name)) return;
        auto file = view.file();
        if (!file.path.is_within(windows_) || known_.contains(fold_case(file.path.text()))) return;
        for (const auto& store : stores_)
            if (file.path.is_within(store)) return;
        files.push_back(std::move(file));
    }
    std::vector<File> files;

private:
    const WinPath& windows_;
    Time since_;
    const std::set<std::string>& known_;
    std::vector<WinPath> stores_;
};

Variant variant_of(const Host& host, const File& file, bool& is_executable) {
    Variant variant{file.path.text(), file.facts.size, file.facts.created, {}, {}};
    auto content = host.files().open(file);
    // What cannot be read stays in the list: it may be just what is looked for.
    if (!content) return variant;
    auto read = artifacts::read_pe(**content);
    is_executable = read || read.error().code == Errc::io;
    if (read && read->version) {
        variant.company = read->version->string("CompanyName");
        variant.original = read->version->string("OriginalFilename");
    }
    return variant;
}

}  // namespace

std::vector<Variant> find_variants(const Host& host, const std::vector<FamilyVerdict>& families, const Work& work) {
    if (!host.has_windows()) return {};
    std::optional<Time> since;
    std::set<std::string> known;
    for (const auto& family : families) {
        if (family.confidence == Confidence::trace) continue;
        if (family.first_seen && (!since || *family.first_seen < *since)) since = family.first_seen;
        for (const auto& finding : family.findings) known.insert(fold_case(finding.subject));
    }
    if (!since) return {};
    NewExecutables found(host.windows(), *since, known);
    // The walk's gaps are those of the scan itself, which has told of them.
    static_cast<void>(host.files().walk(found, Deleted::left_out, work));
    std::stable_sort(found.files.begin(), found.files.end(),
                     [](const File& a, const File& b) { return a.facts.created < b.facts.created; });
    std::vector<Variant> variants;
    for (const auto& file : found.files) {
        if (variants.size() >= most_variants || work.stop.stop_requested()) break;
        bool is_executable = true;
        auto variant = variant_of(host, file, is_executable);
        if (is_executable) variants.push_back(std::move(variant));
    }
    return variants;
}

}  // namespace quell::detect
