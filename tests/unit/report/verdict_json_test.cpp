#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/json.hpp"
#include "support/doctest.hpp"

using namespace quell;
using nlohmann::json;

namespace {

detect::Verdict verdict_with_hostile_names() {
    detect::Verdict verdict;
    verdict.state = detect::HostState::infected;
    verdict.locator = "a\xFF.img";
    detect::FamilyVerdict family;
    family.id = "wannacry";
    family.name = "WannaCry 2.0";
    family.confidence = detect::Confidence::confirmed;
    threats::Finding finding;
    finding.indicator = "wannacry.encrypted";
    finding.kind = threats::EvidenceKind::encrypted_files;
    finding.subject = "C:\\Users\\\xED\xA0\x80\n\"";
    finding.evidence = {{"size", "12"}};
    finding.created = *parse_time("2017-05-12T08:24:03.0000001Z");
    finding.folders = {{"C:\\Users\\li", "S-1-5-21-1", 3, 99, finding.created, std::nullopt}};
    family.findings.push_back(finding);
    verdict.families.push_back(family);
    verdict.gaps.push_back({{GapKind::unseen, View::content, "C:\\x", {Errc::io, "no"}}, true, 2, "wannacry.hash"});
    verdict.counts.files = 7;
    verdict.packs.push_back({"wannacry", "1", "00ff"});
    return verdict;
}

}  // namespace

TEST_CASE("verdict.json has the fields of the contract, and parses whatever the target is called") {
    auto parsed = json::parse(report::verdict_json(verdict_with_hostile_names()));
    CHECK(parsed.at("schema") == 1);
    CHECK(parsed.at("host").at("state") == "infected");
    CHECK(parsed.at("host").at("windows").is_null());
    CHECK(parsed.at("patches").empty());
    CHECK(parsed.at("exposure").empty());
    const auto& family = parsed.at("families").at(0);
    CHECK(family.at("id") == "wannacry");
    CHECK(family.at("confidence") == "confirmed");
    const auto& finding = family.at("findings").at(0);
    CHECK(finding.at("subject") == "C:\\Users\\\\u{d800}\n\"");
    CHECK(finding.at("created") == "2017-05-12T08:24:03.0000001Z");
    CHECK(finding.at("folders").at(0).at("files") == 3);
    CHECK(finding.at("folders").at(0).at("last").is_null());
    CHECK(parsed.at("gaps").at(0).at("blocks_clear") == true);
    CHECK(parsed.at("counts").at("files") == 7);
    CHECK(parsed.at("packs").at(0).at("sha256") == "00ff");
}

TEST_CASE("every line of scan.ndjson is an ECS event; the last tells how many there must be") {
    auto at = *from_filetime(131'400'000'000'000'000);
    auto text = report::scan_ndjson(verdict_with_hostile_names(), at);
    REQUIRE(text.ends_with('\n'));
    auto lines = split(std::string_view(text).substr(0, text.size() - 1), '\n');
    REQUIRE(lines.size() == 4);
    for (auto line : lines) {
        auto event = json::parse(line);
        CHECK(event.at("ecs").at("version").get<std::string>().starts_with("8."));
        CHECK(event.contains("@timestamp"));
        CHECK(event.at("event").at("module") == "quell");
    }
    CHECK(json::parse(lines[0]).at("event").at("action") == "scan");
    auto finding = json::parse(lines[1]);
    CHECK(finding.at("@timestamp") == "2017-05-12T08:24:03.0000001Z");
    CHECK(finding.at("rule").at("id") == "wannacry.encrypted");
    CHECK(finding.contains("file"));
    auto last = json::parse(lines[3]);
    CHECK(last.at("event").at("action") == "counts");
    CHECK(last.at("quell").at("findings") == 1);
    CHECK(last.at("quell").at("gaps") == 1);
}
