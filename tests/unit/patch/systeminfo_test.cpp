#include "formats/systeminfo/systeminfo.hpp"

#include "base/text.hpp"
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::systeminfo;

namespace {

Report parsed(std::string_view text) {
    auto report = parse(as_bytes(text));
    REQUIRE(report);
    return std::move(*report);
}

enum class Order { little, big };

std::vector<std::byte> utf16(std::string_view text, Order order, bool mark) {
    std::vector<std::byte> out;
    auto add = [&](char16_t unit) {
        auto low = static_cast<std::byte>(unit & 0xFF);
        auto high = static_cast<std::byte>(unit >> 8);
        out.push_back(order == Order::little ? low : high);
        out.push_back(order == Order::little ? high : low);
    };
    if (mark) add(0xFEFF);
    for (auto unit : utf16_from_utf8(text)) add(unit);
    return out;
}

const std::string english = R"(
Host Name:                 PC-07
OS Name:                   Microsoft Windows 7 Professional
OS Version:                6.1.7601 Service Pack 1 Build 7601
System Type:               x64-based PC
Processor(s):              1 Processor(s) Installed.
                           [01]: x86 Family 6 Model 78
BIOS Version:              Maker 6.00, 1.2.2016
Hotfix(s):                 2 Hotfix(s) Installed.
                           [01]: KB2999226
                           [02]: KB4012212
Network Card(s):           1 NIC(s) Installed.
                           [01]: A card
                                 [01]: 192.168.0.2
)";

}  // namespace

TEST_CASE("version, service pack, processor and updates of an English text") {
    auto report = parsed(english);
    REQUIRE(report.version);
    CHECK(report.version->major == 6);
    CHECK(report.version->minor == 1);
    CHECK(report.version->build == 7601);
    CHECK(report.service_pack == 1);
    CHECK(report.product == "Microsoft Windows 7 Professional");
    CHECK(report.architecture == "x64");
    CHECK(report.list == ListState::complete);
    CHECK(report.announced == 2);
    CHECK(report.listed == 2);
    CHECK(report.updates == std::vector<std::uint32_t>{2999226, 4012212});
}

TEST_CASE("the same in every encoding") {
    for (const auto& bytes : {utf16(english, Order::little, true), utf16(english, Order::big, true),
                              utf16(english, Order::little, false), utf16(english, Order::big, false)}) {
        auto report = parse(bytes);
        REQUIRE(report);
        REQUIRE(report->version);
        CHECK(report->version->build == 7601);
        CHECK(report->updates.size() == 2);
        CHECK(report->list == ListState::complete);
    }
    CHECK(parsed("\xEF\xBB\xBF" + english).updates.size() == 2);
}

TEST_CASE("languages are not needed: Chinese in its code page, German, Russian with a translated service pack") {
    auto chinese = parsed(
        "OS \xb0\xe6\xb1\xbe:          10.0.14393 \xd4\xdd\xc8\xb1 Build 14393\r\n"
        "\xcf\xb5\xcd\xb3\xc0\xe0\xd0\xcd:         x64-based PC\r\n"
        "\xd0\xde\xb2\xb9\xb3\xcc\xd0\xf2:         \xb0\xb2\xd7\xb0\xc1\xcb 1 \xb8\xf6\xa1\xa3\r\n"
        "                  [01]: KB4013429\r\n");
    REQUIRE(chinese.version);
    CHECK(chinese.version->build == 14393);
    CHECK(chinese.service_pack == 0);
    CHECK(chinese.architecture == "x64");
    CHECK(chinese.list == ListState::complete);
    auto german = parsed("Betriebssystemversion: 6.1.7600 Nicht zutreffend Build 7600\nSystemtyp: X86-basierter PC\n");
    CHECK(german.service_pack == 0);
    CHECK(german.architecture == "x86");
    auto russian = parsed("Версия ОС: 6.1.7601 Пакет обновления 1 сборка 7601\n");
    CHECK(russian.service_pack == 1);
}

TEST_CASE("a list that announces more than it holds is cut") {
    auto report = parsed(
        "OS Version: 5.1.2600 Service Pack 3 Build 2600\nHotfix(s): 3 Hotfix(s) Installed.\n"
        "   [01]: File 1\n   [02]: KB958644 - Update\n");
    CHECK(report.list == ListState::cut);
    CHECK(report.announced == 3);
    CHECK(report.listed == 2);
    CHECK(parsed("Hotfix(s): 2 Hotfix(s) Installed.\n [01]: KB958644\n [02]: KB28").list == ListState::complete);
    CHECK(parsed("Hotfix(s): 3 Hotfix(s) Installed.\n [01]: KB958644\n [02]: KB28").list == ListState::cut);
}

TEST_CASE("other numbered lists are not taken for updates, and no list is none") {
    auto report = parsed(
        "OS Version: 10.0.17134 N/A Build 17134\nProcessor(s): 2 Installed.\n [01]: Intel\n"
        "Hotfix(s): N/A\nCards: 2\n [01]: KBridge 12345\n");
    CHECK(report.list == ListState::none);
    CHECK(report.updates.empty());
}

TEST_CASE("a list of updates is one even when its first entry is something else") {
    auto report = parsed(
        "Hotfix(s): 3 Hotfix(s) Installed.\n  [01]: {7A068575-C5DB-43D9-BE20-3895D0C69B17}\n"
        "  [02]: 943729\n  [03]: KB937286\n");
    CHECK(report.list == ListState::complete);
    CHECK(report.updates == std::vector<std::uint32_t>{937286});
}

TEST_CASE("wmic's table, also behind a line of ASCII and with a blank first column") {
    auto table =
        utf16("Caption  HotFixID   InstalledOn\r\r\n         KB958644\r\r\nhttp://x/?kbid=937286  KB937286\r\r\n",
              Order::little, false);
    std::string_view notice = "Please wait while WMIC is being installed.";
    std::vector<std::byte> all(as_bytes(notice).begin(), as_bytes(notice).end());
    all.insert(all.end(), table.begin(), table.end());
    auto report = parse(all);
    REQUIRE(report);
    CHECK(report->list == ListState::complete);
    CHECK(report->updates == std::vector<std::uint32_t>{937286, 958644});
    CHECK_FALSE(report->version);
}

TEST_CASE("ver gives the revision") {
    auto report = parsed("\r\nMicrosoft Windows [Version 10.0.14393.953]\r\n");
    REQUIRE(report.version);
    CHECK(report.version->build == 14393);
    CHECK(report.revision == 953);
}

TEST_CASE("a host or firmware that only looks like a version does not win over the line that repeats its build") {
    auto report = parsed("Host Name: 6.1.7601\nOS Version: 10.0.14393 N/A Build 14393\nBIOS: 5.1.2600 2600\n");
    REQUIRE(report.version);
    CHECK(report.version->build == 14393);
}

TEST_CASE("garbage is nothing, and too much of it is refused") {
    CHECK_FALSE(parsed("").version);
    CHECK_FALSE(parsed("\xff\xfe").version);
    CHECK_FALSE(parsed("[[[[]]]]::::\n [99999999999999]: KB\n 1.2.3.4.5.6 10.0.").version);
    CHECK(parsed("advisory: install KB4012212 today\n").list == ListState::none);
    std::vector<std::byte> large(static_cast<std::size_t>(largest_text) + 1);
    CHECK(parse(large).error().code == Errc::limit);
}
