// Every family in a world of its own, judged by the packs of this build: confirmed, at the right stage, and no other
// family beside it; and the world of its look-alikes, which is clear. The worlds were written from public analyses, not
// from the packs.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "detect/scan.hpp"
#include "patch/load.hpp"
#include "support/families.hpp"
#include "support/near_misses.hpp"
#include "support/world_host.hpp"
#include "threats/load.hpp"

using namespace quell;
using namespace quell::detect;
using quell::test::Installed;
using threats::EvidenceKind;
using threats::Stage;

namespace {

using Change = void (*)(const Installed&);

Verdict verdict_on(const std::vector<Change>& changes, Depth depth) {
    static const Knowledge knowledge{threats::load_packs(threats::embedded_packs(), {}).packs,
                                     patch::load_tables(patch::embedded_tables(), {}).tables};
    test::SmallMachine machine;
    for (auto change : changes) change(machine.at(*parse_time("2018-11-20T03:12:00Z")));
    const auto world = machine.world();
    Workers workers(2);
    NoProgress progress;
    const Work work{workers, progress, {}};
    auto hosts = test::hosts_of(world, work);
    REQUIRE(hosts.items.size() == 1);
    REQUIRE(hosts.gaps.empty());
    return scan(hosts.items.front(), knowledge, depth, work);
}

std::string told(const Verdict& verdict) {
    std::string out(name_of(verdict.state));
    for (const auto& family : verdict.families) {
        out += fmt::format("\n{}: {}, {}", family.id, name_of(family.confidence), name_of(family.stage));
        for (const auto& own : family.findings)
            out +=
                fmt::format("\n    {} {} {} {}", own.indicator, name_of(own.strength), name_of(own.stage), own.subject);
    }
    for (const auto& gap : verdict.gaps)
        if (gap.gap.kind == GapKind::unseen) out += fmt::format("\n    gap {}: {}", gap.gap.where, gap.gap.why.what);
    return out;
}

struct Case {
    const char* family;
    Change add;
    Confidence confidence;
    Stage stage;
    HostState state;
    std::set<EvidenceKind> seen_by;      // kinds of evidence that must be among the findings
    std::set<std::string> part_of_it{};  // other families that really are there, too
};

const std::vector<Case>& cases() {
    using namespace test::families;
    using enum Confidence;
    using enum EvidenceKind;
    using enum HostState;
    static const std::vector<Case> all{
        {"eternalrocks",
         add_eternalrocks,
         confirmed,
         Stage::active,
         infected,
         {file_name, file_content, task, firewall_rule},
         {"equation-kit"}},
        {"equation-kit", add_leaked_kit, confirmed, Stage::dropped, infected, {file_name, file_content}},
        // Files alone: the implant is never on a disk, so this family is shown and judged nothing.
        {"doublepulsar", add_doublepulsar, trace, Stage::dropped, infected, {file_name}, {"equation-kit"}},
        {"wannamine", add_msraminer, confirmed, Stage::dropped, infected, {file_name, file_content}},
        {"wannamine", add_wannamine_1, confirmed, Stage::active, infected, {file_content, service, registry}},
        {"wannamine", add_wannamine_2, confirmed, Stage::active, infected, {file_content, service}},
        {"wannamine", add_wannamine_3, confirmed, Stage::active, infected, {file_content, service, task}},
        {"wannamine", add_wannamine_4, confirmed, Stage::active, infected, {file_content, service}},
        {"wannamine-fileless", add_fileless_wannamine, confirmed, Stage::active, infected, {wmi, registry}},
        {"adylkuzz",
         add_adylkuzz,
         confirmed,
         Stage::active,
         infected,
         {file_content, service, ipsec_policy, firewall_rule}},
        // Nothing of it stays on a disk but the damage, which may have been done from another machine.
        {"uiwix", add_uiwix, confirmed, Stage::encrypted, infected, {file_name, encrypted_files}},
        {"crysis", add_dharma, confirmed, Stage::encrypted, infected, {encrypted_files, autostart}},
        // No family, a disguise: somebody has to look. Two copies of wuauclt.exe are what WannaMine leaves.
        {"masquerade", add_masquerade, suspected, Stage::active, inconclusive, {file_name, service}, {"wannamine"}},
    };
    return all;
}

const FamilyVerdict* family_of(const Verdict& verdict, std::string_view id) {
    for (const auto& family : verdict.families)
        if (family.id == id) return &family;
    return nullptr;
}

}  // namespace

TEST_CASE("the machine that the worlds are built on is clear, without a finding") {
    for (auto depth : {Depth::usual, Depth::deep}) {
        const auto verdict = verdict_on({}, depth);
        CHECK_MESSAGE(verdict.state == HostState::clear, told(verdict));
        CHECK_MESSAGE(verdict.families.empty(), told(verdict));
    }
}

TEST_CASE("each family's world is judged as that family, at the right stage, and as no other") {
    for (const auto& own : cases()) {
        const auto verdict = verdict_on({own.add}, Depth::usual);
        CAPTURE(std::string(own.family));
        CAPTURE(told(verdict));
        const auto* family = family_of(verdict, own.family);
        REQUIRE(family != nullptr);
        CHECK(name_of(family->confidence) == name_of(own.confidence));
        CHECK(name_of(family->stage) == name_of(own.stage));
        CHECK(name_of(verdict.state) == name_of(own.state));
        for (auto kind : own.seen_by)
            CHECK_MESSAGE(std::any_of(family->findings.begin(), family->findings.end(),
                                      [&](const threats::Finding& finding) { return finding.kind == kind; }),
                          name_of(kind));
        for (const auto& other : verdict.families)
            if (other.id != own.family && other.confidence != Confidence::trace)
                CHECK_MESSAGE(own.part_of_it.contains(other.id), other.id);
    }
}

TEST_CASE("beside a replaced wuauclt.exe the genuine one is named, with the place it belongs to") {
    const auto verdict = verdict_on({test::families::add_wannamine_3}, Depth::usual);
    const auto* family = family_of(verdict, "wannamine");
    REQUIRE(family != nullptr);
    const auto genuine = std::find_if(family->findings.begin(), family->findings.end(),
                                      [](const threats::Finding& finding) { return !finding.restores.empty(); });
    REQUIRE(genuine != family->findings.end());
    CHECK(genuine->subject == R"(C:\Windows\System32\wuauclt1.exe)");
    CHECK(equal_fold(genuine->restores, R"(C:\Windows\System32\wuauclt.exe)"));
}

TEST_CASE("neither a forged date nor the genuine copy tells when a family came") {
    const auto verdict = verdict_on({test::families::add_wannamine_3}, Depth::usual);
    const auto* family = family_of(verdict, "wannamine");
    REQUIRE(family != nullptr);
    REQUIRE(family->first_seen);
    CHECK(to_iso8601(*family->first_seen) == "2018-11-20T03:12:00Z");
    // What came with Windows is not called new.
    for (const auto& variant : verdict.variants) CHECK(*variant.created >= *family->first_seen);
    for (const auto& event : verdict.timeline) CHECK(event.subject != R"(C:\Windows\System32\wuauclt1.exe)");
}

TEST_CASE("looking deeper does not change what a family is judged to be") {
    for (const auto& own : cases()) {
        const auto verdict = verdict_on({own.add}, Depth::deep);
        CAPTURE(told(verdict));
        const auto* family = family_of(verdict, own.family);
        REQUIRE(family != nullptr);
        CHECK(name_of(family->confidence) == name_of(own.confidence));
        CHECK(name_of(family->stage) == name_of(own.stage));
    }
}

TEST_CASE("look-alikes of each family leave the machine clear: at most a trace is shown") {
    using namespace test::near_misses;
    for (auto [name, add] : {std::pair<const char*, Change>{"eternalrocks", like_eternalrocks},
                             {"eternalrocks, by text", reader_of_eternalrocks},
                             {"leaked kit", like_leaked_kit},
                             {"doublepulsar", like_doublepulsar},
                             {"wannamine", like_wannamine},
                             {"fileless wannamine", like_fileless_wannamine},
                             {"adylkuzz", like_adylkuzz},
                             {"uiwix", like_uiwix},
                             {"crysis", like_dharma},
                             {"masquerade", like_masquerade}}) {
        for (auto depth : {Depth::usual, Depth::deep}) {
            const auto verdict = verdict_on({add}, depth);
            CAPTURE(std::string(name));
            CAPTURE(told(verdict));
            CHECK(name_of(verdict.state) == name_of(HostState::clear));
            for (const auto& family : verdict.families) CHECK(name_of(family.confidence) == name_of(Confidence::trace));
        }
    }
}
