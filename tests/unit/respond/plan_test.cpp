#include "respond/plan.hpp"

#include <algorithm>

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::respond;
using threats::EvidenceKind;
using threats::Stage;
using threats::Strength;

namespace {

threats::Finding file(std::string id, std::string path, Strength strength = Strength::strong) {
    threats::Finding finding;
    finding.indicator = std::move(id);
    finding.kind = EvidenceKind::file_content;
    finding.strength = strength;
    finding.stage = Stage::dropped;
    finding.subject = std::move(path);
    return finding;
}

threats::Finding service(std::string id, std::string name, std::string program, std::string start = "auto") {
    threats::Finding finding;
    finding.indicator = std::move(id);
    finding.kind = EvidenceKind::service;
    finding.strength = Strength::strong;
    finding.stage = Stage::active;
    finding.subject = std::move(name);
    finding.evidence = {{"display", ""},
                        {"command", program},
                        {"program", program},
                        {"program-exists", "yes"},
                        {"start", std::move(start)}};
    return finding;
}

detect::Verdict host(Stage stage, std::vector<threats::Finding> findings, std::string source = "image") {
    detect::Verdict verdict;
    verdict.state = stage == Stage::encrypted_remotely ? detect::HostState::exposed : detect::HostState::infected;
    verdict.source = std::move(source);
    verdict.windows = WinPath("C:\\Windows");
    detect::FamilyVerdict family;
    family.id = "wannacry";
    family.name = "WannaCry 2.0";
    family.confidence = detect::Confidence::confirmed;
    family.stage = stage;
    family.findings = std::move(findings);
    verdict.families.push_back(std::move(family));
    return verdict;
}

constexpr auto worm = "C:\\Windows\\mssecsvc.exe";
constexpr auto encryptor = "C:\\ProgramData\\qxv814\\tasksche.exe";
constexpr auto key = "C:\\ProgramData\\qxv814\\00000000.eky";

detect::Verdict wannacry(std::string source) {
    auto eky = file("wannacry.file.key", key);
    eky.keep = true;
    auto note = file("wannacry.file.note", "C:\\Users\\li\\@Please_Read_Me@.txt");
    note.damage = true;
    note.folders = {{"C:\\Users\\li", "", 3, 99, {}, {}}};
    return host(
        Stage::encrypting,
        {file("wannacry.file.dropper", encryptor), service("wannacry.service.loader", "mssecsvc2.0", worm), eky, note},
        std::move(source));
}

/// "isolate-1 disable-service mssecsvc2.0"; in brackets when it is only offered.
std::vector<std::string> told(const Plan& plan) {
    std::vector<std::string> lines;
    for (const auto& action : plan.actions) {
        auto line = action.id + " " + std::string(kind_of(action.action));
        for (const auto& [name, value] : operands_of(action.action)) line += " " + value;
        lines.push_back(action.selected ? line : "[" + line + "]");
    }
    return lines;
}

const PlannedAction& the(const Plan& plan, std::string_view id) {
    auto found = std::find_if(plan.actions.begin(), plan.actions.end(), [&](const auto& a) { return a.id == id; });
    REQUIRE(found != plan.actions.end());
    return *found;
}

bool warns(const Plan& plan, std::string_view id) {
    return std::any_of(plan.warnings.begin(), plan.warnings.end(), [&](const auto& w) { return w.id == id; });
}

}  // namespace

TEST_CASE("a machine that is encrypting: suspend, disable, isolate, save the key, and only then the rest") {
    auto plan = propose(wannacry("live"));
    CHECK(told(plan) == std::vector<std::string>{
                            std::string("stop-encryption-1 suspend-process-tree ") + encryptor,
                            std::string("stop-encryption-2 suspend-process-tree ") + worm,
                            "isolate-1 disable-service mssecsvc2.0",
                            "isolate-2 isolate",
                            std::string("save-keys-1 save-process-memory ") + encryptor,
                            std::string("save-keys-2 save-process-memory ") + worm,
                            std::string("save-keys-3 save-file ") + key,
                            "save-keys-4 search-key",
                            "back-up-1 back-up",
                            "disable-1 delete-service mssecsvc2.0",
                            std::string("end-processes-1 end-process-tree ") + encryptor,
                            std::string("end-processes-2 end-process-tree ") + worm,
                            std::string("quarantine-1 quarantine-file ") + encryptor,
                            std::string("quarantine-2 quarantine-file ") + worm,
                            "verify-1 verify",
                            "reconnect-1 reconnect",
                        });
    CHECK(warns(plan, "encrypting"));
    CHECK(warns(plan, "do-not-write"));
    CHECK_FALSE(warns(plan, "only-the-disk"));
    CHECK(the(plan, "isolate-1").actor == Actor::quell);
    CHECK(the(plan, "isolate-2").actor == Actor::person);
    CHECK(the(plan, "quarantine-2").reason == Sentence{"started-by", {"mssecsvc2.0"}});
    CHECK(the(plan, "quarantine-1").needs_consent);
    CHECK(the(plan, "quarantine-1").findings == std::vector<std::string>{"wannacry.file.dropper"});
}

TEST_CASE("a worm that does not encrypt is suspended and disabled in the step that isolates") {
    auto plan = propose(host(Stage::active, {service("wannacry.service.loader", "mssecsvc2.0", worm)}, "live"));
    CHECK(told(plan) == std::vector<std::string>{std::string("isolate-1 suspend-process-tree ") + worm,
                                                 "isolate-2 disable-service mssecsvc2.0", "isolate-3 isolate",
                                                 "back-up-1 back-up", "disable-1 delete-service mssecsvc2.0",
                                                 std::string("end-processes-1 end-process-tree ") + worm,
                                                 std::string("quarantine-1 quarantine-file ") + worm, "verify-1 verify",
                                                 "reconnect-1 reconnect"});
    CHECK(warns(plan, "no-restart-yet"));
    CHECK(the(plan, "isolate-2").reason.id == "service-starts");
    CHECK_FALSE(the(plan, "quarantine-1").needs_consent);
}

TEST_CASE("only of a worm with a kill switch it is said that it encrypts without a network") {
    auto verdict = host(Stage::active, {service("wannacry.service.loader", "mssecsvc2.0", worm)}, "live");
    verdict.families.front().kind = "ransomware-worm";
    auto plan = propose(verdict);
    CHECK(warns(plan, "no-restart"));
    CHECK_FALSE(warns(plan, "no-restart-yet"));
    CHECK(the(plan, "isolate-1").reason.id == "kill-switch-hidden");
    CHECK(the(plan, "isolate-2").reason.id == "service-restarts");
}

TEST_CASE("of its disk alone nothing is asked to be suspended, and Windows starts only after the removal") {
    auto plan = propose(wannacry("image"));
    for (const auto& action : plan.actions) CHECK((action.actor != Actor::quell_live || !action.selected));
    CHECK(warns(plan, "only-the-disk"));
    CHECK(the(plan, "restart-1").reason.id == "first-start");
    CHECK(the(plan, "restart-1").actor == Actor::person);
    CHECK(the(plan, "save-keys-4").reason.id == "key-in-hibernation");
    CHECK(the(plan, "isolate-2").reason.id == "spreads-when-started");
}

TEST_CASE("a host that was encrypted from another machine keeps everything, and its keys are copied") {
    auto verdict = wannacry("image");
    verdict.families.front().stage = Stage::encrypted_remotely;
    verdict.state = detect::HostState::exposed;
    verdict.exposure.push_back({"smb1.server", harden::Openness::open, harden::Weight::serious, {}, {}});
    auto plan = propose(verdict);
    CHECK(told(plan) == std::vector<std::string>{"isolate-1 isolate", std::string("save-keys-1 save-file ") + key,
                                                 "back-up-1 back-up", "harden-1 close-exposure smb1.server",
                                                 "restart-1 restart", "verify-1 verify", "reconnect-1 reconnect"});
    CHECK(the(plan, "isolate-1").reason.id == "written-over-the-network");
    CHECK(the(plan, "harden-1").needs_consent);
    CHECK(plan.warnings.back() == Sentence{"from-another-machine", {"WannaCry 2.0"}});
}

TEST_CASE("a replaced program of Windows is taken away and its genuine copy put back, together") {
    auto copy = file("wannamine.copy", "C:\\Windows\\System32\\wuauclt1.exe");
    copy.restores = "C:\\Windows\\System32\\wuauclt.exe";
    auto fake = file("wannamine.fake", "C:\\Windows\\System32\\wuauclt.exe");
    auto library = service("wannamine.service", "snmpstorsrv", "C:\\Windows\\System32\\snmpstorsrv.dll");
    auto plan = propose(host(Stage::active, {fake, copy, library}, "live"));
    CHECK(the(plan, "quarantine-1").findings == std::vector<std::string>{"wannamine.service"});
    CHECK(the(plan, "quarantine-1").restart_needed);
    CHECK(the(plan, "quarantine-2").reason.id == "was-replaced");
    CHECK(operands_of(the(plan, "quarantine-2").action).front().second == "C:\\Windows\\System32\\wuauclt.exe");
    CHECK(operands_of(the(plan, "restore-1").action).front().second == "C:\\Windows\\System32\\wuauclt1.exe");
    CHECK(the(plan, "restore-1").selected);
    CHECK(the(plan, "restart-1").reason.id == "restart-needed");
    CHECK_FALSE(warns(plan, "windows-program"));

    SUBCASE("unselected when the copy rests on a trace") {
        copy.strength = Strength::trace;
        auto offered = propose(host(Stage::active, {fake, copy, library}, "live"));
        CHECK_FALSE(the(offered, "quarantine-2").selected);
        CHECK_FALSE(the(offered, "restore-1").selected);
    }
    SUBCASE("not at all when there is no genuine copy, which is said") {
        auto without = propose(host(Stage::active, {fake, library}, "live"));
        CHECK(told(without).size() == told(plan).size() - 2);
        CHECK(std::find(without.warnings.begin(), without.warnings.end(),
                        Sentence{"windows-program", {"C:\\Windows\\System32\\wuauclt.exe"}}) != without.warnings.end());
    }
    SUBCASE("not from a copy that is itself proven to be malware") {
        auto proof = file("other.hash", "C:\\Windows\\System32\\wuauclt1.exe", Strength::decisive);
        auto other = propose(host(Stage::active, {fake, copy, proof}, "live"));
        CHECK(std::none_of(other.actions.begin(), other.actions.end(),
                           [](const auto& a) { return a.step == Step::restore; }));
        CHECK(operands_of(the(other, "quarantine-1").action).front().second == "C:\\Windows\\System32\\wuauclt1.exe");
    }
}

TEST_CASE("a service that runs cmd.exe takes neither cmd.exe nor svchost.exe away") {
    auto plan = propose(host(Stage::active, {service("a", "x", "C:\\Windows\\System32\\cmd.exe"),
                                             service("b", "y", "C:\\WINDOWS\\SysWOW64\\svchost.exe")}));
    CHECK(std::none_of(plan.actions.begin(), plan.actions.end(),
                       [](const auto& a) { return a.step == Step::quarantine || a.step == Step::end_processes; }));
    CHECK(std::count_if(plan.actions.begin(), plan.actions.end(),
                        [](const auto& a) { return a.step == Step::disable; }) == 2);
}

TEST_CASE("a trace beside confirmed findings is offered, and one with proof behind it is done once") {
    auto trace = file("wannacry.name", "C:\\Users\\li\\tasksche.exe", Strength::trace);
    auto plan = propose(host(Stage::dropped, {file("wannacry.hash", encryptor, Strength::decisive),
                                              file("wannacry.path", "C:\\PROGRAMDATA\\qxv814\\TASKSCHE.EXE"), trace}));
    CHECK(the(plan, "quarantine-1").findings == std::vector<std::string>{"wannacry.hash", "wannacry.path"});
    CHECK_FALSE(the(plan, "quarantine-2").selected);
    CHECK(the(plan, "quarantine-2").reason.id == "only-a-trace");
}

TEST_CASE("a disabled service is deleted without being disabled again") {
    auto plan = propose(host(Stage::remnants, {service("a", "mssecsvc2.0", worm, "disabled")}));
    CHECK(told(plan) == std::vector<std::string>{"back-up-1 back-up", "disable-1 delete-service mssecsvc2.0",
                                                 std::string("[end-processes-1 end-process-tree ") + worm + "]",
                                                 std::string("quarantine-1 quarantine-file ") + worm,
                                                 "verify-1 verify"});
}

TEST_CASE("registry values: one pair of a list, Windows' own content, a value, a key, a file of a startup folder") {
    auto registry = [](std::vector<std::pair<std::string, std::string>> evidence) {
        threats::Finding finding;
        finding.indicator = "i";
        finding.kind = EvidenceKind::registry;
        finding.strength = Strength::strong;
        finding.evidence = std::move(evidence);
        return finding;
    };
    auto startup = registry({{"key", "C:\\Users\\li\\Startup"}, {"value", "a.exe"}, {"program", ""}});
    startup.kind = EvidenceKind::autostart;
    startup.subject = "C:\\Users\\li\\Startup\\a.exe";
    auto plan = propose(host(
        Stage::remnants,
        {registry({{"key", "HKLM\\SM"}, {"value", "PendingFileRenameOperations2"}, {"type", ""}, {"data", "\\??\\x"}}),
         registry({{"key", "HKLM\\W\\Winlogon"}, {"value", "userinit"}, {"type", ""}, {"data", "evil"}}),
         registry({{"key", "HKLM\\W\\WanaCrypt0r"}, {"value", "wd"}, {"type", ""}, {"data", ""}}),
         registry({{"key", "HKLM\\W\\WanaCrypt0r"}}), startup}));
    CHECK(told(plan) ==
          std::vector<std::string>{
              "back-up-1 back-up", "disable-1 delete-pending-rename HKLM\\SM PendingFileRenameOperations2 \\??\\x",
              "disable-2 reset-registry-value HKLM\\W\\Winlogon userinit C:\\Windows\\system32\\userinit.exe,",
              "disable-3 delete-registry-value HKLM\\W\\WanaCrypt0r wd",
              "disable-4 delete-registry-key HKLM\\W\\WanaCrypt0r",
              "quarantine-1 quarantine-file C:\\Users\\li\\Startup\\a.exe", "verify-1 verify"});
}

TEST_CASE("a machine that is only exposed is hardened and verified; nothing is isolated or removed") {
    detect::Verdict verdict;
    verdict.state = detect::HostState::exposed;
    verdict.source = "image";
    verdict.exposure = {{"smb.445", harden::Openness::open, harden::Weight::serious, {}, {}},
                        {"autorun.on", harden::Openness::open, harden::Weight::warning, {}, {}},
                        {"rdp.3389", harden::Openness::partly, harden::Weight::serious, {}, {}},
                        {"smb1.server", harden::Openness::closed, harden::Weight::serious, {}, {}}};
    auto plan = propose(verdict);
    CHECK(told(plan) == std::vector<std::string>{"harden-1 close-exposure smb.445",
                                                 "[harden-2 close-exposure autorun.on]",
                                                 "[harden-3 close-exposure rdp.3389]", "verify-1 verify"});
    CHECK(the(plan, "harden-1").breaks.id == "shares");
    CHECK(plan.warnings.empty());
}

TEST_CASE("a vulnerable machine gets its update by name; one that waits for a restart is only restarted") {
    detect::Verdict verdict;
    verdict.state = detect::HostState::exposed;
    verdict.source = "live";
    verdict.patches = {
        {"MS17-010", patch::State::vulnerable, {}, {}, patch::Fix{"KB4012212", "a.msu", "00ff", {}, "", {}}},
        {"MS08-067", patch::State::not_applicable, {}, {}, std::nullopt}};
    auto plan = propose(verdict);
    CHECK(told(plan) == std::vector<std::string>{"harden-1 install-update KB4012212 a.msu 00ff", "restart-1 restart",
                                                 "verify-1 verify"});
    CHECK(the(plan, "harden-1").reason == (Sentence{"update-missing", {"MS17-010"}}));
    verdict.patches.front().state = patch::State::vulnerable_until_restart;
    plan = propose(verdict);
    CHECK(told(plan) == std::vector<std::string>{"restart-1 restart", "verify-1 verify"});
    CHECK(the(plan, "restart-1").reason == (Sentence{"update-waits", {"MS17-010"}}));
}

TEST_CASE("a suspicion is looked at: nothing is removed, isolating is offered") {
    auto verdict = wannacry("image");
    verdict.families.front().confidence = detect::Confidence::suspected;
    verdict.state = detect::HostState::inconclusive;
    auto plan = propose(verdict);
    CHECK(told(plan) == std::vector<std::string>{"[isolate-1 isolate]", "verify-1 verify", "[reconnect-1 reconnect]"});
    CHECK(warns(plan, "look-closer"));
}
