#include "report/pack_texts.hpp"

#include <algorithm>
#include <array>

namespace quell::report {

namespace {

using threats::Stage;

// Where a minute counts most comes first.
constexpr std::array<Stage, 6> by_urgency{Stage::encrypting, Stage::encrypted,          Stage::active,
                                          Stage::dropped,    Stage::encrypted_remotely, Stage::remnants};

const detect::FamilyVerdict* most_urgent(const detect::Verdict& verdict) {
    const detect::FamilyVerdict* most = nullptr;
    auto urgency = [](const detect::FamilyVerdict& family) {
        return std::find(by_urgency.begin(), by_urgency.end(), family.stage);
    };
    for (const auto& family : verdict.families) {
        if (family.confidence != detect::Confidence::confirmed) continue;
        if (most == nullptr || urgency(family) < urgency(*most)) most = &family;
    }
    return most;
}

std::vector<std::string> general(std::string_view about, Language language) {
    std::vector<std::string> steps;
    for (int number = 1;; ++number) {
        auto key = "next." + std::string(about) + "." + std::to_string(number);
        auto words = text_of(language, key);
        if (words == key) return steps;
        steps.emplace_back(words);
    }
}

}  // namespace

std::vector<std::string> next_steps(const detect::Verdict& verdict, const PackTexts& texts, Language language) {
    if (verdict.state == detect::HostState::clear) return {};
    if (const auto* family = most_urgent(verdict)) {
        auto steps = texts.next ? texts.next(family->id, family->stage) : std::vector<std::string>();
        return steps.empty() ? general(name_of(family->stage), language) : steps;
    }
    auto suspected = std::any_of(verdict.families.begin(), verdict.families.end(),
                                 [](const auto& family) { return family.confidence == detect::Confidence::suspected; });
    return general(suspected ? "suspected" : name_of(verdict.state), language);
}

}  // namespace quell::report
