#include "artifacts/wmi.hpp"

#include "base/text.hpp"
#include "support/doctest.hpp"
#include "support/fake_host.hpp"
#include "support/wmi_builder.hpp"

using namespace quell;
using namespace quell::artifacts;
using test::FakeHost;
using test::WmiRepository;

namespace {

constexpr std::string_view vista_on = "C:\\Windows\\System32\\wbem\\Repository\\OBJECTS.DATA";
constexpr std::string_view xp = "C:\\Windows\\System32\\wbem\\Repository\\FS\\OBJECTS.DATA";

Host machine_with(const WmiRepository& repository, std::string_view path = vista_on) {
    FakeHost fake;
    fake.windows("C:\\Windows");
    fake.file(path, repository.bytes());
    return fake.host();
}

std::vector<std::byte> wide(std::string_view text) {
    std::vector<std::byte> out;
    for (auto unit : utf16_from_utf8(text)) {
        out.push_back(static_cast<std::byte>(unit & 0xFF));
        out.push_back(static_cast<std::byte>(unit >> 8));
    }
    return out;
}

}  // namespace

TEST_CASE("a subscription is told with its consumer, its filter, its command and its query") {
    WmiRepository repository;
    repository.noise(20'000).subscription("CommandLineEventConsumer", "DSM Event Log Consumer", "DSM Event Log Filter",
                                          "powershell.exe -NoP -W Hidden", "SELECT * FROM __InstanceModificationEvent");
    auto survey = wmi_subscriptions(machine_with(repository));
    CHECK(survey.gaps.empty());
    REQUIRE(survey.items.size() == 1);
    const auto& item = survey.items[0];
    CHECK(item.consumer_class == "CommandLineEventConsumer");
    CHECK(item.consumer == "DSM Event Log Consumer");
    CHECK(item.filter == "DSM Event Log Filter");
    CHECK(item.command == "powershell.exe -NoP -W Hidden");
    CHECK(item.query == "SELECT * FROM __InstanceModificationEvent");
    CHECK_FALSE(item.windows_own);
    CHECK(item.repository == WinPath(vista_on));
}

TEST_CASE("the repository of Windows XP lies one folder deeper") {
    WmiRepository repository;
    repository.subscription("ActiveScriptEventConsumer", "A", "B", "MsgBox 1");
    auto survey = wmi_subscriptions(machine_with(repository, xp));
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items[0].command == "MsgBox 1");
    CHECK(survey.items[0].repository == WinPath(xp));
}

TEST_CASE("Windows' own subscriptions are listed and flagged, whoever takes only their names is not") {
    WmiRepository repository;
    repository.windows_own();
    auto survey = wmi_subscriptions(machine_with(repository));
    REQUIRE(survey.items.size() == 2);
    CHECK(survey.items[0].windows_own);
    CHECK(survey.items[1].windows_own);
    CHECK(survey.items[1].consumer == "BVTConsumer");

    WmiRepository taken;
    taken.subscription("CommandLineEventConsumer", "SCM Event Log Consumer", "SCM Event Log Filter", "mue.exe")
        .subscription("CommandLineEventConsumer", "BVTConsumer", "BVTFilter", "mue.exe");
    survey = wmi_subscriptions(machine_with(taken));
    REQUIRE(survey.items.size() == 2);
    CHECK_FALSE(survey.items[0].windows_own);
    CHECK_FALSE(survey.items[1].windows_own);
}

TEST_CASE("old copies of a binding count once, a consumer without filter is still shown") {
    WmiRepository repository;
    repository.binding("CommandLineEventConsumer", "Again", "When").noise(5'000);
    repository.binding("CommandLineEventConsumer", "Again", "When").noise(5'000);
    repository.raw(as_bytes(std::string_view("LogFileEventConsumer.Name=\"Alone\"\0", 34))).noise(5'000);
    repository.raw(as_bytes(std::string_view("CommandLineEventConsumer.Name=\"Again\"\0", 38)));
    auto survey = wmi_subscriptions(machine_with(repository));
    REQUIRE(survey.items.size() == 2);
    CHECK(survey.items[0].consumer == "Again");
    CHECK(survey.items[0].filter == "When");
    CHECK(survey.items[1].consumer == "Alone");
    CHECK(survey.items[1].filter.empty());
}

TEST_CASE("names in Chinese, names with quotes and paths with a namespace are read") {
    WmiRepository repository;
    repository.subscription("CommandLineEventConsumer", "\xE6\x9B\xB4\xE6\x96\xB0", "\xE8\xBF\x87\xE6\xBB\xA4",
                            "cmd.exe");
    repository.instance("__FilterToConsumerBinding",
                        {R"(\\.\root\subscription:CommandLineEventConsumer.Name="a\"b\\c")",
                         R"(\\.\root\subscription:__EventFilter.Name="f\\")"});
    auto survey = wmi_subscriptions(machine_with(repository));
    REQUIRE(survey.items.size() == 2);
    CHECK(survey.items[0].consumer == "\xE6\x9B\xB4\xE6\x96\xB0");
    CHECK(survey.items[0].filter == "\xE8\xBF\x87\xE6\xBB\xA4");
    CHECK(survey.items[0].command == "cmd.exe");
    CHECK(survey.items[1].consumer == "a\"b\\c");
    CHECK(survey.items[1].filter == "f\\");
}

TEST_CASE(
    "a consumer class of another name is believed when its filter stands beside it, a reference elsewhere is not") {
    WmiRepository repository;
    repository.binding("Win32_Cloned", "Hidden", "Boot").noise(5'000);
    repository.raw(as_bytes(std::string_view("Win32_Service.Name=\"Spooler\"\0", 29)));
    auto survey = wmi_subscriptions(machine_with(repository));
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items[0].consumer_class == "Win32_Cloned");
}

TEST_CASE("a subscription is found wherever it lies in a large repository") {
    for (std::size_t before : {1'048'576, 1'000'000, 1'020'000, 1'007'000, 2'030'000}) {
        CAPTURE(before);
        WmiRepository repository;
        repository.noise(before - 1'300 - repository.bytes().size());
        repository.subscription("CommandLineEventConsumer", "Across", "The Edge", "cmd.exe /c edge");
        repository.noise(2'000'000);
        auto host = machine_with(repository);
        auto survey = wmi_subscriptions(host);
        REQUIRE(survey.items.size() == 1);
        CHECK(survey.items[0].command == "cmd.exe /c edge");
        CHECK(wmi_names(host, {"The Edge", "Across", "Nowhere"}).items ==
              std::vector<std::string>{"The Edge", "Across"});
    }
}

TEST_CASE("a name is found as a whole word only, in either encoding and without case") {
    WmiRepository repository;
    repository.binding("CommandLineEventConsumer", "SCM Event8 Log Consumer2", "SCM Event8 Log Filter2");
    repository.class_name("Win32_Service").class_name("systemcore_updater8").raw(wide("\"System_Anti_Virus_Core\""));
    auto host = machine_with(repository);
    auto survey = wmi_names(
        host, {"SCM Event8 Log Filter", "SCM Event8 Log Filter2", "Event8", "Win32_Services", "systemcore_Updater",
               "systemcore_Updater8", "System_Anti_Virus_Core", "Anti_Virus", "Win32_Service", "ab", ""});
    CHECK(survey.gaps.empty());
    CHECK(survey.items == std::vector<std::string>{"SCM Event8 Log Filter2", "Event8", "systemcore_Updater8",
                                                   "System_Anti_Virus_Core", "Win32_Service"});
}

TEST_CASE("a name at the very start and the very end of a repository is found") {
    FakeHost fake;
    fake.windows("C:\\Windows");
    fake.file(vista_on, "Win32_Services and Windows Events Filter");
    auto survey = wmi_names(fake.host(), {"Windows Events Filter", "Win32_Services", "Windows Events"});
    CHECK(survey.items == std::vector<std::string>{"Windows Events Filter", "Win32_Services", "Windows Events"});
}

TEST_CASE("a repository of garbage holds nothing and is no gap, one that cannot be read is a gap") {
    WmiRepository garbage;
    garbage.noise(300'000);
    auto host = machine_with(garbage);
    CHECK(wmi_subscriptions(host).items.empty());
    CHECK(wmi_subscriptions(host).gaps.empty());
    CHECK(wmi_names(host, {"Win32_Services"}).items.empty());

    FakeHost fake;
    fake.windows("C:\\Windows");
    CHECK(wmi_subscriptions(fake.host()).gaps.empty());
    fake.file(vista_on, garbage.bytes());
    fake.unreadable(vista_on);
    auto survey = wmi_subscriptions(fake.host());
    REQUIRE(survey.gaps.size() == 1);
    CHECK(survey.gaps[0].kind == GapKind::unseen);
    CHECK(survey.gaps[0].where == vista_on);
    CHECK(wmi_names(fake.host(), {"Win32_Services"}).gaps.size() == 1);

    FakeHost data_volume;
    CHECK(wmi_subscriptions(data_volume.host()).gaps.at(0).kind == GapKind::not_applicable);
}

TEST_CASE("a repository full of other references hides no subscription") {
    std::string many;
    for (int i = 0; i < 60'000; ++i) many += "Win32_Service.Name=\"" + std::to_string(i) + "\"" + std::string(1, '\0');
    WmiRepository repository;
    repository.raw(as_bytes(many)).subscription("CommandLineEventConsumer", "After All", "Filter", "cmd.exe");
    auto survey = wmi_subscriptions(machine_with(repository));
    CHECK(survey.gaps.empty());
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items[0].consumer == "After All");
}

TEST_CASE("a repository made to exhaust quell is cut, and that is a gap") {
    std::string many;
    for (int i = 0; i < 30'000; ++i) many += "AEventConsumer.Name=\"" + std::to_string(i) + "\"" + std::string(1, '\0');
    FakeHost fake;
    fake.windows("C:\\Windows");
    fake.file(vista_on, many);
    auto survey = wmi_subscriptions(fake.host());
    CHECK(survey.items.size() == 20'000);
    REQUIRE(survey.gaps.size() == 1);
    CHECK(survey.gaps[0].why.code == Errc::limit);

    std::string records;
    while (records.size() < 200'000) records += std::string("\xFF\xFF\xFF\xFF\0EventConsumer\0\1\1\1\1", 23);
    FakeHost packed;
    packed.windows("C:\\Windows");
    packed.file(vista_on, records);
    CHECK(wmi_subscriptions(packed.host()).gaps.size() == 1);
}
