// Executables that came with a family are listed beside its findings.
#include "detect/variants.hpp"

#include <algorithm>

#include "support/fake_host.hpp"
#include "support/pe_builder.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::detect;
using quell::test::FakeHost;

namespace {

FamilyVerdict family(Confidence confidence, std::string_view first_seen) {
    FamilyVerdict verdict;
    verdict.id = "fam";
    verdict.confidence = confidence;
    verdict.first_seen = *parse_time(first_seen);
    return verdict;
}

std::vector<std::string> listed(const FakeHost& fake, const std::vector<FamilyVerdict>& families) {
    auto host = fake.host();
    Workers workers(1);
    NoProgress progress;
    std::vector<std::string> paths;
    for (const auto& variant : find_variants(host, families, {workers, progress, {}})) paths.push_back(variant.path);
    return paths;
}

FakeHost machine() {
    FakeHost fake;
    fake.windows("C:\\Windows");
    auto program = test::build_pe({});
    fake.file("C:\\Windows\\later.exe", program).created("2017-05-12T09:00:00Z");
    fake.file("C:\\Windows\\System32\\first.dll", program).created("2017-05-12T08:00:00Z");
    fake.file("C:\\Windows\\old.exe", program).created("2010-01-01T00:00:00Z");
    fake.file("C:\\Windows\\text.exe", "no executable at all").created("2017-05-12T09:00:00Z");
    fake.file("C:\\Windows\\winsxs\\store.dll", program).created("2017-05-12T09:00:00Z");
    fake.file("C:\\Users\\ada\\own.exe", program).created("2017-05-12T09:00:00Z");
    return fake;
}

}  // namespace

TEST_CASE("what came into the Windows folder since a family's first trace is listed, the earliest first") {
    CHECK(listed(machine(), {family(Confidence::confirmed, "2017-05-12T08:00:00Z")}) ==
          std::vector<std::string>{"C:\\Windows\\System32\\first.dll", "C:\\Windows\\later.exe"});
}

TEST_CASE("what a finding names already is not listed again") {
    auto known = family(Confidence::suspected, "2017-05-12T08:00:00Z");
    known.findings.emplace_back().subject = "c:\\windows\\LATER.exe";
    CHECK(listed(machine(), {known}) == std::vector<std::string>{"C:\\Windows\\System32\\first.dll"});
}

TEST_CASE("a lone trace lists nothing") {
    CHECK(listed(machine(), {family(Confidence::trace, "2017-05-12T08:00:00Z")}).empty());
    CHECK(listed(machine(), {}).empty());
}

TEST_CASE("a program that cannot be read is listed without a company") {
    auto fake = machine();
    fake.unreadable("C:\\Windows\\later.exe");
    CHECK(listed(fake, {family(Confidence::confirmed, "2017-05-12T08:30:00Z")}) ==
          std::vector<std::string>{"C:\\Windows\\later.exe"});
}
