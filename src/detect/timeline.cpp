#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "detect/judge.hpp"

namespace quell::detect {

namespace {

using threats::EvidenceKind;
using threats::Finding;

struct Span {
    std::optional<Time> first;
    std::optional<Time> last;
    const threats::FolderCount* first_in = nullptr;
    const threats::FolderCount* last_in = nullptr;
};

void widen(Span& span, const Finding& finding) {
    for (const auto& folder : finding.folders) {
        if (folder.first && (!span.first || *folder.first < *span.first)) {
            span.first = folder.first;
            span.first_in = &folder;
        }
        if (folder.last && (!span.last || *folder.last > *span.last)) {
            span.last = folder.last;
            span.last_in = &folder;
        }
    }
}

// The family's encryption as a whole, whichever of its kinds of encrypted files began or ended it.
void add_encryption(const FamilyVerdict& family, std::vector<Event>& out) {
    Span span;
    const Finding* example = nullptr;
    for (const auto& finding : family.findings) {
        if (finding.kind != EvidenceKind::encrypted_files) continue;
        if (example == nullptr) example = &finding;
        widen(span, finding);
    }
    if (span.first_in == nullptr || span.last_in == nullptr) return;
    out.push_back({*span.first, "encryption-began", span.first_in->folder, family.id, example->indicator});
    out.push_back({*span.last, "encryption-last", span.last_in->folder, family.id, example->indicator});
}

void add_events(const Finding& finding, std::vector<Event>& out) {
    auto add = [&](const std::optional<Time>& at, std::string what, const std::string& subject) {
        if (at) out.push_back({*at, std::move(what), subject, finding.family, finding.indicator});
    };
    switch (finding.kind) {
        case EvidenceKind::service: add(finding.modified, "service-written", finding.subject); break;
        case EvidenceKind::task: add(finding.modified, "task-written", finding.subject); break;
        case EvidenceKind::registry:
        case EvidenceKind::ipsec_policy:
        case EvidenceKind::firewall_rule:
        case EvidenceKind::autostart: add(finding.modified, "key-written", finding.subject); break;
        case EvidenceKind::file_name:
        case EvidenceKind::file_content:
        case EvidenceKind::file_hash:
            // What lies in every folder is told by the encryption's own beginning and end.
            if (finding.folders.empty()) add(finding.created, "file-created", finding.subject);
            break;
        case EvidenceKind::encrypted_files:
        case EvidenceKind::wmi:
        case EvidenceKind::hive_text:
        case EvidenceKind::named_object: break;
    }
}

}  // namespace

std::vector<Event> timeline_of(const std::vector<FamilyVerdict>& families) {
    std::vector<Event> events;
    for (const auto& family : families) {
        if (family.confidence == Confidence::trace) continue;
        for (const auto& finding : family.findings)
            // When Windows' own copy of a replaced file was made is no part of the story.
            if (finding.restores.empty()) add_events(finding, events);
        add_encryption(family, events);
    }
    // Several indicators may speak of one event: the strongest, which comes first, stands for it.
    std::set<std::tuple<Time, std::string, std::string, std::string>> seen;
    std::vector<Event> out;
    for (auto& event : events)
        if (seen.emplace(event.at, event.what, fold_case(event.subject), event.family).second)
            out.push_back(std::move(event));
    std::stable_sort(out.begin(), out.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
    return out;
}

}  // namespace quell::detect
