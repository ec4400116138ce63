#include "support/task_builder.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::task;

namespace {

std::vector<std::byte> at_job() {
    test::TaskSpec spec;
    spec.author = "SYSTEM";
    spec.description = "Created by NetScheduleJobAdd.";
    spec.hidden = true;
    spec.actions = {test::exec("C:\\WINDOWS\\rundll32.exe", "x.dll,y", "C:\\WINDOWS")};
    return test::build_job(spec);
}

}  // namespace

TEST_CASE("a job file tells its program, arguments, author, comment and trigger") {
    auto task = parse_job(at_job());
    REQUIRE(task);
    REQUIRE(task->actions.size() == 1);
    CHECK(task->actions[0] == test::exec("C:\\WINDOWS\\rundll32.exe", "x.dll,y", "C:\\WINDOWS"));
    CHECK(task->author == "SYSTEM");
    CHECK(task->description == "Created by NetScheduleJobAdd.");
    CHECK(task->hidden);
    CHECK(task->enabled);
    REQUIRE(task->triggers.size() == 1);
    CHECK(task->triggers[0].kind == TriggerKind::calendar);
    CHECK(task->triggers[0].text == "daily; StartBoundary=2017-05-12T09:30");
    CHECK_FALSE(task->incomplete);
}

TEST_CASE("a job file cut anywhere is an error or says that it is incomplete") {
    auto whole = at_job();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CAPTURE(length);
        auto task = parse_job(Bytes(whole).first(length));
        if (task) {
            CHECK(task->incomplete);
            CHECK(task->actions[0].command == "C:\\WINDOWS\\rundll32.exe");
        }
    }
}

TEST_CASE("other formats and offsets into the header are refused") {
    auto job = at_job();
    job[2] = std::byte{9};
    CHECK_FALSE(parse_job(job));
    job = at_job();
    job[20] = std::byte{4};
    auto inside = parse_job(job);
    REQUIRE_FALSE(inside);
    CHECK(inside.error().code == Errc::corrupt);
    CHECK_FALSE(parse_job(std::vector<std::byte>(max_job + 1)));
}
