#include "base/result.hpp"

#include <memory>

#include "support/doctest.hpp"

using namespace quell;

namespace {

Result<int> half(int number) {
    if (number % 2 != 0) return fail(Errc::invalid, "odd");
    return number / 2;
}
Result<void> require_even(int number) {
    TRY(half(number));
    return {};
}
Result<std::string> quarter(int number) {
    TRY(require_even(number));
    auto value = TRY(half(TRY(half(number))));
    return std::to_string(value);
}
Result<std::unique_ptr<int>> boxed(int number) {
    auto box = TRY(Result<std::unique_ptr<int>>(std::make_unique<int>(number)));
    *box = TRY(half(*box));
    return box;
}

}  // namespace

TEST_CASE("TRY gives the value or returns the error, for values, nothing and move-only types") {
    CHECK_EQ(quarter(8).value(), "2");
    REQUIRE_FALSE(quarter(6));
    CHECK_EQ(quarter(6).error().what, "odd");
    CHECK_EQ(quarter(7).error().code, Errc::invalid);
    CHECK_EQ(**boxed(4), 2);
    CHECK_FALSE(boxed(3));
}

TEST_CASE("context is added in front of an error and keeps its kind") {
    const Error error{Errc::corrupt, "bad magic"};
    CHECK_EQ(error.in("disk.img").what, "disk.img: bad magic");
    CHECK_EQ(error.in("disk.img").code, Errc::corrupt);
    CHECK_EQ(name_of(Errc::not_found), "not-found");
}
