#include "artifacts/file_versions.hpp"

#include "hive_machine.hpp"
#include "support/doctest.hpp"
#include "support/pe_builder.hpp"

using namespace quell;
using namespace quell::artifacts;

TEST_CASE("a file's version is the fixed one, not the one its strings claim") {
    test::PeSpec spec;
    spec.version = test::PeVersion{{6, 1, 7601, 17514},
                                   {6, 1, 7601, 17514},
                                   {{"CompanyName", "Microsoft Corporation"}, {"FileVersion", "9.9 (localised)"}}};
    test::HiveMachine machine;
    machine.file("C:\\Windows\\System32\\drivers\\srv.sys", test::build_pe(spec));
    machine.file("C:\\Windows\\System32\\plain.txt");
    auto survey =
        file_versions(machine.host(), {WinPath("C:\\windows\\system32\\DRIVERS\\srv.sys"),
                                       WinPath("C:\\Windows\\System32\\plain.txt"), WinPath("C:\\Windows\\no.sys")});
    CHECK(survey.gaps.empty());
    REQUIRE(survey.items.size() == 1);
    CHECK(pe::to_string(survey.items.front().file) == "6.1.7601.17514");
    CHECK(survey.items.front().company == "Microsoft Corporation");
}

TEST_CASE("an executable that cannot be read is a gap") {
    auto files = std::make_shared<test::MemoryFiles>();
    files->add_unreadable("C:\\Windows\\a.exe");
    Host host("test", "image", WinPath("C:\\Windows"), files, nullptr, {});
    auto survey = file_versions(host, {WinPath("C:\\Windows\\a.exe")});
    REQUIRE(survey.gaps.size() == 1);
    CHECK(survey.gaps.front().view == View::content);
}
