#include "base/text.hpp"
#include "host/registry.hpp"
#include "host/survey.hpp"

#include "support/doctest.hpp"

using namespace quell;

namespace {

RegistryValue value(ValueType type, std::string_view hex) { return {"v", type, from_hex(hex).value()}; }

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("text ends at its first NUL, or where the data ends") {
    CHECK_EQ(value(ValueType::sz, "610062000000").text(), "ab");
    CHECK_EQ(value(ValueType::sz, "61006200").text(), "ab");
    CHECK_EQ(value(ValueType::expand_sz, "610000006200").text(), "a");
    CHECK_EQ(value(ValueType::sz, "610062").text(), "a");
    CHECK_EQ(value(ValueType::sz, "").text(), "");
    // The low byte of a character may be zero.
    CHECK_EQ(value(ValueType::link, "0061").text(), "\u6100");
    CHECK_FALSE(value(ValueType::binary, "6100").text());
}

TEST_CASE("a number has exactly the size of its type") {
    CHECK_EQ(value(ValueType::dword, "78563412").dword(), 0x12345678);
    CHECK_FALSE(value(ValueType::dword, "785634").dword());
    CHECK_FALSE(value(ValueType::dword, "7856341200").dword());
    CHECK_FALSE(value(ValueType::binary, "78563412").dword());
    CHECK_FALSE(value(ValueType::dword_big_endian, "78563412").dword());
    CHECK_EQ(value(ValueType::qword, "0100000000000080").qword(), 0x8000000000000001ULL);
    CHECK_FALSE(value(ValueType::qword, "01000000").qword());
}

TEST_CASE("a list of strings keeps empty ones, but not the closing one") {
    CHECK_EQ(value(ValueType::multi_sz,
                   "6100000062000000"
                   "0000")
                 .strings(),
             Strings{"a", "b"});
    CHECK_EQ(value(ValueType::multi_sz,
                   "610000000000"
                   "620000000000")
                 .strings(),
             Strings{"a", "", "b"});
    CHECK_EQ(value(ValueType::multi_sz, "61000000").strings(), Strings{"a"});
    CHECK_EQ(value(ValueType::multi_sz, "6100").strings(), Strings{"a"});
    CHECK_EQ(value(ValueType::multi_sz, "").strings(), Strings{});
    CHECK_EQ(value(ValueType::multi_sz, "0000").strings(), Strings{});
    CHECK_FALSE(value(ValueType::sz, "61000000").strings());
}

TEST_CASE("types have Windows' names, unknown ones their number") {
    CHECK_EQ(name_of(ValueType::expand_sz), "REG_EXPAND_SZ");
    CHECK_EQ(name_of(static_cast<ValueType>(0xFFFF0000)), "REG_0xffff0000");
}

TEST_CASE("a survey takes over items and gaps of another") {
    Survey<int> all;
    all.items = {1};
    Survey<int> more = Survey<int>::unseen(View::registry, "HKLM\\SAM", {Errc::corrupt, "cut"});
    more.items = {2, 3};
    all.absorb(std::move(more));
    CHECK_EQ(all.items, std::vector<int>{1, 2, 3});
    REQUIRE_EQ(all.gaps.size(), 1);
    CHECK(all.gaps[0].kind == GapKind::unseen);
    CHECK(Survey<int>::not_applicable(View::volatile_, "", {}).gaps[0].kind == GapKind::not_applicable);
    CHECK_EQ(name_of(View::volatile_), "volatile");
}
