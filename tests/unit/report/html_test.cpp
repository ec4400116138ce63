#include "report/html.hpp"

#include <functional>
#include <vector>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "report/damage.hpp"
#include "support/doctest.hpp"
#include "support/hostile_verdict.hpp"

using namespace quell;
using namespace quell::report;

namespace {

HtmlTexts texts_in(Language language) {
    HtmlTexts texts;
    texts.language = language;
    texts.english.reason = [](std::string_view id) { return "why " + std::string(id); };
    texts.chinese.reason = [](std::string_view id) { return "理由 " + std::string(id); };
    texts.english.spreads = [](std::string_view family) { return family == "wannacry"; };
    texts.written = *parse_time("2026-11-21T10:00:00Z");
    texts.version = "1.2.3";
    return texts;
}

std::string html(const detect::Verdict& verdict, Language language = Language::english) {
    return report_html(verdict, respond::propose(verdict), texts_in(language));
}

std::string_view between(std::string_view text, std::string_view open, std::string_view close) {
    auto begin = text.find(open);
    REQUIRE(begin != std::string_view::npos);
    begin += open.size();
    auto end = text.find(close, begin);
    REQUIRE(end != std::string_view::npos);
    return text.substr(begin, end - begin);
}

constexpr std::string_view data_tag = "<script type=\"application/json\" id=\"report-data\">";

Json document_in(std::string_view page) { return Json::parse(between(page, data_tag, "</script>")); }

std::size_t count_of(std::string_view text, std::string_view what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++count;
    return count;
}

// Every string of a document.
void each_string(const Json& json, const std::function<void(const std::string&)>& visit) {
    if (json.is_string()) visit(json.get_ref<const std::string&>());
    if (json.is_structured())
        for (const auto& [key, value] : json.items()) each_string(value, visit);
}

std::string base64_of_sha256(std::string_view text) {
    auto hasher = Hasher::create({.sha256 = true});
    REQUIRE(hasher);
    REQUIRE(hasher->update(std::as_bytes(std::span(text))));
    auto digests = hasher->finish();
    REQUIRE(digests);
    auto bytes = from_hex(digests->sha256);
    REQUIRE(bytes);
    bytes->push_back(std::byte{0});
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes->size(); i += 3) {
        auto group = std::to_integer<unsigned>((*bytes)[i]) << 16 | std::to_integer<unsigned>((*bytes)[i + 1]) << 8 |
                     std::to_integer<unsigned>((*bytes)[i + 2]);
        for (int shift : {18, 12, 6, 0}) out += alphabet[group >> shift & 63];
    }
    out.back() = '=';
    return out;
}

}  // namespace

TEST_CASE("no name of the target becomes markup, whatever field it stands in") {
    for (const auto& name : test::hostile_names()) {
        CAPTURE(escape_for_display(name).substr(0, 60));
        const auto page = html(test::verdict_named(name));
        const auto harmless = html(test::verdict_named("harmless"));
        // The tags of the page are those of a page about harmless names, and no others.
        for (const auto* tag :
             {"<script", "</script", "<style", "<img", "<svg/", "<iframe", "<a ", "<!--", "onerror=\""})
            CHECK(count_of(page, tag) == count_of(harmless, tag));
        const auto data = between(page, data_tag, "</script>");
        CHECK(data.find_first_of("<>&") == std::string_view::npos);
        const auto title = between(page, "<title>", "</title>");
        CHECK(title.find_first_of("<>\"'") == std::string_view::npos);
        const auto plainly = between(page, "<div class=\"plainly\">", "</div>");
        CHECK(plainly.find("<img") == std::string_view::npos);
    }
}

TEST_CASE("what the page shows of the target is what the target says, escaped for display") {
    const std::string name =
        "a</script><b>&\"'\\ \xE2\x80\xAE"
        "exe.txt\xED\xA0\x80\x01\xFF";
    const auto verdict = test::verdict_named(name);
    const auto document = document_in(html(verdict));
    const auto wanted = escape_for_display(name);
    CHECK(wanted.find("\\u{202e}") != std::string::npos);
    CHECK(document.at("host").at("name") == wanted);
    CHECK(document.at("host").at("locator") == wanted);
    const auto& family = document.at("families").at(0);
    CHECK(family.at("name") == wanted);
    CHECK(family.at("findings").at(0).at("subject") == wanted);
    CHECK(family.at("findings").at(0).at("evidence").at(0).at("value") == wanted);
    CHECK(document.at("timeline").at(0).at("sentence").at("values").at(0) == wanted);
    CHECK(document.at("damage").at("folders").at(0).at("folder") == wanted);
    CHECK(document.at("exposure").at(0).at("what").at("values").at(0) == wanted);
    CHECK(document.at("patches").at(0).at("because").at(0).at("values").at(0) == wanted);
    CHECK(document.at("gaps").at(0).at("where") == wanted);
    CHECK(document.at("gaps").at(0).at("why") == wanted);
    CHECK(document.at("variants").at(0).at("path") == wanted);
    CHECK(document.at("variants").at(0).at("company") == wanted);
    CHECK(document.at("packs").at(0).at("id") == wanted);
    bool planned = false;
    each_string(document.at("plan"), [&](const std::string& text) { planned = planned || text == wanted; });
    CHECK(planned);
}

TEST_CASE("nothing that is shown can reorder or break a line, and no name fills the page") {
    for (const auto& name : test::hostile_names()) {
        const auto document = document_in(html(test::verdict_named(name)));
        each_string(document, [&](const std::string& text) {
            CHECK(escape_for_display(text) == text);
            // Names joined in one line (users, system) are cut as one.
            CHECK(text.size() <= longest_shown + 64);
        });
    }
}

TEST_CASE("a name longer than the page shows is cut between characters and says how long it is") {
    std::string name;
    while (name.size() < 65'536) name += "中";
    const auto document = document_in(html(test::verdict_named(name)));
    const auto& subject =
        document.at("families").at(0).at("findings").at(0).at("subject").get_ref<const std::string&>();
    CHECK(subject.starts_with("中中"));
    CHECK(subject.ends_with("中 [... 65,538 B]"));
    CHECK(escape_for_display(subject) == subject);
}

TEST_CASE("the policy names exactly the style and the scripts that are in the page, and allows nothing else") {
    const auto page = html(test::verdict_named("PC"));
    const auto policy = between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    CHECK(policy.starts_with("default-src 'none'; "));
    CHECK(policy.find("unsafe") == std::string_view::npos);
    CHECK(policy.find("http") == std::string_view::npos);
    CHECK(policy.find("style-src 'sha256-" + base64_of_sha256(between(page, "<style>", "</style>")) + "'") !=
          std::string_view::npos);
    auto rest = std::string_view(page);
    std::size_t scripts = 0;
    while (rest.find("<script>") != std::string_view::npos) {
        const auto script = between(rest, "<script>", "</script>");
        CHECK(policy.find("'sha256-" + base64_of_sha256(script) + "'") != std::string_view::npos);
        rest.remove_prefix(rest.find("<script>") + script.size());
        ++scripts;
    }
    CHECK(scripts == 2);
}

TEST_CASE("both languages are in the page, and it opens in that of the run") {
    const auto verdict = test::verdict_named("PC");
    const auto english = html(verdict);
    const auto chinese = html(verdict, Language::chinese);
    CHECK(english.find("<html lang=\"en\">") != std::string::npos);
    CHECK(chinese.find("<html lang=\"zh-CN\">") != std::string::npos);
    for (const auto& page : {english, chinese}) {
        const auto document = document_in(page);
        CHECK(document.at("host").at("state").at("word").at("en") == "INFECTED");
        CHECK(document.at("host").at("state").at("word").at("zh") == "已感染");
        CHECK(document.at("families").at(0).at("findings").at(0).at("reason").at("zh") == "理由 wannacry.sign");
        CHECK(document.at("next").size() == 3);
    }
    CHECK(document_in(chinese).at("language") == "zh");
    // Without a script the short form speaks the language of the run.
    CHECK(between(chinese, "<div class=\"plainly\">", "</div>").find("已感染") != std::string_view::npos);
}

TEST_CASE("every label that the script asks for is in the catalogue") {
    const auto page = html(test::verdict_named("PC"));
    const auto labels = document_in(page).at("labels");
    std::size_t asked = 0;
    for (const std::string_view call : {"label('", "plain('", "row('"}) {
        for (auto at = page.find(call); at != std::string::npos; at = page.find(call, at + 1)) {
            const auto key = page.substr(at + call.size(), page.find('\'', at + call.size()) - at - call.size());
            if (key.ends_with('.')) continue;
            CAPTURE(key);
            CHECK(labels.contains(key));
            ++asked;
        }
    }
    CHECK(asked > 40);
}

TEST_CASE("a manager is told whether other machines can be reached") {
    auto reach = [](const detect::Verdict& verdict) {
        return html_document(verdict, {}, texts_in(Language::english)).at("reach").at("en").get<std::string>();
    };
    auto verdict = test::verdict_named("PC");
    verdict.families[0].stage = threats::Stage::active;
    CHECK(reach(verdict).starts_with("Yes"));
    verdict.families[0].id = "no-worm";
    CHECK(reach(verdict).starts_with("Not by itself"));
    verdict.families[0].stage = threats::Stage::encrypted_remotely;
    CHECK(reach(verdict).find("infected machine elsewhere") != std::string::npos);
    verdict.families[0].stage = threats::Stage::remnants;
    CHECK(reach(verdict).starts_with("Not from here any more"));
    verdict.families.clear();
    verdict.state = detect::HostState::clear;
    CHECK(reach(verdict).starts_with("No:"));
    verdict.state = detect::HostState::inconclusive;
    CHECK(reach(verdict).starts_with("Not known yet"));
}

TEST_CASE("what blocks clear comes first among what was not seen, and is counted") {
    auto verdict = test::verdict_named("PC");
    verdict.gaps.clear();
    verdict.gaps.push_back(
        {{GapKind::not_applicable, View::volatile_, "memory", {Errc::unsupported, ""}}, false, 0, ""});
    verdict.gaps.push_back({{GapKind::unseen, View::content, "harmless", {Errc::io, ""}}, false, 0, ""});
    verdict.gaps.push_back({{GapKind::unseen, View::registry, "SYSTEM", {Errc::corrupt, ""}}, true, 3, "x"});
    const auto document = html_document(verdict, {}, texts_in(Language::english));
    CHECK(document.at("blocking") == 1);
    CHECK(document.at("gaps").at(0).at("where") == "SYSTEM");
    CHECK(document.at("gaps").at(0).at("group") == "blocking");
    CHECK(document.at("gaps").at(1).at("group") == "other");
    CHECK(document.at("gaps").at(2).at("group") == "absent");
}

TEST_CASE("a page keeps to what a phone can show, and says what it left out") {
    auto verdict = test::verdict_named("PC");
    verdict.timeline.clear();
    for (int i = 0; i < 1000; ++i)
        verdict.timeline.push_back(
            {Time(Ticks(std::int64_t{i} * 10'000'000)), "file-created", std::to_string(i), "wannacry", "x"});
    const auto document = html_document(verdict, {}, texts_in(Language::english));
    const auto& events = document.at("timeline");
    CHECK(events.size() == 400);
    CHECK(document.at("timeline_left") == 600);
    CHECK(events.at(0).at("sentence").at("values").at(0) == "0");
    CHECK(events.at(200).at("sentence").at("values").at(0) == "800");
    CHECK(events.at(399).at("sentence").at("values").at(0) == "999");
}

TEST_CASE("a sentence that this build does not know is shown as its id with its values") {
    auto verdict = test::verdict_named("PC");
    verdict.exposure[0].what = {"of.another.version", {"one", "two"}};
    const auto document = html_document(verdict, {}, texts_in(Language::english));
    CHECK(document.at("exposure").at(0).at("what").at("zh") == "exposure.of.another.version {} {}");
    CHECK(document.at("exposure").at(0).at("what").at("values").at(1) == "two");
}

TEST_CASE("an empty verdict makes a page, too") {
    const auto document = document_in(html(detect::Verdict{}));
    CHECK(document.at("host").at("state").at("id") == "inconclusive");
    CHECK(document.at("host").at("no_windows").at("en") == "a volume without Windows");
    CHECK(document.at("families").empty());
}

TEST_CASE("damage is summed over families and ordered by folder") {
    auto verdict = test::verdict_named("PC");
    auto other = verdict.families[0];
    other.findings[1].folders = {{"D:\\share", "", 500, 5, *parse_time("2016-01-01"), std::nullopt}};
    other.encrypted_files = 500;
    other.encrypted_bytes = 5;
    verdict.families.push_back(other);
    const auto damage = damage_of(verdict);
    CHECK(damage.files == verdict.families[0].encrypted_files + 500);
    CHECK(damage.folders.front().folder == "D:\\share");
    CHECK(damage.first == *parse_time("2016-01-01"));
    CHECK(damage_of(verdict.families[1]).files == 500);
}
