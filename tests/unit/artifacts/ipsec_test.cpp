#include "artifacts/ipsec.hpp"

#include "hive_machine.hpp"
#include "support/doctest.hpp"
#include "support/fake_host.hpp"
#include "support/ipsec_builder.hpp"

using namespace quell;
using namespace quell::artifacts;

namespace {

const std::string local = R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\IPSec\Policy\Local)";

void add(test::HiveMachine& machine, const test::IpsecPolicySpec& policy) {
    test::add_ipsec_policy(
        policy, [&](const std::string& path) -> test::HiveKey& { return machine.software.key(path); },
        [](test::HiveKey& key, std::string_view name, const std::vector<std::byte>& data) { key.binary(name, data); });
}

void put(std::vector<std::byte>& out, std::initializer_list<int> bytes) {
    for (int byte : bytes) out.push_back(static_cast<std::byte>(byte));
}

}  // namespace

TEST_CASE("Adylkuzz's policy is told by name, assignment and what it blocks") {
    test::HiveMachine machine;
    add(machine, test::adylkuzz_policy());
    auto survey = ipsec_policies(machine.host());
    CHECK(survey.gaps.empty());
    REQUIRE(survey.items.size() == 1);
    const auto& policy = survey.items[0];
    CHECK(policy.name == "netbc");
    CHECK(policy.assigned);
    CHECK_FALSE(policy.from_domain);
    CHECK(policy.id == "{72385235-70FA-11D1-864C-14A300000001}");
    CHECK(policy.key == local + "\\ipsecPolicy" + policy.id);
    REQUIRE(policy.changed.has_value());
    CHECK(to_iso8601(*policy.changed) == "2017-05-12T08:04:03Z");
    REQUIRE(policy.rules.size() == 1);
    CHECK(policy.rules[0].action == IpsecAction::block);
    CHECK(policy.rules[0].filter_action == "block");
    CHECK(policy.rules[0].filter_list == "block");
    REQUIRE(policy.rules[0].filters.size() == 1);
    CHECK(policy.rules[0].filters[0].description == "445");
    CHECK(policy.rules[0].filters[0].text() == "tcp any:any <> 0.0.0.0:445");
    CHECK(policy.blocks(6, 445));
    CHECK_FALSE(policy.blocks(17, 445));
    CHECK_FALSE(policy.blocks(6, 139));
}

TEST_CASE("a policy that nobody assigned, or that permits, blocks nothing by being there") {
    auto policy = test::adylkuzz_policy();
    policy.assigned = false;
    policy.action = "{8a171dd2-77e3-11d1-8659-a04f00000000}";
    test::HiveMachine machine;
    add(machine, policy);
    auto survey = ipsec_policies(machine.host());
    REQUIRE(survey.items.size() == 1);
    CHECK_FALSE(survey.items[0].assigned);
    CHECK(survey.items[0].rules.at(0).action == IpsecAction::permit);
    CHECK_FALSE(survey.items[0].blocks(6, 445));
}

TEST_CASE("the four filter actions are told apart, any other is unknown") {
    for (auto [id, action] : {std::pair("{3f91a819-7647-11d1-864d-d46a00000000}", IpsecAction::block),
                              std::pair("{8A171DD3-77E3-11D1-8659-A04F00000000}", IpsecAction::negotiate),
                              std::pair("{3F91A81A-7647-11D1-864D-D46A00000000}", IpsecAction::pass_inbound),
                              std::pair("{00000000-0000-0000-0000-000000000000}", IpsecAction::unknown)}) {
        auto policy = test::adylkuzz_policy();
        policy.action = id;
        test::HiveMachine machine;
        add(machine, policy);
        CHECK(ipsec_policies(machine.host()).items.at(0).rules.at(0).action == action);
    }
}

TEST_CASE("a policy of the domain wins over the machine's own") {
    test::HiveMachine machine;
    add(machine, test::adylkuzz_policy());
    machine.software.key(R"(Policies\Microsoft\Windows\IPSec\GPTIPSECPolicy)")
        .sz("DSIPSECPolicyPath", "LDAP://CN=ipsecPolicy{AB},CN=IP Security,CN=System,DC=example,DC=org");
    machine.software.key(R"(Policies\Microsoft\Windows\IPSec\Policy\Cache\ipsecPolicy{AB})")
        .sz("ipsecName", "Servers")
        .multi_sz("ipsecNFAReference", {"CN=ipsecNFA{CD},CN=IP Security,CN=System,DC=example,DC=org"});
    machine.software.key(R"(Policies\Microsoft\Windows\IPSec\Policy\Cache\ipsecNFA{CD})")
        .sz("ipsecNegotiationPolicyReference", "CN=ipsecNegotiationPolicy{EF},CN=IP Security");
    machine.software.key(R"(Policies\Microsoft\Windows\IPSec\Policy\Cache\ipsecNegotiationPolicy{EF})")
        .sz("ipsecName", "Kerberos")
        .sz("ipsecNegotiationPolicyAction", "{8A171DD3-77E3-11D1-8659-A04F00000000}");
    auto survey = ipsec_policies(machine.host());
    REQUIRE(survey.items.size() == 2);
    CHECK(survey.items[0].name == "Servers");
    CHECK(survey.items[0].from_domain);
    CHECK(survey.items[0].assigned);
    REQUIRE(survey.items[0].rules.size() == 1);
    CHECK(survey.items[0].rules[0].action == IpsecAction::negotiate);
    CHECK(survey.items[0].rules[0].filter_list.empty());
    CHECK_FALSE(survey.items[1].assigned);
}

TEST_CASE("broken filter data is a gap, values of a wrong type and missing objects are not") {
    test::HiveMachine machine;
    add(machine, test::adylkuzz_policy());
    auto& filter = machine.software.key(
        R"(Policies\Microsoft\Windows\IPSec\Policy\Local\ipsecFilter{72385235-70FA-11D1-864C-14A300000001})");
    auto data = test::ipsec_filter_data({{"445"}});
    data.resize(60);
    filter.binary("ipsecData", data);
    machine.software.key(R"(Policies\Microsoft\Windows\IPSec\Policy\Local\ipsecPolicy{BAD})")
        .dword("ipsecName", 7)
        .sz("ipsecNFAReference", "nowhere")
        .sz("whenChanged", "today");
    auto survey = ipsec_policies(machine.host());
    REQUIRE(survey.items.size() == 2);
    REQUIRE(survey.gaps.size() == 1);
    CHECK(survey.gaps[0].why.code == Errc::corrupt);
    CHECK(survey.items[0].name == "netbc");
    CHECK(survey.items[0].rules.at(0).filters.empty());
    CHECK(survey.items[1].name.empty());
    CHECK(survey.items[1].rules.empty());
    CHECK_FALSE(survey.items[1].changed.has_value());
}

TEST_CASE("a policy that repeats its rules without end is cut, and that is a gap") {
    auto policy = test::adylkuzz_policy();
    policy.filters.assign(500, {"445"});
    test::HiveMachine machine;
    add(machine, policy);
    const std::vector<std::string> same(3'000, R"(SOFTWARE\x\ipsecNFA{72385235-70FA-11D1-864C-14A300000001})");
    machine.software.key(R"(Policies\Microsoft\Windows\IPSec\Policy\Local\ipsecPolicy{AA})")
        .multi_sz("ipsecNFAReference", same);
    auto survey = ipsec_policies(machine.host());
    std::size_t filters = 0;
    for (const auto& item : survey.items)
        for (const auto& rule : item.rules) filters += rule.filters.size();
    CHECK(filters == most_ipsec_filters);
    CHECK_FALSE(survey.gaps.empty());
    CHECK(survey.gaps[0].why.code == Errc::limit);
}

TEST_CASE("an unreadable store is a gap, none is no gap") {
    test::FakeHost fake;
    fake.windows("C:\\Windows");
    CHECK(ipsec_policies(fake.host()).gaps.empty());
    fake.key(local);
    fake.unreadable_key(local);
    CHECK(ipsec_policies(fake.host()).gaps.size() == 1);
}

TEST_CASE("filters of the second format are read: ranges, subnets, this machine") {
    auto data = test::ipsec_filter_data({});
    data.pop_back();
    put(data, {0x3D, 0xCD, 0xFE, 0x35, 0x29, 0xAE, 0x73, 0x43, 0x8A, 0x6A, 0xC5, 0xD8, 0xFA, 0xB2, 0xFB, 0x08});
    put(data, {0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0});
    put(data, {2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 4, 0, 0, 0, 'x', 0, 0, 0});
    data.resize(data.size() + 16);
    put(data, {0, 0, 0, 0});
    put(data, {4, 0, 0, 0, 1, 0, 0, 0, 10, 0, 0, 0});
    data.resize(data.size() + 12);
    put(data, {255, 0, 0, 0});
    data.resize(data.size() + 12);
    put(data, {8, 0, 0, 0, 3, 0, 0, 0});
    data.resize(data.size() + 32);
    put(data, {0, 0, 0, 0, 9, 9, 9, 9});
    put(data, {2, 0, 0, 0, 0x87, 0, 0xBD, 1});
    put(data, {6, 0, 0, 0, 0, 0, 0, 0});
    auto filters = ipsec::parse_filters(data);
    REQUIRE(filters);
    REQUIRE(filters->size() == 1);
    CHECK(filters->at(0).text() == "tcp 10.0.0.0/255.0.0.0:any > me:135-445");
    CHECK(filters->at(0).description == "x");
    CHECK(filters->at(0).touches(6, 139));
    CHECK_FALSE(filters->at(0).touches(6, 3389));
    data.pop_back();
    CHECK_FALSE(ipsec::parse_filters(data));
}

TEST_CASE("a filter of any protocol and any port touches everything, a mirrored one its own way round") {
    ipsec::Filter all;
    CHECK(all.touches(6, 445));
    ipsec::Filter back;
    back.protocol = 6;
    back.source_port = back.source_port_end = 445;
    back.destination_port = back.destination_port_end = 0;
    back.mirrored = true;
    CHECK(back.touches(6, 445));
    ipsec::Filter there;
    there.protocol = 6;
    there.destination_port = there.destination_port_end = 445;
    there.mirrored = true;
    CHECK_FALSE(there.touches(6, 139));
}
