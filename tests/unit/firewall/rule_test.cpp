#include "formats/firewall/rule.hpp"

#include <chrono>

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::firewall;

TEST_CASE("a rule of Windows tells everything it says") {
    auto rule = parse_rule(
        "v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Domain|Profile=Private|LPort=445|LPort=139|"
        "LPort2_10=5000-5020|RPort=1024|LA4=10.0.0.1|RA4=LocalSubnet|RA6=LocalSubnet|RA42=Intranet|App=System|Svc=x|"
        "Name=@FirewallAPI.dll,-28511|Desc=a=b|EmbedCtxt=@FirewallAPI.dll,-28502|Edge=TRUE|Security=Authenticate|");
    REQUIRE(rule);
    CHECK(rule->version == "v2.10");
    CHECK(rule->action == Action::allow);
    CHECK(rule->active);
    CHECK(rule->direction == Direction::in);
    CHECK(rule->protocol == protocol_tcp);
    CHECK(rule->profiles == (profile::domain | profile::private_));
    CHECK(to_string(rule->local_ports) == "445,139,5000-5020");
    CHECK(to_string(rule->remote_ports) == "1024");
    CHECK(rule->local_addresses == std::vector<std::string>{"10.0.0.1"});
    CHECK(rule->remote_addresses == std::vector<std::string>{"LocalSubnet", "LocalSubnet", "Intranet"});
    CHECK(rule->application == "System");
    CHECK(rule->service == "x");
    CHECK(rule->name == "@FirewallAPI.dll,-28511");
    CHECK(rule->description == "a=b");
    CHECK(rule->security == "Authenticate");
    REQUIRE(rule->other.size() == 1);
    CHECK(rule->other[0] == std::pair<std::string, std::string>{"Edge", "TRUE"});
}

TEST_CASE("what a rule leaves out means all, but for being active") {
    auto rule = parse_rule("v2.0|Dir=Out|Action=Block");
    REQUIRE(rule);
    CHECK_FALSE(rule->active);
    CHECK_FALSE(rule->protocol);
    CHECK(rule->profiles == profile::all);
    CHECK(rule->local_ports.is_any());
    CHECK(rule->local_ports.contains(445));
    CHECK(parse_rule("v2.0|Dir=In|Action=ByPass|Protocol=256|")->protocol == std::nullopt);
}

TEST_CASE("ports are ranges or keywords; the endpoint mapper is 135") {
    auto rule = parse_rule("v2.10|Action=Allow|Active=TRUE|Dir=In|LPort=RPC-EPMap|LPort2_10=440-450|");
    REQUIRE(rule);
    CHECK(rule->local_ports.contains(135));
    CHECK(rule->local_ports.contains(445));
    CHECK_FALSE(rule->local_ports.contains(139));
    auto rpc = parse_rule("v2.10|Action=Allow|Active=TRUE|Dir=In|LPort=RPC|");
    REQUIRE(rpc);
    CHECK_FALSE(rpc->local_ports.contains(135));
}

TEST_CASE("a rule that Windows would not take is an error that says why") {
    for (std::string_view text : {"", "Action=Allow|Dir=In|", "v2.10", "v2.10|Action=Allow|", "v2.10|Dir=In|",
                                  "v2.10|Action=Deny|Dir=In|", "v2.10|Action=Allow|Dir=Up|",
                                  "v2.10|Action=Allow|Dir=In|Active=maybe|", "v2.10|Action=Allow|Dir=In|Protocol=tcp|",
                                  "v2.10|Action=Allow|Dir=In|Protocol=257|", "v2.10|Action=Allow|Dir=In|LPort=65536|",
                                  "v2.10|Action=Allow|Dir=In|LPort=5-4|", "v2.10|Action=Allow|Dir=In|LPort=|",
                                  "v2.10|Action=Allow|Dir=In|Profile=Home|", "v2.10|Action=Allow|Dir=In|x|"}) {
        CAPTURE(text);
        auto rule = parse_rule(text);
        REQUIRE_FALSE(rule);
        CHECK(rule.error().code == Errc::corrupt);
    }
}

TEST_CASE("a rule of a megabyte is read whole and quickly") {
    const std::string head = "v2.10|Action=Block|Active=TRUE|Dir=In|Protocol=6|";
    auto many = head;
    while (many.size() < (std::size_t{1} << 20)) many += "LPort=445|";
    auto one = head + "Name=" + std::string(std::size_t{1} << 20, '=') + "|";
    auto empty = head + std::string(std::size_t{1} << 20, '|');
    auto start = std::chrono::steady_clock::now();
    auto ports = parse_rule(many);
    auto name = parse_rule(one);
    CHECK(parse_rule(empty));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
    REQUIRE(ports);
    CHECK(ports->local_ports.ranges.size() == (many.size() - head.size()) / 10);
    REQUIRE(name);
    CHECK(name->name.size() == std::size_t{1} << 20);
    CHECK_FALSE(parse_rule(std::string(max_rule + 1, 'v')));
    auto hostile = parse_rule(std::string(std::size_t{1} << 20, 'v'));
    REQUIRE_FALSE(hostile);
    CHECK(hostile.error().what.size() < 200);
}

TEST_CASE("XP's exceptions are allow rules") {
    auto port = parse_port_exception("445:TCP:LocalSubNet,10.0.0.0/255.0.0.0:Enabled:@xpsp2res.dll,-22005");
    REQUIRE(port);
    CHECK(port->action == Action::allow);
    CHECK(port->active);
    CHECK(port->protocol == protocol_tcp);
    CHECK(port->local_ports.contains(445));
    CHECK_FALSE(port->local_ports.contains(139));
    CHECK(port->remote_addresses == std::vector<std::string>{"LocalSubNet", "10.0.0.0/255.0.0.0"});
    CHECK(port->name == "@xpsp2res.dll,-22005");
    auto off = parse_port_exception("137:udp:*:disabled:a:b");
    REQUIRE(off);
    CHECK_FALSE(off->active);
    CHECK(off->remote_addresses.empty());
    CHECK(off->name == "a:b");
    auto program = parse_program_exception("C:\\Program Files\\a.exe:*:enabled:A: b");
    REQUIRE(program);
    CHECK(program->application == "C:\\Program Files\\a.exe");
    CHECK(program->name == "A: b");
    CHECK_FALSE(program->protocol);
    auto variable = parse_program_exception("%windir%\\system32\\sessmgr.exe:*:enabled:@xpsp2res.dll,-22019");
    REQUIRE(variable);
    CHECK(variable->application == "%windir%\\system32\\sessmgr.exe");
    for (std::string_view text : {"", "445", "445:TCP", "445:TCP:*", "x:TCP:*:Enabled:n", "70000:TCP:*:Enabled:n",
                                  "445:ICMP:*:Enabled:n", "445:TCP:*:Perhaps:n"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_port_exception(text));
    }
    for (std::string_view text : {"", "C:\\a.exe", ":*:Enabled:n", "C:\\a.exe:*:n"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_program_exception(text));
    }
}
