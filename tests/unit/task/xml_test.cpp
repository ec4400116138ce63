#include <string>

#include "base/text.hpp"
#include "support/task_builder.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::task;

namespace {

Result<Task> parse(std::string_view xml) { return parse_xml(as_bytes(xml)); }

std::string around(std::string_view actions) {
    return "<Task><Actions Context=\"A\">" + std::string(actions) + "</Actions></Task>";
}

}  // namespace

TEST_CASE("a task tells what it runs, when, as whom and who made it") {
    test::TaskSpec spec;
    spec.uri = "\\Microsoft\\Updater";
    spec.description = "Keeps <things> & others";
    spec.highest = true;
    spec.hidden = true;
    spec.enabled = false;
    spec.actions = {test::exec("C:\\Windows\\a b.exe", "-x \"1\"", "C:\\Windows"),
                    test::com_handler("{A6BA00FE-40E8-477C-B713-C64A14F18ADB}", "data")};
    spec.triggers = {
        "<BootTrigger/>",
        "<TimeTrigger><Repetition><Interval>PT1H</Interval></Repetition><StartBoundary>2017-05-12T08:00:00"
        "</StartBoundary><Enabled>false</Enabled></TimeTrigger>",
        "<CalendarTrigger><ScheduleByWeek><DaysOfWeek><Monday /></DaysOfWeek></ScheduleByWeek></CalendarTrigger>",
        "<WnfStateChangeTrigger/>"};
    for (auto form : {test::TextForm::utf16, test::TextForm::utf16_without_mark, test::TextForm::utf16_big_endian,
                      test::TextForm::utf8, test::TextForm::utf8_with_mark}) {
        CAPTURE(static_cast<int>(form));
        auto task = parse_xml(test::build_task_xml(spec, form));
        REQUIRE(task);
        CHECK(task->uri == "\\Microsoft\\Updater");
        CHECK(task->author == "TEST\\ada");
        CHECK(task->description == "Keeps <things> & others");
        CHECK(task->registered == "2017-05-12T08:00:00");
        CHECK(task->user == "S-1-5-18");
        CHECK(task->highest);
        CHECK(task->hidden);
        CHECK_FALSE(task->enabled);
        CHECK(task->actions == spec.actions);
        CHECK_FALSE(task->incomplete);
        REQUIRE(task->triggers.size() == 4);
        CHECK(task->triggers[0].kind == TriggerKind::boot);
        CHECK(task->triggers[0].enabled);
        CHECK(task->triggers[1].kind == TriggerKind::time);
        CHECK_FALSE(task->triggers[1].enabled);
        CHECK(task->triggers[1].text == "Repetition.Interval=PT1H; StartBoundary=2017-05-12T08:00:00");
        CHECK(task->triggers[2].text == "ScheduleByWeek.DaysOfWeek.Monday");
        CHECK(task->triggers[3].kind == TriggerKind::other);
    }
}

TEST_CASE("a command that comments, CDATA, prefixes or references take apart is read whole") {
    auto split_up =
        parse(around("<Exec><Command>cmd<!-- x -->.exe</Command></Exec>"
                     "<Exec><Command><![CDATA[C:\\a&b.exe]]></Command></Exec>"
                     "<Exec><Command>&#x63;md.exe</Command></Exec>"));
    REQUIRE(split_up);
    REQUIRE(split_up->actions.size() == 3);
    CHECK(split_up->actions[0].command == "cmd.exe");
    CHECK(split_up->actions[1].command == "C:\\a&b.exe");
    CHECK(split_up->actions[2].command == "cmd.exe");
    auto prefixed = parse(
        "<t:Task xmlns:t=\"u\"><t:Actions><t:Exec><t:Command>a.exe</t:Command></t:Exec></t:Actions>"
        "</t:Task>");
    REQUIRE(prefixed);
    REQUIRE(prefixed->actions.size() == 1);
    CHECK(prefixed->actions[0].command == "a.exe");
}

TEST_CASE("the principal is the one that the actions name") {
    auto task = parse(
        "<Task><Principals><Principal id=\"P\"><UserId>eve</UserId></Principal><Principal id=\"A\">"
        "<UserId>ada</UserId></Principal></Principals><Actions Context=\"A\"/></Task>");
    REQUIRE(task);
    CHECK(task->user == "ada");
    CHECK(task->actions.empty());
}

TEST_CASE("a name with an unpaired surrogate survives") {
    test::TaskSpec spec;
    spec.actions = {test::exec("C:\\\xED\xA0\x80.exe")};
    auto task = parse_xml(test::build_task_xml(spec));
    REQUIRE(task);
    CHECK(task->actions.front().command == "C:\\\xED\xA0\x80.exe");
}

TEST_CASE("an odd last byte of UTF-16 is not lost work") {
    test::TaskSpec spec;
    spec.actions = {test::exec("a.exe")};
    auto data = test::build_task_xml(spec);
    data.push_back(std::byte{'x'});
    auto task = parse_xml(data);
    REQUIRE(task);
    CHECK(task->actions.front().command == "a.exe");
    CHECK_FALSE(parse_xml(Bytes(data).first(3)));
}

TEST_CASE("what is no task says what was expected") {
    for (std::string_view text : {"", "MZ\x90", "<Task><Actions>", "<Task></Tsk>", "plain text", "\xFF\xFE"}) {
        CAPTURE(text);
        auto task = parse(text);
        REQUIRE_FALSE(task);
        CHECK(task.error().code == Errc::corrupt);
    }
    auto other = parse("<html><body/></html>");
    REQUIRE_FALSE(other);
    CHECK(other.error().what == "XML whose root is <html>; <Task> was expected");
}

TEST_CASE("a document type is refused, its entities never expanded") {
    auto task = parse("<!DOCTYPE Task [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>" +
                      around("<Exec><Command>&b;</Command></Exec>"));
    REQUIRE_FALSE(task);
    CHECK(task.error().what.find("DOCTYPE") != std::string::npos);
    auto undeclared = parse(around("<Exec><Command>&b;</Command></Exec>"));
    REQUIRE(undeclared);
    CHECK(undeclared->actions.front().command == "&b;");
}

TEST_CASE("a hundred thousand nested elements end in an error, not in the stack") {
    std::string open = "<Task>";
    for (int i = 0; i < 100'000; ++i) open += "<a>";
    auto text = open;
    for (int i = 0; i < 100'000; ++i) text += "</a>";
    auto nested = parse(text + "</Task>");
    REQUIRE_FALSE(nested);
    CHECK(nested.error().code == Errc::limit);
    CHECK_FALSE(parse(open));
    CHECK_FALSE(parse(around("<Exec><Command>" + std::string(100'000, '<') + "</Command></Exec>")));
}

TEST_CASE("more actions or triggers than Windows allows are said, not dropped silently") {
    std::string many;
    for (std::size_t i = 0; i <= max_actions; ++i) many += "<Exec><Command>a.exe</Command></Exec>";
    auto task = parse(around(many));
    REQUIRE(task);
    CHECK(task->actions.size() == max_actions);
    CHECK(task->incomplete);
    CHECK_FALSE(parse(std::string(max_xml + 1, ' ')));
}
