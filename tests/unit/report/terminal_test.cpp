#include "report/terminal.hpp"

#include "base/text.hpp"
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::report;

namespace {

detect::Verdict infected() {
    detect::Verdict verdict;
    verdict.state = detect::HostState::infected;
    verdict.locator = "disk.img, partition 2";
    verdict.windows = WinPath("C:\\Windows");
    verdict.system.emplace();
    verdict.system->computer_name = "ACCT-PC07";
    verdict.system->product = "Windows 7 Professional";
    detect::FamilyVerdict family;
    family.id = "wannacry";
    family.name = "WannaCry 2.0";
    family.confidence = detect::Confidence::confirmed;
    family.stage = threats::Stage::encrypting;
    threats::Finding trace;
    trace.indicator = "wannacry.file.name";
    trace.subject = "C:\\a\x1b[31mb";
    threats::Finding proof;
    proof.indicator = "wannacry.hash";
    proof.kind = threats::EvidenceKind::file_hash;
    proof.strength = threats::Strength::decisive;
    proof.subject = "C:\\Windows\\tasksche.exe";
    family.findings = {trace, proof};
    verdict.families.push_back(std::move(family));
    verdict.gaps.push_back(
        {{GapKind::unseen, View::registry, "C:\\Users\\li\\NTUSER.DAT", {Errc::corrupt, "ends early"}}, true, 3, ""});
    return verdict;
}

PackTexts texts() {
    PackTexts texts;
    texts.reason = [](std::string_view id) { return "reason of " + std::string(id); };
    return texts;
}

std::string shown(const detect::Verdict& verdict, TerminalStyle style = {}) {
    return summary(verdict, respond::propose(verdict), texts(), style);
}

}  // namespace

TEST_CASE("a folded text has no line wider than asked, whatever the script") {
    std::string text =
        "one two three 这台机器已被感染并且正在加密文件 "
        "averyveryverylongwordthatmustbebrokensomewhere end";
    for (std::size_t width : {20U, 30U, 47U}) {
        auto out = folded(text, 4, 6, width);
        std::size_t first = 4;
        std::string joined;
        for (auto line : split(out, '\n')) {
            CHECK(display_width(line) + first <= width);
            for (char c : line)
                if (c != ' ') joined += c;
            first = 0;
        }
        std::string without_blanks;
        for (char c : text)
            if (c != ' ') without_blanks += c;
        CHECK(joined == without_blanks);
    }
}

TEST_CASE("the state comes first, decisive evidence before traces, reasons with them") {
    auto out = shown(infected());
    CHECK(out.find("INFECTED") < out.find("Evidence"));
    CHECK(out.find("tasksche.exe") < out.find("C:\\a"));
    CHECK(out.find("reason of wannacry.hash") != std::string::npos);
    CHECK(out.find("ACCT-PC07, Windows 7 Professional") != std::string::npos);
    CHECK(out.find("do not restart it") != std::string::npos);
}

TEST_CASE("what was not seen is said, and that it matters") {
    auto out = shown(infected());
    CHECK(out.find("NTUSER.DAT") != std::string::npos);
    CHECK(out.find("keeps the verdict from being") != std::string::npos);
}

TEST_CASE("nothing of the target reaches the terminal unescaped, and without colour there is no escape at all") {
    auto out = shown(infected());
    CHECK(out.find('\x1b') == std::string::npos);
    CHECK(shown(infected(), {Language::english, Colour::ansi, 80}).find("\x1b[31mb") == std::string::npos);
}

TEST_CASE("Chinese speaks Chinese") {
    auto out = shown(infected(), {Language::chinese, Colour::none, 80});
    CHECK(out.find("已感染") != std::string::npos);
    CHECK(out.find("INFECTED") == std::string::npos);
}

TEST_CASE("a narrow terminal is kept to") {
    auto out = shown(infected(), {Language::english, Colour::none, 40});
    for (const auto& line : split(out, '\n')) CHECK(display_width(line) <= 40);
}

TEST_CASE("what to do now stands directly below the verdict, in three sentences") {
    auto out = shown(infected());
    auto next = out.find("What to do now");
    REQUIRE(next != std::string::npos);
    CHECK(out.find("INFECTED") < next);
    CHECK(next < out.find("Evidence"));
    CHECK(out.find("3. Connect no backup drive") < out.find("Evidence"));
}

TEST_CASE("the pack's own words come before the general ones, escaped") {
    auto verdict = infected();
    auto own = texts();
    own.next = [](std::string_view family, threats::Stage stage) {
        return family == "wannacry" && stage == threats::Stage::encrypting
                   ? std::vector<std::string>{"first\x1b[2J", "second", "third"}
                   : std::vector<std::string>();
    };
    auto out = summary(verdict, {}, own, {});
    CHECK(out.find("1. first\\x1b[2J") != std::string::npos);
    CHECK(out.find("Pull the network cable") == std::string::npos);
    CHECK(next_steps(verdict, own, Language::english) == own.next("wannacry", threats::Stage::encrypting));

    verdict.families.front().stage = threats::Stage::active;
    CHECK(next_steps(verdict, own, Language::english).front() ==
          "Pull the network cable now, so that it reaches no other machine.");
}

TEST_CASE("there is something to do at every stage and in every state but clear, in both languages") {
    auto verdict = infected();
    for (auto language : {Language::english, Language::chinese}) {
        for (auto stage : {threats::Stage::remnants, threats::Stage::dropped, threats::Stage::active,
                           threats::Stage::encrypting, threats::Stage::encrypted, threats::Stage::encrypted_remotely}) {
            verdict.families.front().stage = stage;
            CHECK(next_steps(verdict, {}, language).size() == 3);
        }
        auto other = infected();
        other.families.front().confidence = detect::Confidence::suspected;
        other.state = detect::HostState::inconclusive;
        auto suspected = next_steps(other, {}, language);
        CHECK(suspected.size() == 3);
        other.families.clear();
        CHECK(next_steps(other, {}, language).size() == 3);
        CHECK(next_steps(other, {}, language) != suspected);
        other.state = detect::HostState::exposed;
        CHECK(next_steps(other, {}, language).size() == 3);
        other.state = detect::HostState::clear;
        CHECK(next_steps(other, {}, language).empty());
    }
}

TEST_CASE("of several families the one where a minute counts most speaks") {
    auto verdict = infected();
    auto other = verdict.families.front();
    other.id = "adylkuzz";
    other.stage = threats::Stage::remnants;
    verdict.families.insert(verdict.families.begin(), other);
    CHECK(next_steps(verdict, {}, Language::english).front() == "Pull the network cable now.");
}
