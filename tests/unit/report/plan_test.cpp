#include <set>

#include <nlohmann/json.hpp>

#include "../respond/generated_verdict.hpp"
#include "base/text.hpp"
#include "report/plan_json.hpp"
#include "report/plan_text.hpp"
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::report;
using nlohmann::json;

namespace {

std::string shown(const respond::Plan& proposal, TerminalStyle style = {}) {
    TerminalWriter out(style);
    plan(out, proposal);
    return out.take();
}

respond::PlannedAction quarantine(std::string path, bool selected) {
    respond::PlannedAction action;
    action.id = "quarantine-1";
    action.step = respond::Step::quarantine;
    action.action = respond::QuarantineFile{std::move(path)};
    action.selected = selected;
    action.reason = {"belongs-to", {"Some\x1b[2JWorm"}};
    action.family = "worm";
    action.findings = {"worm.file"};
    return action;
}

bool speaks(const std::string& prefix, const std::string& id) {
    return text_of(Language::english, prefix + id) != prefix + id;
}

}  // namespace

TEST_CASE("every step, action, reason, cost and warning of a plan has its sentence") {
    std::set<std::string> ids;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        auto proposal = respond::propose(test::generated_verdict(seed));
        for (const auto& warning : proposal.warnings) ids.insert("plan.warning." + warning.id);
        for (const auto& action : proposal.actions) {
            ids.insert("plan.step." + std::string(name_of(action.step)));
            ids.insert("plan.do." + std::string(kind_of(action.action)));
            ids.insert("plan.because." + action.reason.id);
            if (!action.breaks.id.empty()) ids.insert("plan.breaks." + action.breaks.id);
        }
    }
    ids.insert("plan.do." + std::string(kind_of(respond::InstallUpdate{})));
    CHECK(ids.size() > 50);
    for (const auto& id : ids) {
        CAPTURE(id);
        CHECK(speaks("", id));
    }
}

TEST_CASE("every operand and value finds its place in the sentence") {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        auto proposal = respond::propose(test::generated_verdict(seed));
        for (const auto& action : proposal.actions)
            for (auto language : {Language::english, Language::chinese}) {
                auto sentence = told(language, action.action) + reason_of(language, action);
                CAPTURE(sentence);
                CHECK(sentence.find("{}") == std::string::npos);
                CHECK(sentence.find("plan.") == std::string::npos);
                // A hole is told in its own words, where it has any.
                if (std::holds_alternative<respond::CloseExposure>(action.action)) continue;
                for (const auto& [name, value] : operands_of(action.action))
                    CHECK(sentence.find(value) != std::string::npos);
                for (const auto& value : action.reason.values) CHECK(sentence.find(value) != std::string::npos);
            }
    }
    CHECK(told(Language::english, respond::InstallUpdate{"KB4012212", "", ""}) == "Install update KB4012212");
}

TEST_CASE("closing a hole is told in the hole's own words, or by its id") {
    CHECK(told(Language::english, respond::CloseExposure{"smb.445"}) ==
          text_of(Language::english, "exposure.smb.445.fix"));
    CHECK(told(Language::english, respond::CloseExposure{"unheard.of"}) == "Close the hole unheard.of");
}

TEST_CASE("a plan is grouped by steps, kept to the width, and hostile names stay harmless") {
    respond::Plan proposal;
    for (int i = 0; i < 7; ++i)
        proposal.actions.push_back(quarantine("C:\\a\x1b[31m" + std::to_string(i) + "\u202E.exe", i > 1));
    proposal.warnings = {{"do-not-write", {}}};
    auto out = shown(proposal);
    CHECK(out.find('\x1b') == std::string::npos);
    CHECK(out.find("\u202E") == std::string::npos);
    CHECK(out.find("1. Quarantine its files") != std::string::npos);
    CHECK(out.find("[x] Quarantine C:\\a\\x1b[31m2") != std::string::npos);
    // Of what is only offered an example.
    CHECK(out.find("[ ] Quarantine C:\\a\\x1b[31m0") != std::string::npos);
    CHECK(out.find("m1") == std::string::npos);
    CHECK(out.find("... and 2 more") != std::string::npos);
    CHECK(out.find("It belongs to Some\\x1b[2JWorm.") == out.rfind("It belongs to Some\\x1b[2JWorm."));
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        for (auto language : {Language::english, Language::chinese}) {
            auto text = shown(respond::propose(test::generated_verdict(seed)), {language, Colour::none, 80});
            for (const auto& line : split(text, '\n')) CHECK(display_width(line) <= 80);
        }
    CHECK(shown({}).empty());
}

TEST_CASE("plan.json has the fields of the contract, and parses whatever a file is called") {
    respond::Plan proposal;
    proposal.actions.push_back(quarantine("C:\\\xFF\xED\xA0\x80\n", false));
    proposal.actions.back().breaks = {"shares", {}};
    proposal.actions.back().needs_consent = true;
    proposal.warnings = {{"look-closer", {"x"}}};
    auto parsed = json::parse(plan_json(proposal));
    CHECK(parsed.at("schema") == 1);
    CHECK(parsed.at("warnings").at(0) == json{{"id", "look-closer"}, {"values", {"x"}}});
    const auto& action = parsed.at("actions").at(0);
    CHECK(action.at("id") == "quarantine-1");
    CHECK(action.at("step") == "quarantine");
    CHECK(action.at("kind") == "quarantine-file");
    CHECK(action.at("operands") == json{{"path", "C:\\\\xff\\u{d800}\n"}});
    CHECK(action.at("actor") == "quell");
    CHECK(action.at("selected") == false);
    CHECK(action.at("restart_needed") == false);
    CHECK(action.at("needs_consent") == true);
    CHECK(action.at("reason").at("id") == "belongs-to");
    CHECK(action.at("breaks").at("id") == "shares");
    CHECK(action.at("family") == "worm");
    CHECK(action.at("findings") == json{"worm.file"});
}
