// The hives in ../shared/data, with the values that data/README.md gives for them.
#include "artifacts/smb.hpp"
#include "sources/offline_registry.hpp"
#include "support/hive_builder.hpp"
#include "support/memory_files.hpp"
#include "support/shared_data.hpp"
// Last: its CHECK replaces ours.
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::artifacts;

TEST_CASE("real data: SENSEI, a Windows 8.1, has SMB1 on") {
    auto hive = test::shared_file("registry/SYSTEM_2.xz");
    if (!hive) return;
    auto files = std::make_shared<test::MemoryFiles>();
    files->add("C:\\Windows\\System32\\config\\SYSTEM", std::move(*hive));
    test::HiveKey software("SOFTWARE");
    software.key("Microsoft\\Windows NT\\CurrentVersion").sz("CurrentVersion", "6.3").sz("SystemRoot", "C:\\Windows");
    files->add("C:\\Windows\\System32\\config\\SOFTWARE", test::build_hive(software));
    files->add("C:\\Windows\\System32\\drivers\\srv.sys", {});
    WinPath windows("C:\\Windows");
    auto registry = sources::OfflineRegistry::open(*files, windows);
    REQUIRE(registry);
    Host host("test", "image", windows, files, std::move(*registry), {});
    auto state = smb_state(host);
    CHECK(state.srv_start == StartType::automatic);
    CHECK(state.mrxsmb10_start == StartType::automatic);
    CHECK(state.server == Smb1::on);
    CHECK(state.client == Smb1::on);
    CHECK(state.generation == SmbGeneration::by_feature);
    CHECK_FALSE(state.workstation_broken());
    CHECK_FALSE(state.adapters.empty());
}
