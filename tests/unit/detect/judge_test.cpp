#include <doctest/doctest.h>

#include "detect/judge.hpp"

using namespace quell;
using namespace quell::detect;
using quell::threats::Pack;
using threats::EvidenceKind;
using threats::Finding;
using threats::Stage;
using threats::Strength;

namespace {

Finding finding(Strength strength, EvidenceKind kind, Stage stage = Stage::dropped, std::string subject = "s") {
    Finding out;
    out.indicator = "fam.x";
    out.family = "fam";
    out.strength = strength;
    out.kind = kind;
    out.stage = stage;
    out.subject = std::move(subject);
    return out;
}

constexpr auto trace = Strength::trace;
constexpr auto strong = Strength::strong;
constexpr auto decisive = Strength::decisive;
constexpr auto name = EvidenceKind::file_name;
constexpr auto service = EvidenceKind::service;

FamilyVerdict family(Confidence confidence, Stage stage) {
    FamilyVerdict out;
    out.confidence = confidence;
    out.stage = stage;
    return out;
}

JudgedGap gap(bool blocks) {
    JudgedGap out;
    out.blocks_clear = blocks;
    return out;
}

}  // namespace

TEST_CASE("one decisive finding confirms") {
    CHECK(confidence_of({finding(decisive, EvidenceKind::file_hash)}) == Confidence::confirmed);
}

TEST_CASE("two strong findings of different kinds confirm, two of the same kind do not") {
    CHECK(confidence_of({finding(strong, name), finding(strong, service)}) == Confidence::confirmed);
    CHECK(confidence_of({finding(strong, name), finding(strong, name)}) == Confidence::suspected);
}

TEST_CASE("two traces of different kinds are a suspicion, a lone trace is judged nothing") {
    CHECK(confidence_of({finding(trace, name), finding(trace, service)}) == Confidence::suspected);
    CHECK(confidence_of({finding(trace, name), finding(trace, name)}) == Confidence::trace);
    CHECK(state_of({family(Confidence::trace, Stage::dropped)}, {}, {}) == HostState::clear);
}

TEST_CASE("damage without execution was done from another machine, and a lone trace of execution changes nothing") {
    auto damage = finding(decisive, EvidenceKind::encrypted_files, Stage::encrypted_remotely);
    CHECK(stage_of({damage}) == Stage::encrypted_remotely);
    CHECK(stage_of({damage, finding(trace, name)}) == Stage::encrypted_remotely);
    CHECK(stage_of({damage, finding(strong, name)}) == Stage::encrypted);
    CHECK(stage_of({damage, finding(trace, name), finding(trace, service)}) == Stage::encrypted);
}

TEST_CASE("staged damage alone is not in the middle of work here, beside execution it is") {
    auto staged = finding(decisive, EvidenceKind::encrypted_files, Stage::encrypting);
    staged.damage = true;
    CHECK(stage_of({staged}) == Stage::encrypted_remotely);
    CHECK(stage_of({staged, finding(strong, name)}) == Stage::encrypting);
    auto finished = finding(strong, EvidenceKind::registry, Stage::encrypted);
    CHECK(stage_of({staged, finding(strong, name), finished}) == Stage::encrypted);
}

TEST_CASE("without damage the furthest stage counts") {
    CHECK(stage_of({finding(strong, name), finding(strong, service, Stage::active)}) == Stage::active);
    CHECK(stage_of({finding(strong, name), finding(strong, service, Stage::remnants)}) == Stage::dropped);
    CHECK(stage_of({finding(strong, service, Stage::remnants)}) == Stage::remnants);
    CHECK(stage_of({finding(strong, service, Stage::remnants), finding(trace, name)}) == Stage::remnants);
}

TEST_CASE("the host's state: infected beats all, a blocking gap beats exposed and clear") {
    auto ran = family(Confidence::confirmed, Stage::dropped);
    auto remote = family(Confidence::confirmed, Stage::encrypted_remotely);
    auto perhaps = family(Confidence::suspected, Stage::dropped);
    CHECK(state_of({ran}, {}, {gap(true)}) == HostState::infected);
    CHECK(state_of({remote}, {}, {gap(false)}) == HostState::exposed);
    CHECK(state_of({remote}, {}, {gap(true)}) == HostState::inconclusive);
    CHECK(state_of({remote, perhaps}, {}, {}) == HostState::inconclusive);
    CHECK(state_of({perhaps}, {}, {}) == HostState::inconclusive);
    CHECK(state_of({}, {}, {gap(true)}) == HostState::inconclusive);
    CHECK(state_of({}, {}, {gap(false)}) == HostState::clear);
}

TEST_CASE("only an unseen gap that a strong or decisive indicator asked for blocks") {
    threats::Indicator weak;
    weak.id = "fam.weak";
    threats::Indicator proof;
    proof.id = "fam.proof";
    proof.strength = decisive;
    Gap unseen{GapKind::unseen, View::files, "C:\\x", {Errc::io, "bad"}};
    auto missing = unseen;
    missing.kind = GapKind::not_applicable;
    auto judged = judge_gaps({{unseen, {&weak}}, {unseen, {&proof}}, {missing, {&proof}}});
    REQUIRE(judged.size() == 2);
    CHECK(judged[0].blocks_clear);
    CHECK(judged[0].indicators == 1);
    CHECK(judged[0].example == "fam.proof");
    CHECK(!judged[1].blocks_clear);
}

TEST_CASE("of one file the weaker finding of the same kind is left out") {
    threats::Pack pack;
    pack.id = "fam";
    auto families = judge_families({pack}, {finding(trace, name, Stage::dropped, "C:\\A"),
                                            finding(strong, name, Stage::dropped, "c:\\a"), finding(trace, service)});
    REQUIRE(families.size() == 1);
    CHECK(families[0].findings.size() == 2);
    CHECK(families[0].findings[0].strength == strong);
}

TEST_CASE("the timeline is ordered, each event once, and holds no lone trace") {
    auto at = [](Finding out, std::string_view iso) {
        out.created = *parse_time(iso);
        return out;
    };
    threats::Pack pack;
    pack.id = "fam";
    auto families = judge_families(
        {pack}, {at(finding(strong, name, Stage::dropped, "b"), "2017-05-12T09:00"),
                 at(finding(strong, EvidenceKind::file_content, Stage::dropped, "b"), "2017-05-12T09:00"),
                 at(finding(strong, name, Stage::dropped, "a"), "2017-05-12T08:00")});
    auto events = timeline_of(families);
    REQUIRE(events.size() == 2);
    CHECK(events[0].subject == "a");
    CHECK(events[1].what == "file-created");
    CHECK(timeline_of(judge_families({pack}, {at(finding(trace, name), "2017-05-12T08:00")})).empty());
}

TEST_CASE(
    "an open worm's hole exposes a machine on which nothing was found; an unknown one keeps it from being clear") {
    auto patches = [](std::string_view bulletin, patch::State state) {
        std::vector<patch::BulletinState> out(1);
        out[0].bulletin = bulletin;
        out[0].state = state;
        return out;
    };
    auto remote = family(Confidence::confirmed, Stage::encrypted_remotely);
    auto ran = family(Confidence::confirmed, Stage::active);
    CHECK(state_of({}, patches("MS17-010", patch::State::vulnerable), {}) == HostState::exposed);
    CHECK(state_of({}, patches("MS17-010", patch::State::vulnerable_until_restart), {}) == HostState::exposed);
    CHECK(state_of({}, patches("MS17-010", patch::State::unknown), {}) == HostState::inconclusive);
    CHECK(state_of({}, patches("MS17-010", patch::State::patched), {}) == HostState::clear);
    CHECK(state_of({}, patches("MS17-010", patch::State::not_applicable), {}) == HostState::clear);
    CHECK(state_of({}, patches("MS08-067", patch::State::vulnerable), {}) == HostState::clear);
    CHECK(state_of({remote}, patches("MS17-010", patch::State::unknown), {}) == HostState::exposed);
    CHECK(state_of({ran}, patches("MS17-010", patch::State::vulnerable), {}) == HostState::infected);
    CHECK(state_of({}, patches("MS17-010", patch::State::vulnerable), {gap(true)}) == HostState::inconclusive);
}

TEST_CASE("a suspicion by a heuristic leaves to a confirmed family what that one explains") {
    auto finding = [](std::string family, EvidenceKind kind, std::string subject, std::string program) {
        Finding out;
        out.family = std::move(family);
        out.indicator = out.family + ".sign";
        out.kind = kind;
        out.strength = Strength::strong;
        out.subject = std::move(subject);
        if (!program.empty()) out.evidence = {{"program", std::move(program)}};
        return out;
    };
    Pack family;
    family.id = "worm";
    Pack heuristic;
    heuristic.id = "heuristic";
    heuristic.kind = "heuristic";
    auto file = finding("worm", EvidenceKind::file_name, "C:\\x\\svchost.exe", "");
    auto service = finding("worm", EvidenceKind::service, "svc", "C:\\x\\svchost.exe");
    auto same = finding("heuristic", EvidenceKind::file_name, "c:\\X\\SVCHOST.exe", "");
    auto other = finding("heuristic", EvidenceKind::task, "\\task", "C:\\y\\svchost.exe");
    auto families = judge_families({heuristic, family}, {same, file, service});
    REQUIRE(families.size() == 1);
    CHECK(families[0].id == "worm");
    CHECK(judge_families({heuristic, family}, {same, other, file, service}).size() == 2);
    CHECK_MESSAGE(judge_families({heuristic, family}, {same, file}).size() == 2, "a suspected family explains nothing");
}

TEST_CASE("a trace on a file says nothing beside something stronger on it; a genuine copy stays") {
    Pack pack;
    pack.id = "worm";
    auto finding = [](EvidenceKind kind, Strength strength, std::string subject) {
        Finding out;
        out.family = "worm";
        out.kind = kind;
        out.strength = strength;
        out.subject = std::move(subject);
        return out;
    };
    auto strong = finding(EvidenceKind::file_content, Strength::strong, "C:\\a.exe");
    auto trace = finding(EvidenceKind::file_name, Strength::trace, "c:\\A.EXE");
    auto elsewhere = finding(EvidenceKind::file_name, Strength::trace, "C:\\b.exe");
    auto families = judge_families({pack}, {strong, trace, elsewhere});
    REQUIRE(families.at(0).findings.size() == 2);
    CHECK(families[0].findings[1].subject == "C:\\b.exe");
    trace.restores = "C:\\Windows\\c.exe";
    CHECK(judge_families({pack}, {strong, trace}).at(0).findings.size() == 2);
}

TEST_CASE("of confirmed families the one that has got furthest is told first") {
    auto confirmed = [](std::string family, Stage stage) {
        Finding out;
        out.family = std::move(family);
        out.strength = Strength::decisive;
        out.stage = stage;
        out.subject = out.family;
        return out;
    };
    Pack kit;
    kit.id = "a-kit";
    Pack worm;
    worm.id = "worm";
    auto families = judge_families({kit, worm}, {confirmed("a-kit", Stage::dropped), confirmed("worm", Stage::active)});
    REQUIRE(families.size() == 2);
    CHECK(families[0].id == "worm");
}
