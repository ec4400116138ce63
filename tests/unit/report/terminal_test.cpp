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

std::string shown(const detect::Verdict& verdict, TerminalStyle style = {}) {
    return summary(
        verdict, [](std::string_view id) { return "reason of " + std::string(id); }, style);
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
