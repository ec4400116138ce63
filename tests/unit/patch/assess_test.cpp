#include "tables.hpp"

using namespace quell;
using namespace quell::patch;
using artifacts::DriverOnDisk;
using artifacts::Role;
using artifacts::UpdateList;
using artifacts::WaitingCopy;

namespace {

Time at(std::string_view iso) { return *parse_time(iso); }

Evidence seven(pe::Version version = {6, 1, 7601, 17514}) { return with_driver(machine(6, 1, 7601, 1), version); }
Evidence seven_by_list(std::vector<std::uint32_t> updates) {
    return with_list(machine(6, 1, 7601, 1), std::move(updates));
}

}  // namespace

TEST_CASE("each branch of srv.sys is vulnerable one below its first fixed version and patched at it") {
    struct Branch {
        std::uint32_t major, minor, build, service_pack;
        pe::Version first;
    };
    const Branch branches[] = {{5, 1, 2600, 3, {5, 1, 2600, 7208}},    {5, 2, 3790, 2, {5, 2, 3790, 6021}},
                               {6, 0, 6002, 2, {6, 0, 6002, 19743}},   {6, 0, 6002, 2, {6, 0, 6002, 24067}},
                               {6, 1, 7601, 1, {6, 1, 7601, 23689}},   {6, 2, 9200, 0, {6, 2, 9200, 22099}},
                               {6, 3, 9600, 0, {6, 3, 9600, 18604}},   {10, 0, 10240, 0, {10, 0, 10240, 17319}},
                               {10, 0, 10586, 0, {10, 0, 10586, 839}}, {10, 0, 14393, 0, {10, 0, 14393, 953}}};
    for (const auto& [major, minor, build, service_pack, first] : branches) {
        for (auto role : {Role::client, Role::server, Role::unknown}) {
            INFO(pe::to_string(first));
            auto below = first;
            --below[3];
            auto evidence = machine(major, minor, build, service_pack);
            evidence.role = role;
            auto old = state_of(with_driver(evidence, below));
            CHECK(old.state == State::vulnerable);
            CHECK(old.because.front() == Sentence{"srv-version-below", {pe::to_string(below), pe::to_string(first)}});
            REQUIRE(old.fix);
            CHECK(old.fix->kb.starts_with("KB401"));
            auto fixed = state_of(with_driver(evidence, first));
            CHECK(fixed.state == State::patched);
            CHECK(fixed.because.front().id == "srv-version-reaches");
            CHECK_FALSE(fixed.fix);
        }
    }
}

TEST_CASE("a hotfix-branch srv.sys of Vista is not cleared by the general branch's number") {
    auto vista = machine(6, 0, 6002, 2);
    CHECK(state_of(with_driver(vista, {6, 0, 6002, 23900})).state == State::vulnerable);
    CHECK(state_of(with_driver(vista, {6, 0, 6002, 20000})).state == State::vulnerable);
    CHECK(state_of(with_driver(vista, {6, 0, 6002, 19999})).state == State::patched);
    CHECK(state_of(with_driver(machine(6, 0, 6001, 1), {6, 0, 6001, 22999})).state == State::vulnerable);
    CHECK(state_of(with_driver(machine(6, 0, 6003, 2), {6, 0, 6003, 20500})).state == State::patched);
}

TEST_CASE("an old srv.sys is vulnerable whatever the update list and the revision say") {
    auto evidence = with_list(seven(), {4012212, 4012215});
    auto state = state_of(evidence);
    CHECK(state.state == State::vulnerable);
    CHECK(says(state, "listed-but-old-file"));
    auto ten = with_driver(machine(10, 0, 14393), {10, 0, 14393, 447});
    ten.revision = 4000;
    CHECK(state_of(ten).state == State::vulnerable);
}

TEST_CASE("the numbers that circulate as the fix and are not never make a machine patched") {
    struct Wrong {
        Evidence machine;
        std::uint32_t number;
    };
    const Wrong wrong[] = {
        {machine(6, 1, 7601, 1), 3212646}, {machine(6, 1, 7601, 1), 4015546}, {machine(6, 1, 7601, 1), 4013389},
        {machine(6, 3, 9600), 4015547},    {machine(10, 0, 10240), 3210720},  {machine(10, 0, 10586), 3210721},
        {machine(10, 0, 10586), 4016871},  {machine(10, 0, 14393), 3213986},  {machine(10, 0, 14393), 4013389}};
    for (const auto& [system, number] : wrong) {
        INFO("KB" << number);
        auto state = state_of(with_list(system, {number}));
        CHECK(state.state == State::vulnerable);
        CHECK(says(state, "not-the-fix"));
    }
    auto server = machine(6, 2, 9200);
    server.role = Role::server;
    for (auto number : {3205409U, 4015548U}) CHECK(state_of(with_list(server, {number})).state == State::vulnerable);
    // Updates of another Windows do not count either.
    CHECK(state_of(seven_by_list({4012598})).state == State::unknown);
    CHECK(state_of(seven_by_list({4012216})).state == State::unknown);
}

TEST_CASE("a list makes patched only with an update that holds the fix, vulnerable only when it is whole") {
    CHECK(state_of(seven_by_list({2999226, 4012212})).state == State::patched);
    CHECK(state_of(seven_by_list({4516065})).state == State::patched);
    CHECK(state_of(seven_by_list({2999226, 3125574})).state == State::vulnerable);
    CHECK(state_of(seven_by_list({})).state == State::vulnerable);
    auto newer = state_of(seven_by_list({5022338}));
    CHECK(newer.state == State::unknown);
    CHECK(newer.because.front().id == "list-holds-newer");
    CHECK(state_of(with_list(machine(6, 1, 7601, 1), {2999226}, UpdateList::cut)).state == State::unknown);
    CHECK(state_of(with_list(machine(6, 1, 7601, 1), {4012215}, UpdateList::cut)).state == State::patched);
    CHECK(state_of(with_list(machine(6, 1, 7601, 1), {}, UpdateList::none)).state == State::unknown);
}

TEST_CASE("a list without its system clears only with an update that holds the fix, and is otherwise unknown") {
    Evidence evidence;
    evidence.from_text = true;
    CHECK(state_of(with_list(evidence, {4012212})).state == State::patched);
    CHECK(state_of(with_list(evidence, {2999226})).state == State::unknown);
    CHECK(state_of(with_list(evidence, {4012212}, UpdateList::none)).state == State::unknown);
    CHECK(state_of(Evidence{}).state == State::unknown);
    CHECK(state_of(Evidence{}).because.front().id == "no-system");
}

TEST_CASE("a service pack on which the update does not install is vulnerable, and it says which one comes first") {
    struct Old {
        Evidence machine;
        std::string needed;
    };
    const Old old[] = {{machine(5, 1, 2600, 2), "Service Pack 3"},
                       {machine(5, 2, 3790, 1), "Service Pack 2"},
                       {machine(6, 0, 6001, 1), "Service Pack 2"},
                       {machine(6, 1, 7600, 0), "Service Pack 1"}};
    for (const auto& [system, needed] : old) {
        auto state = state_of(with_list(system, {}, UpdateList::none));
        CHECK(state.state == State::vulnerable);
        CHECK(state.because.front() == Sentence{"service-pack-too-old", {needed}});
        REQUIRE(state.fix);
        CHECK(state.fix->needs == Sentence{"service-pack-first", {needed}});
    }
}

TEST_CASE("a revision of Windows 10 decides where srv.sys was not seen") {
    auto ten = machine(10, 0, 14393);
    ten.revision = 952;
    CHECK(state_of(ten).state == State::vulnerable);
    ten.revision = 953;
    CHECK(state_of(ten).state == State::patched);
    ten.srv.seen = DriverOnDisk::Seen::unreadable;
    auto state = state_of(ten);
    CHECK(state.state == State::patched);
    CHECK(says(state, "srv-unreadable"));
}

TEST_CASE("Windows 10 from 1703 on and Windows 11 came with the fix; builds in between are unknown") {
    for (auto build : {15063U, 17134U, 19045U, 26100U})
        CHECK(state_of(machine(10, 0, build)).state == State::not_applicable);
    for (auto build : {10239U, 10241U, 14986U, 15062U}) CHECK(state_of(machine(10, 0, build)).state == State::unknown);
    CHECK(state_of(machine(5, 0, 2195, 4)).state == State::vulnerable);
    CHECK_FALSE(state_of(machine(5, 0, 2195, 4)).fix);
}

TEST_CASE("a removed SMB1 feature is not applicable where it can be removed, and unknown where it cannot") {
    for (auto system : {machine(6, 3, 9600), machine(10, 0, 14393)}) {
        system.srv.seen = DriverOnDisk::Seen::absent;
        CHECK(state_of(system).state == State::not_applicable);
        system.pending.rename_onto_driver = WaitingCopy{WinPath("C:\\x.tmp"), pe::Version{6, 3, 9600, 17000}};
        CHECK(state_of(system).state == State::unknown);
    }
    auto old = machine(6, 1, 7601, 1);
    old.srv.seen = DriverOnDisk::Seen::absent;
    CHECK(state_of(old).state == State::unknown);
}

TEST_CASE("a driver of another Windows is no evidence") {
    CHECK(state_of(with_driver(machine(6, 1, 7601, 1), {10, 0, 14393, 5000})).state == State::unknown);
}

TEST_CASE("without a registry the driver's own version tells the Windows") {
    auto evidence = with_driver(Evidence{}, {6, 1, 7601, 17514});
    CHECK(state_of(evidence).state == State::vulnerable);
    evidence = with_driver(Evidence{}, {6, 1, 7601, 24000});
    CHECK(state_of(evidence).state == State::patched);
}

TEST_CASE("an old driver that the next start replaces is vulnerable until then") {
    const WinPath copy(R"(C:\Windows\winsxs\amd64_microsoft-windows-smbserver-v1_x\srv.sys)");
    auto waiting = seven();
    waiting.pending.copies = {{copy, pe::Version{6, 1, 7601, 23689}}};
    CHECK_MESSAGE(state_of(waiting).state == State::vulnerable, "a copy alone waits for nothing");
    waiting.pending.signs = {"RebootPending"};
    auto state = state_of(waiting);
    CHECK(state.state == State::vulnerable_until_restart);
    REQUIRE(state.fix);
    CHECK(state.fix->needs.id == "restart-first");
    CHECK(says(state, "restart-brings-copy"));

    waiting.pending.copies = {
        {copy, pe::Version{6, 1, 7601, 23688}}, {copy, std::nullopt}, {copy, pe::Version{10, 0, 10240, 20000}}};
    CHECK(state_of(waiting).state == State::vulnerable);

    auto renamed = seven();
    renamed.pending.rename_onto_driver =
        WaitingCopy{WinPath("C:\\Windows\\temp\\srv.sys"), pe::Version{6, 1, 7601, 24000}};
    CHECK(state_of(renamed).state == State::vulnerable_until_restart);
    renamed.pending.rename_onto_driver->version.reset();
    CHECK(state_of(renamed).state == State::vulnerable);

    auto package = seven();
    package.pending.signs = {"Package_for_KB4012212"};
    package.pending.updates = {4012212};
    CHECK(state_of(package).state == State::vulnerable_until_restart);
    package.pending.updates = {4015546};
    CHECK(state_of(package).state == State::vulnerable);
}

TEST_CASE("a fixed driver counts only when Windows was started since it came, once servicing waits for a restart") {
    auto evidence = seven({6, 1, 7601, 23689});
    evidence.srv.placed = at("2017-05-15T10:00:00Z");
    evidence.pending.last_shutdown = at("2017-05-14T18:00:00Z");
    CHECK_MESSAGE(state_of(evidence).state == State::patched, "nothing waits for a restart");
    evidence.pending.signs = {"RebootPending"};
    CHECK(state_of(evidence).state == State::vulnerable_until_restart);
    evidence.pending.last_shutdown = at("2017-05-16T18:00:00Z");
    auto state = state_of(evidence);
    CHECK(state.state == State::patched);
    CHECK(says(state, "started-since"));
    evidence.pending.last_shutdown.reset();
    CHECK(state_of(evidence).state == State::vulnerable_until_restart);
}

TEST_CASE("a fixed driver that the next start replaces by an older one is not patched") {
    auto evidence = seven({6, 1, 7601, 23689});
    evidence.pending.rename_onto_driver = WaitingCopy{WinPath("C:\\old.sys"), pe::Version{6, 1, 7601, 17514}};
    CHECK(state_of(evidence).state == State::vulnerable);
    evidence.pending.rename_onto_driver->version.reset();
    CHECK(state_of(evidence).state == State::unknown);
    evidence.pending.rename_onto_driver->version = pe::Version{6, 1, 7601, 24000};
    CHECK(state_of(evidence).state == State::patched);
}

TEST_CASE("the fix is the one for exactly this machine, with the SHA-1 that its name tells") {
    auto state = state_of(seven());
    REQUIRE(state.fix);
    CHECK(state.fix->kb == "KB4012212");
    CHECK(state.fix->file_name == "windows6.1-kb4012212-x64_2decefaa02e2058dcd965702509a992d8c4e92b3.msu");
    CHECK(state.fix->sha1 == "2decefaa02e2058dcd965702509a992d8c4e92b3");
    CHECK(state.fix->search == "KB4012212 Windows 7 x64");
    CHECK(state.fix->note == Sentence{"or-rollup", {"KB4012215"}});
    auto server = seven();
    server.role = Role::server;
    CHECK(state_of(server).fix->search == "KB4012212 Windows Server 2008 R2 x64");

    auto xp = with_driver(machine(5, 1, 2600, 3), {5, 1, 2600, 5512});
    xp.architecture = "x86";
    CHECK_MESSAGE(state_of(xp).fix->file_name.empty(), "the language is not known");
    xp.language = "enu";
    CHECK(state_of(xp).fix->sha1 == "eceb7d5023bbb23c0dc633e46b9c2f14fa6ee9dd");
    xp.language = "chs";
    CHECK(state_of(xp).fix->file_name.empty());
    CHECK(state_of(xp).fix->search == "KB4012598 Windows XP SP3 x86");
    auto old = with_driver(machine(5, 2, 3790, 2), {5, 2, 3790, 3959});
    old.language = "chs";
    CHECK(state_of(old).fix->sha1 == "68a2895db36e911af59c2ee133baee8de11316b9");
}

TEST_CASE("Windows 8 and Server 2012 have the same driver and different updates") {
    auto eight = with_driver(machine(6, 2, 9200), {6, 2, 9200, 16384});
    CHECK(state_of(eight).fix->kb == "KB4012598");
    eight.role = Role::server;
    CHECK(state_of(eight).fix->kb == "KB4012214");
}

TEST_CASE("the older bulletins are judged by system and list, and unknown where these do not decide") {
    auto xp = machine(5, 1, 2600, 3);
    CHECK(state_of(with_list(xp, {958644}), "MS08-067").state == State::patched);
    CHECK(state_of(with_list(xp, {2705219}), "MS08-067").state == State::patched);
    CHECK(state_of(with_list(xp, {950760}), "MS08-067").state == State::vulnerable);
    CHECK(state_of(with_list(xp, {2999226}), "MS08-067").state == State::unknown);
    CHECK(state_of(with_list(xp, {}, UpdateList::none), "MS08-067").state == State::unknown);
    CHECK(state_of(with_list(xp, {}), "MS09-050").state == State::not_applicable);
    CHECK(state_of(with_list(machine(6, 0, 6002, 2), {975517}), "MS09-050").state == State::patched);
    CHECK(state_of(with_list(machine(6, 0, 6002, 2), {}), "MS09-050").state == State::vulnerable);
    CHECK(state_of(with_list(machine(6, 0, 6002, 2), {}), "MS08-067").state == State::not_applicable);
    CHECK(state_of(machine(6, 1, 7600), "MS10-061").state == State::unknown);
    CHECK(state_of(with_list(machine(6, 1, 7600), {}), "MS10-061").state == State::vulnerable);
    for (auto id : {"MS08-067", "MS09-050", "MS10-061"})
        for (const auto& later :
             {machine(6, 1, 7601, 1), machine(6, 2, 9200), machine(6, 3, 9600), machine(10, 0, 19045)})
            CHECK(state_of(later, id).state == State::not_applicable);
}
