#include "support/task_builder.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::task;

TEST_CASE("the cache's actions are programs, handlers, mails and messages, in every version") {
    std::vector<Action> actions{test::exec("C:\\a.exe", "-x", "C:\\"),
                                test::com_handler("{A6BA00FE-40E8-477C-B713-C64A14F18ADB}", "data"),
                                {ActionKind::message, "title", "body", {}},
                                {ActionKind::email, "mail.example.test", "body", {}},
                                test::exec("b.exe")};
    for (std::uint16_t version : {1, 2, 3}) {
        CAPTURE(version);
        auto read = parse_actions(test::build_cached_actions(actions, version));
        REQUIRE(read);
        CHECK(read->version == version);
        CHECK(read->context == (version == 1 ? "" : "Author"));
        CHECK(read->actions == actions);
        CHECK_FALSE(read->incomplete);
    }
}

TEST_CASE("cut or unknown actions keep what stands before them") {
    auto whole = test::build_cached_actions({test::exec("C:\\a.exe"), test::exec("C:\\b.exe")});
    auto first = test::build_cached_actions({test::exec("C:\\a.exe")}).size();
    for (std::size_t length = first + 1; length < whole.size(); ++length) {
        auto read = parse_actions(Bytes(whole).first(length));
        REQUIRE(read);
        CHECK(read->actions.size() == 1);
        CHECK(read->incomplete);
    }
    whole[first] = std::byte{0x42};
    auto unknown = parse_actions(whole);
    REQUIRE(unknown);
    CHECK(unknown->actions.size() == 1);
    REQUIRE(unknown->incomplete);
    CHECK(unknown->incomplete->code == Errc::unsupported);
}

TEST_CASE("other versions and hostile lengths are errors") {
    CHECK_FALSE(parse_actions({}));
    CHECK_FALSE(parse_actions(std::vector<std::byte>(2)));
    auto huge = test::build_cached_actions({test::exec("C:\\a.exe")});
    for (std::size_t i = 2; i < 6; ++i) huge[i] = std::byte{0xFE};
    CHECK_FALSE(parse_actions(huge));
    huge[2] = std::byte{3};
    CHECK_FALSE(parse_actions(huge));
}
