// Which holes stand open, from what was read of a machine.
#include "harden/posture.hpp"

#include <algorithm>

#include "report/messages.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::harden;
using artifacts::Meaning;
using artifacts::StartType;

namespace {

artifacts::Setting setting(std::string id, Meaning meaning) {
    artifacts::Setting out;
    out.id = std::move(id);
    out.meaning = meaning;
    return out;
}

// Everything a worm could wish for.
Posture open_machine() {
    Posture posture;
    posture.major = 6;
    posture.minor = 1;
    posture.smb.generation = artifacts::SmbGeneration::by_value;
    posture.smb.server = artifacts::Smb1::on;
    posture.smb.client = artifacts::Smb1::on;
    posture.smb.server_start = StartType::automatic;
    posture.tcp445 = posture.tcp139 = posture.tcp135 = posture.rdp = {Openness::open, "public: profile-off"};
    posture.profiles_off = {"public"};
    posture.firewall_seen = true;
    posture.settings = {setting("rdp", Meaning::on), setting("updates.service", Meaning::off),
                        setting("autorun.drives", Meaning::on)};
    posture.antivirus_seen = true;
    return posture;
}

Posture closed_machine() {
    Posture posture;
    posture.major = 6;
    posture.minor = 1;
    posture.smb.server = artifacts::Smb1::off;
    posture.smb.client = artifacts::Smb1::off;
    posture.smb.server_start = StartType::automatic;
    posture.tcp445 = posture.tcp139 = posture.tcp135 = posture.rdp = {Openness::closed, "domain: default-block"};
    posture.firewall_seen = true;
    posture.settings = {setting("rdp", Meaning::off), setting("updates.service", Meaning::manual),
                        setting("autorun.drives", Meaning::off)};
    posture.antivirus_seen = true;
    artifacts::Antivirus scanner;
    scanner.product = "Scanner";
    scanner.start = StartType::automatic;
    scanner.there = true;
    posture.antivirus = {scanner};
    return posture;
}

const Exposure* find(const std::vector<Exposure>& list, std::string_view id) {
    auto found = std::find_if(list.begin(), list.end(), [&](const Exposure& one) { return one.id == id; });
    return found == list.end() ? nullptr : &*found;
}

Openness openness(const Posture& posture, std::string_view id) {
    auto list = judge_exposure(posture);
    const auto* found = find(list, id);
    REQUIRE_MESSAGE(found != nullptr, id);
    return found->openness;
}

artifacts::IpsecPolicy blocking_445(std::string name) {
    artifacts::IpsecPolicy policy;
    policy.name = std::move(name);
    policy.assigned = true;
    artifacts::IpsecRule rule;
    rule.action = artifacts::IpsecAction::block;
    ipsec::Filter filter;
    filter.protocol = 6;
    filter.destination_port = filter.destination_port_end = 445;
    rule.filters = {filter};
    policy.rules = {rule};
    return policy;
}

}  // namespace

TEST_CASE("an open machine shows every hole, the most serious first") {
    auto list = judge_exposure(open_machine());
    REQUIRE(!list.empty());
    CHECK(list.front().id == "smb.445");
    for (auto id : {"smb.445", "netbios.139", "rpc.135", "rdp.3389", "smb1.server", "smb1.client", "firewall.off",
                    "updates.off", "antivirus.none", "autorun.on"})
        CHECK_MESSAGE(openness(open_machine(), id) == Openness::open, id);
}

TEST_CASE("a closed machine shows none") {
    for (const auto& hole : judge_exposure(closed_machine())) CHECK_MESSAGE(hole.openness == Openness::closed, hole.id);
}

TEST_CASE("what could not be read is unknown, never closed") {
    Posture nothing_seen;
    nothing_seen.smb.server_start = StartType::automatic;
    for (auto id :
         {"smb.445", "netbios.139", "rpc.135", "smb1.server", "firewall.off", "updates.off", "antivirus.none"})
        CHECK_MESSAGE(openness(nothing_seen, id) == Openness::unknown, id);
}

TEST_CASE("a Server service that is off closes file sharing whatever the firewall lets in") {
    auto posture = open_machine();
    posture.smb.server_start = StartType::disabled;
    CHECK(openness(posture, "smb.445") == Openness::closed);
    CHECK(openness(posture, "netbios.139") == Openness::closed);
    CHECK(openness(posture, "rpc.135") == Openness::open);
}

TEST_CASE("Adylkuzz's policy on port 445 is no protection; an administrator's is") {
    auto posture = open_machine();
    posture.policies = {blocking_445("Office: no SMB")};
    CHECK(openness(posture, "smb.445") == Openness::closed);
    CHECK(find(judge_exposure(posture), "ipsec.not-protection") == nullptr);
    posture.policies = {blocking_445("NETBC")};
    CHECK(openness(posture, "smb.445") == Openness::open);
    CHECK(openness(posture, "ipsec.not-protection") == Openness::open);
    posture.settings.push_back(setting("ipsec.service", Meaning::off));
    posture.policies = {blocking_445("Office: no SMB")};
    CHECK_MESSAGE(openness(posture, "smb.445") == Openness::open, "its service does not run");
}

TEST_CASE("SMBDeviceEnabled of a wrong type is told, because it closes nothing") {
    auto posture = open_machine();
    CHECK(find(judge_exposure(posture), "smb-device.type") == nullptr);
    posture.smb.device_enabled.value = RegistryValue{"SMBDeviceEnabled", ValueType::qword, std::vector<std::byte>(8)};
    CHECK(openness(posture, "smb-device.type") == Openness::open);
    CHECK(openness(posture, "smb.445") == Openness::open);
}

TEST_CASE("a policy on remote desktop and on updates wins over the machine's own setting") {
    auto posture = open_machine();
    posture.settings.push_back(setting("rdp.policy", Meaning::off));
    CHECK(openness(posture, "rdp.3389") == Openness::closed);
    auto closed = closed_machine();
    closed.settings.push_back(setting("updates.policy", Meaning::off));
    CHECK(openness(closed, "updates.off") == Openness::open);
}

TEST_CASE("every sentence of an exposure is in the catalogue, with its name and what to do about it") {
    auto part = open_machine();
    part.tcp445 = part.tcp139 = part.tcp135 = part.rdp = {Openness::partly, "LocalSubnet"};
    part.policies = {blocking_445("netbc")};
    auto old = open_machine();
    old.smb.generation = artifacts::SmbGeneration::smb1_only;
    Posture unknown;
    unknown.smb.server_start = StartType::automatic;
    unknown.settings = {setting("rdp", Meaning::on)};
    for (const auto& posture : {open_machine(), closed_machine(), part, old, unknown})
        for (const auto& hole : judge_exposure(posture))
            for (auto language : {report::Language::english, report::Language::chinese}) {
                auto key = "exposure." + hole.what.id;
                CHECK_MESSAGE(report::text_of(language, key) != key, key);
                CHECK(report::text_of(language, "exposure." + hole.id) != "exposure." + hole.id);
                CHECK(report::text_of(language, "exposure." + hole.id + ".fix") != "exposure." + hole.id + ".fix");
                CHECK(report::say(language, "exposure.", hole.what).find("{}") == std::string::npos);
            }
}
