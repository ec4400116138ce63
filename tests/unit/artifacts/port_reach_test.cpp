#include "artifacts/port_reach.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::artifacts;

namespace {

/// One private profile that is on, and these rules; their ids are "0", "1" …
Firewall with(std::initializer_list<std::string_view> rules) {
    Firewall firewall;
    firewall.service = "MpsSvc";
    firewall.service_start = StartType::automatic;
    FirewallProfile profile;
    profile.profile = NetworkProfile::private_;
    profile.enabled = true;
    firewall.profiles.push_back(profile);
    for (auto text : rules) {
        auto rule = firewall::parse_rule("v2.10|Active=TRUE|Dir=In|" + std::string(text));
        REQUIRE(rule);
        firewall.rules.push_back(
            {std::to_string(firewall.rules.size()), ExceptionKind::rule, SettingFrom::local, std::move(*rule)});
    }
    return firewall;
}

PortReach reach(const Firewall& firewall, std::uint16_t port) {
    for (auto& answer : reach_of(firewall, port))
        if (answer.profile == NetworkProfile::private_) return answer;
    FAIL("no answer for the private profile");
    return {};
}

}  // namespace

TEST_CASE("without a rule what comes in is blocked, or what the profile's default says") {
    auto firewall = with({});
    CHECK(reach(firewall, 445).reach == Reach::blocked);
    CHECK(reach(firewall, 445).by == ReachBy::default_block);
    firewall.profiles[0].inbound = firewall::Action::allow;
    CHECK(reach(firewall, 445).reach == Reach::open);
    CHECK(reach(firewall, 445).by == ReachBy::default_allow);
}

TEST_CASE("an allow rule opens, and is named") {
    auto open =
        reach(with({"Action=Allow|Protocol=6|LPort=80|", "Action=Allow|Protocol=6|LPort=445|App=System|"}), 445);
    CHECK(open.reach == Reach::open);
    CHECK(open.by == ReachBy::allow_rule);
    CHECK(open.rule == "1");
    CHECK(reach(with({"Action=Allow|"}), 445).reach == Reach::open);
    CHECK(reach(with({"Action=Allow|Protocol=6|LPort2_10=400-500|"}), 445).reach == Reach::open);
}

TEST_CASE("block beats allow, in whatever order they stand") {
    for (auto rules : {with({"Action=Allow|Protocol=6|LPort=445|", "Action=Block|Protocol=6|LPort=445|"}),
                       with({"Action=Block|Protocol=6|LPort=445|", "Action=Allow|Protocol=6|LPort=445|"})}) {
        auto closed = reach(rules, 445);
        CHECK(closed.reach == Reach::blocked);
        CHECK(closed.by == ReachBy::block_rule);
        CHECK(rules.rules[static_cast<std::size_t>(std::stoi(closed.rule))].rule.action == firewall::Action::block);
    }
    auto fallback = with({"Action=Block|Protocol=6|LPort=445|"});
    fallback.profiles[0].inbound = firewall::Action::allow;
    CHECK(reach(fallback, 445).reach == Reach::blocked);
    CHECK(reach(fallback, 139).reach == Reach::open);
}

TEST_CASE("a rule that is off, goes out, is for another protocol, port or profile counts for nothing") {
    for (std::string_view text :
         {"Active=FALSE|Action=Allow|Protocol=6|LPort=445|", "Dir=Out|Action=Allow|Protocol=6|LPort=445|",
          "Action=Allow|Protocol=17|LPort=445|", "Action=Allow|Protocol=6|LPort=4450|",
          "Action=Allow|Protocol=6|LPort=445|Profile=Domain|", "Action=Allow|Protocol=6|LPort=RPC|"}) {
        CAPTURE(text);
        CHECK(reach(with({text}), 445).reach == Reach::blocked);
    }
}

TEST_CASE("a rule for some addresses restricts; everything that means everybody opens") {
    auto subnet = reach(with({"Action=Allow|Protocol=6|LPort=445|RA4=LocalSubnet|RA6=LocalSubnet|",
                              "Action=Allow|Protocol=6|LPort=445|RA4=10.0.0.0/255.0.0.0|"}),
                        445);
    CHECK(subnet.reach == Reach::restricted);
    CHECK(subnet.rule == "0");
    CHECK(subnet.remotes == std::vector<std::string>{"LocalSubnet", "10.0.0.0/255.0.0.0"});
    CHECK(reach(with({"Action=Allow|Protocol=6|LPort=445|RA4=0.0.0.0-255.255.255.255|"}), 445).reach == Reach::open);
    auto both =
        reach(with({"Action=Allow|LPort=445|Protocol=6|RA4=LocalSubnet|", "Action=Allow|Protocol=6|LPort=445|"}), 445);
    CHECK(both.reach == Reach::open);
    CHECK(both.rule == "1");
    CHECK(both.remotes.empty());
}

TEST_CASE("rules that ask for IPsec restrict") {
    auto secure = reach(with({"Action=Allow|Protocol=6|LPort=445|Security=Authenticate|"}), 445);
    CHECK(secure.reach == Reach::restricted);
    CHECK(secure.remotes == std::vector<std::string>{"IPsec"});
    CHECK(reach(with({"Action=ByPass|Protocol=6|LPort=445|"}), 445).reach == Reach::restricted);
}

TEST_CASE("a block for some leaves the port open to the rest, and takes what was allowed to the same") {
    CHECK(reach(with({"Action=Block|Protocol=6|LPort=445|RA4=10.0.0.1|", "Action=Allow|Protocol=6|LPort=445|"}), 445)
              .reach == Reach::open);
    CHECK(reach(with({"Action=Block|Protocol=6|LPort=445|IFType=Wireless|", "Action=Allow|Protocol=6|LPort=445|"}), 445)
              .reach == Reach::open);
    auto taken = reach(with({"Action=Block|Protocol=6|LPort=445|RA4=localsubnet|",
                             "Action=Allow|Protocol=6|LPort=445|RA4=LocalSubnet|"}),
                       445);
    CHECK(taken.reach == Reach::blocked);
    CHECK(taken.rule == "0");
}

TEST_CASE("a rule bound to a program counts for the ports that this program serves") {
    constexpr std::string_view browser = "Action=Allow|Protocol=6|App=C:\\Program Files\\b.exe|";
    CHECK(reach(with({browser}), 445).reach == Reach::blocked);
    CHECK(reach(with({browser}), 8080).reach == Reach::open);
    CHECK(reach(with({"Action=Allow|Protocol=6|App=System|"}), 445).reach == Reach::open);
    CHECK(reach(with({"Action=Allow|AppPkgId=S-1-15-2-1|"}), 445).reach == Reach::blocked);
    CHECK(reach(with({"Action=Block|Protocol=6|LPort=445|App=C:\\b.exe|", "Action=Allow|Protocol=6|LPort=445|"}), 445)
              .reach == Reach::open);
    constexpr std::string_view mapper =
        "Action=Allow|Protocol=6|LPort=RPC-EPMap|App=%SystemRoot%\\system32\\svchost.exe|Svc=RPCSS|";
    CHECK(reach(with({mapper}), 135).reach == Reach::open);
    CHECK(reach(with({"Action=Allow|Protocol=6|LPort=135|App=%SystemRoot%\\system32\\svchost.exe|Svc=Schedule|"}), 135)
              .reach == Reach::blocked);
    CHECK(reach(with({"Action=Allow|Protocol=6|LPort=3389|App=System|"}), 3389).reach == Reach::open);
    CHECK(reach(with({"Action=Allow|Protocol=6|LPort=3389|App=%SystemRoot%\\system32\\svchost.exe|Svc=termservice|"}),
                3389)
              .reach == Reach::open);
    CHECK(reach(with({"Action=Allow|Protocol=6|LPort=445|Svc=*|"}), 445).reach == Reach::blocked);
}

TEST_CASE("a profile without exceptions lets no rule open a port") {
    auto firewall = with({"Action=Allow|Protocol=6|LPort=445|"});
    firewall.profiles[0].exceptions = false;
    CHECK(reach(firewall, 445).reach == Reach::blocked);
    CHECK(reach(firewall, 445).by == ReachBy::no_exceptions);
}

TEST_CASE("local rules count only where policy lets them") {
    auto firewall = with({"Action=Allow|Protocol=6|LPort=445|"});
    firewall.profiles[0].local_rules = false;
    CHECK(reach(firewall, 445).reach == Reach::blocked);
    firewall.rules[0].from = SettingFrom::policy;
    CHECK(reach(firewall, 445).reach == Reach::open);
}

TEST_CASE("a profile that is off filters nothing, and one that is not known is unknown") {
    auto firewall = with({"Action=Block|Protocol=6|LPort=445|"});
    firewall.profiles[0].enabled = false;
    CHECK(reach(firewall, 445).reach == Reach::open);
    CHECK(reach(firewall, 445).by == ReachBy::profile_off);
    firewall.profiles[0].enabled.reset();
    CHECK(reach(firewall, 445).reach == Reach::unknown);
    auto answers = reach_of(firewall, 445);
    REQUIRE(answers.size() == 3);
    CHECK(answers[0].reach == Reach::unknown);
}

TEST_CASE("rules that could not be read leave open what is open and make blocked unknown") {
    auto open = with({"Action=Allow|Protocol=6|LPort=445|"});
    open.rules_seen = false;
    CHECK(reach(open, 445).reach == Reach::open);
    CHECK(reach(open, 139).reach == Reach::unknown);
    auto closed = with({"Action=Block|Protocol=6|LPort=445|"});
    closed.rules_seen = false;
    CHECK(reach(closed, 445).reach == Reach::blocked);
}
