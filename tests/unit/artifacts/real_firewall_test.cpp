// The firewall of real machines (../shared/data/registry): every rule that Microsoft wrote there is understood.
#include "artifacts/firewall.hpp"
#include "artifacts/port_reach.hpp"
#include "sources/offline_registry.hpp"
#include "support/hive_builder.hpp"
#include "support/memory_files.hpp"
#include "support/shared_data.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::artifacts;

namespace {

std::optional<Firewall> firewall_of(const std::string& system_hive, std::string_view version) {
    auto data = test::shared_file(system_hive);
    if (!data) return std::nullopt;
    auto files = std::make_shared<test::MemoryFiles>();
    test::HiveKey software("SOFTWARE");
    software.key("Microsoft\\Windows NT\\CurrentVersion").sz("CurrentVersion", version);
    files->add("C:\\Windows\\System32\\config\\SYSTEM", std::move(*data));
    files->add("C:\\Windows\\System32\\config\\SOFTWARE", test::build_hive(software));
    WinPath windows("C:\\Windows");
    auto registry = sources::OfflineRegistry::open(*files, windows);
    REQUIRE(registry);
    return read_firewall(Host("test", "image", windows, files, std::move(*registry), {}));
}

}  // namespace

TEST_CASE("the 323 rules of a real Windows 7 are read, and SMB is open in its domain only") {
    auto found = firewall_of("registry/SYSTEM.xz", "6.1");
    if (!found) return;
    CHECK(found->gaps.empty());
    CHECK(found->rules.size() == 323);
    CHECK(found->profiles.size() == 3);
    CHECK(found->service_start == StartType::automatic);
    auto answers = reach_of(*found, 445);
    REQUIRE(answers.size() == 3);
    CHECK(answers[0].reach == Reach::open);
    CHECK(answers[0].rule == "FPS-SMB-In-TCP-NoScope");
    CHECK(answers[2].reach == Reach::blocked);
}

TEST_CASE("the 400 rules of a real Windows 8.1 are read") {
    auto found = firewall_of("registry/SYSTEM_2.xz", "6.3");
    if (!found) return;
    CHECK(found->gaps.empty());
    CHECK(found->rules.size() == 400);
    for (const auto& answer : reach_of(*found, 445)) {
        CAPTURE(name_of(answer.by));
        CAPTURE(answer.rule);
        CHECK(answer.reach == Reach::blocked);
    }
}
