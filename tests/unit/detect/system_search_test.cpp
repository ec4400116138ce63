// Tasks, WMI objects, IPsec policies and firewall rules as signs of a family.
#include "detect/system_search.hpp"

#include "support/fake_host.hpp"
#include "support/pe_builder.hpp"
#include "support/task_builder.hpp"
#include "support/wmi_builder.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::detect;
using namespace quell::threats;
using quell::test::FakeHost;

namespace {

Pack pack_with(Rule rule) {
    Pack pack;
    pack.id = "fam";
    Indicator indicator;
    indicator.id = "fam.sign";
    indicator.strength = Strength::strong;
    indicator.stage = Stage::active;
    indicator.rule = std::move(rule);
    pack.indicators = {indicator};
    return pack;
}

SystemResults search(const FakeHost& fake, const Pack& pack) {
    auto host = fake.host();
    std::vector<Pack> packs{pack};
    TargetPaths target(host);
    Questions questions(packs, target, host);
    return search_system(host, packs, target, questions);
}

FakeHost machine_with_task(bool enabled, bool program) {
    FakeHost fake;
    fake.windows("C:\\Windows");
    test::TaskSpec task;
    task.enabled = enabled;
    task.actions = {test::exec("C:\\Program Files\\Microsoft Updates\\svchost.exe", "-install")};
    fake.file("C:\\Windows\\System32\\Tasks\\ServiceHost", test::build_task_xml(task)).modified("2017-05-20T10:00:00Z");
    if (program) fake.file("C:\\Program Files\\Microsoft Updates\\svchost.exe", test::build_pe({}));
    return fake;
}

const std::vector<std::string> program{R"(C:\Program Files\Microsoft Updates\svchost.exe)"};

}  // namespace

TEST_CASE("a task is found by its name, its program and its command") {
    auto fake = machine_with_task(true, true);
    for (const auto& rule :
         {TaskRule{{"servicehost"}, {}, {}, {}}, TaskRule{{}, program, {}, {}}, TaskRule{{}, {}, {"**-install"}, {}},
          TaskRule{{"ServiceHost"}, program, {"**svchost.exe*"}, {}}}) {
        auto results = search(fake, pack_with(rule));
        REQUIRE(results.findings.size() == 1);
        const auto& finding = results.findings[0];
        CHECK(finding.kind == EvidenceKind::task);
        CHECK(finding.subject == "\\ServiceHost");
        CHECK(finding.stage == Stage::active);
        CHECK(to_iso8601(*finding.modified) == "2017-05-20T10:00:00Z");
    }
    CHECK(search(fake, pack_with(TaskRule{{"TaskHost"}, {}, {}, {}})).findings.empty());
    CHECK(search(fake, pack_with(TaskRule{{"ServiceHost"}, {R"(C:\Windows\**)"}, {}, {}})).findings.empty());
}

TEST_CASE("a task that would start nothing is a remnant") {
    TaskRule rule{{"ServiceHost"}, {}, {}, {}};
    CHECK(search(machine_with_task(false, true), pack_with(rule)).findings.at(0).stage == Stage::remnants);
    CHECK(search(machine_with_task(true, false), pack_with(rule)).findings.at(0).stage == Stage::remnants);
}

TEST_CASE("a task file that cannot be read is a gap of those who ask for tasks") {
    FakeHost fake;
    fake.windows("C:\\Windows");
    fake.file("C:\\Windows\\System32\\Tasks\\Broken", "this is no task");
    auto results = search(fake, pack_with(TaskRule{{"ServiceHost"}, {}, {}, {}}));
    CHECK(results.findings.empty());
    REQUIRE(results.gaps.size() == 1);
    CHECK(results.gaps[0].asked.size() == 1);
    CHECK(search(fake, pack_with(WmiRule{{"Win32_Services"}})).gaps.empty());
}

TEST_CASE("names in the WMI repository are found whole, with the consumer's command") {
    FakeHost fake;
    fake.windows("C:\\Windows");
    test::WmiRepository repository;
    repository.windows_own()
        .subscription("CommandLineEventConsumer", "SCM Event8 Log Consumer2", "SCM Event8 Log Filter2",
                      "powershell.exe -e AAAA")
        .class_name("systemcore_Updater8");
    fake.file("C:\\Windows\\System32\\wbem\\Repository\\OBJECTS.DATA", repository.bytes());
    auto results = search(fake, pack_with(WmiRule{{"SCM Event8 Log Consumer", "SCM Event8 Log Consumer2",
                                                   "systemcore_Updater", "systemcore_Updater8"}}));
    REQUIRE(results.findings.size() == 2);
    CHECK(results.findings[0].subject == "SCM Event8 Log Consumer2");
    CHECK(results.findings[0].kind == EvidenceKind::wmi);
    CHECK(results.findings[0].evidence.back().second == "powershell.exe -e AAAA");
    CHECK(results.findings[1].subject == "systemcore_Updater8");
}

TEST_CASE("a volume without Windows is asked for none of it") {
    FakeHost fake;
    fake.file("C:\\Windows\\System32\\Tasks\\ServiceHost", "no task");
    auto results = search(fake, pack_with(TaskRule{{"ServiceHost"}, {}, {}, {}}));
    CHECK(results.findings.empty());
    CHECK(results.gaps.empty());
}
