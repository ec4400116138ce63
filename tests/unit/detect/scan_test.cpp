// Whole scans of worlds made in code. The stand-ins for WannaCry's files are inert and match no hash.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "detect/scan.hpp"
#include "support/fake_host.hpp"
#include "support/wannacry_stand_in.hpp"
#include "threats/load.hpp"

using namespace quell;
using namespace quell::detect;
using quell::test::FakeHost;
using threats::Stage;

namespace {

const std::vector<threats::Pack>& packs() {
    static const auto set = threats::load_packs(threats::embedded_packs(), {});
    return set.packs;
}

// Each says once that a disk has none.
std::size_t families_with_named_objects() {
    return static_cast<std::size_t>(std::count_if(packs().begin(), packs().end(), [](const threats::Pack& pack) {
        return std::any_of(pack.indicators.begin(), pack.indicators.end(), [](const threats::Indicator& indicator) {
            return std::holds_alternative<threats::NamedObjectRule>(indicator.rule);
        });
    }));
}

Verdict scan_with(const FakeHost& fake, unsigned threads = 2, Depth depth = Depth::usual) {
    Workers workers(threads);
    NoProgress progress;
    return scan(fake.host(), {packs(), {}}, depth, {workers, progress, {}});
}

FakeHost clean() {
    FakeHost fake;
    fake.windows("C:\\Windows").user("S-1-5-21-7-1001", "C:\\Users\\ada");
    fake.file("C:\\Windows\\explorer.exe", "MZ nothing else").created("2009-07-14T01:00");
    fake.file("C:\\Windows\\System32\\srv.sys", 456704);
    fake.file("C:\\Users\\ada\\Documents\\letter.docx", 40000);
    fake.service("Spooler", R"(C:\Windows\System32\spoolsv.exe)");
    return fake;
}

constexpr std::string_view working = R"(C:\ProgramData\abcdefgh123)";

void add_encrypted(FakeHost& fake, const std::string& folder, int count) {
    for (int i = 0; i < count; ++i) {
        auto data = test::wannacry::container_header(test::wannacry::Operation::encrypted, 1000, 1);
        data.resize(280 + 1008);
        fake.file(fmt::format("{}\\f{}.docx.WNCRY", folder, i), std::move(data))
            .created(fmt::format("2017-05-12T10:{:02}:00", i));
    }
}

FakeHost infected() {
    auto fake = clean();
    auto folder = std::string(working);
    fake.file("C:\\Windows\\mssecsvc.exe", test::wannacry::loader()).created("2017-05-12T09:00");
    fake.file("C:\\Windows\\tasksche.exe", test::wannacry::dropper()).created("2017-05-12T09:01");
    fake.file(folder + "\\tasksche.exe", test::wannacry::dropper()).created("2017-05-12T09:02");
    fake.file(folder + "\\t.wnry", std::string_view("WANACRY!\0\1\0\0 and so on", 22));
    fake.service("mssecsvc2.0", R"(C:\Windows\mssecsvc.exe -m security)").written("2017-05-12T09:00:30");
    fake.service("abcdefgh123", fmt::format("cmd.exe /c \"{}\\tasksche.exe\"", folder));
    fake.key("HKLM\\SOFTWARE\\WanaCrypt0r").sz("wd", folder);
    return fake;
}

const FamilyVerdict* wannacry(const Verdict& verdict) {
    for (const auto& family : verdict.families)
        if (family.id == "wannacry") return &family;
    return nullptr;
}

const threats::Finding* finding(const Verdict& verdict, std::string_view indicator) {
    if (const auto* family = wannacry(verdict))
        for (const auto& own : family->findings)
            if (own.indicator == indicator) return &own;
    return nullptr;
}

std::string digest(const Verdict& verdict) {
    std::string out(name_of(verdict.state));
    for (const auto& family : verdict.families)
        for (const auto& own : family.findings) {
            out += fmt::format("\n{} {} {}", own.indicator, own.subject, name_of(own.strength));
            for (const auto& [what, value] : own.evidence) out += " " + what + "=" + value;
        }
    for (const auto& gap : verdict.gaps) out += fmt::format("\ngap {} {}", gap.gap.where, gap.indicators);
    for (const auto& event : verdict.timeline) out += "\n" + to_iso8601(event.at) + event.what + event.subject;
    return out + fmt::format("\n{} {}", verdict.counts.bytes_hashed, verdict.counts.files_hashed);
}

}  // namespace

TEST_CASE("a clean machine is clear, without a finding, and says that it has no named objects to show") {
    auto verdict = scan_with(clean());
    CHECK(verdict.families.empty());
    CHECK_MESSAGE(verdict.state == HostState::clear, digest(verdict));
    REQUIRE(verdict.gaps.size() == families_with_named_objects());
    for (const auto& gap : verdict.gaps) {
        CHECK(gap.gap.view == View::volatile_);
        CHECK(gap.gap.kind == GapKind::not_applicable);
    }
    CHECK(verdict.counts.files == 3);
    CHECK(verdict.counts.services == 1);
    CHECK(verdict.system.has_value());
    CHECK(verdict.packs.at(0).sha256.size() == 64);
}

TEST_CASE("a dropped and registered worm is confirmed and active") {
    auto verdict = scan_with(infected());
    const auto* family = wannacry(verdict);
    REQUIRE(family != nullptr);
    CHECK(family->confidence == Confidence::confirmed);
    CHECK(family->stage == Stage::active);
    CHECK(verdict.state == HostState::infected);
    for (auto id : {"wannacry.file.loader.structure", "wannacry.file.dropper.structure",
                    "wannacry.file.component.container", "wannacry.service.loader", "wannacry.service.dropper",
                    "wannacry.registry.working_dir", "wannacry.file.loader.path", "wannacry.file.dropper.path"})
        CHECK_MESSAGE(finding(verdict, id) != nullptr, id);
    REQUIRE(!verdict.timeline.empty());
    CHECK(verdict.timeline.front().what == "file-created");
    CHECK(verdict.timeline.front().subject == "C:\\Windows\\mssecsvc.exe");
    CHECK(verdict.timeline.at(1).what == "service-written");
    CHECK(verdict.counts.files_hashed >= 4);
}

TEST_CASE("a worm whose services are disabled is dropped, not active") {
    auto fake = infected();
    for (auto name : {"mssecsvc2.0", "abcdefgh123"})
        fake.key("HKLM\\SYSTEM\\CurrentControlSet\\Services\\" + std::string(name)).values.clear();
    fake.service("mssecsvc2.0", R"(C:\Windows\mssecsvc.exe -m security)").values[1].data[0] = std::byte{4};
    auto verdict = scan_with(fake);
    REQUIRE(wannacry(verdict) != nullptr);
    CHECK(wannacry(verdict)->stage == Stage::dropped);
    REQUIRE(finding(verdict, "wannacry.service.loader") != nullptr);
    CHECK(finding(verdict, "wannacry.service.loader")->stage == Stage::remnants);
}

TEST_CASE("a service whose program is gone is a remnant") {
    auto fake = clean();
    fake.service("mssecsvc2.0", R"(C:\Windows\mssecsvc.exe -m security)");
    auto verdict = scan_with(fake);
    REQUIRE(wannacry(verdict) != nullptr);
    CHECK(wannacry(verdict)->stage == Stage::remnants);
    CHECK(wannacry(verdict)->confidence == Confidence::suspected);
    CHECK(verdict.state == HostState::inconclusive);
}

TEST_CASE("encrypted files are counted by folder and user, with first and last times") {
    auto fake = infected();
    add_encrypted(fake, "C:\\Users\\ada\\Documents", 5);
    add_encrypted(fake, "C:\\Data", 2);
    auto verdict = scan_with(fake);
    const auto* found = finding(verdict, "wannacry.encrypted.wncry");
    REQUIRE(found != nullptr);
    CHECK(found->strength == threats::Strength::decisive);
    REQUIRE(found->folders.size() == 2);
    CHECK(found->folders[0].folder == "C:\\Data");
    CHECK(found->folders[0].user.empty());
    CHECK(found->folders[1].files == 5);
    CHECK(found->folders[1].bytes == 5 * 1288);
    CHECK(found->folders[1].user == "S-1-5-21-7-1001");
    CHECK(to_iso8601(*found->folders[1].first) == "2017-05-12T10:00:00Z");
    CHECK(to_iso8601(*found->folders[1].last) == "2017-05-12T10:04:00Z");
    CHECK(wannacry(verdict)->encrypted_files == 7);
    CHECK(wannacry(verdict)->stage == Stage::encrypted);
}

TEST_CASE(
    "an encrypted file that kept the original's creation is dated by its last change, not before the family was") {
    auto fake = infected();
    auto head = test::wannacry::container_header(test::wannacry::Operation::head_moved, 1000, 1);
    head.resize(280 + 1008);
    fake.file("C:\\Data\\big.pst.WNCYR", head).created("2009-01-01T00:00:00Z").modified("2017-05-12T10:30:00Z");
    auto verdict = scan_with(fake);
    const auto* found = finding(verdict, "wannacry.encrypted.wncyr");
    REQUIRE(found != nullptr);
    CHECK(to_iso8601(*found->folders.front().first) == "2017-05-12T10:30:00Z");
}

TEST_CASE("a machine whose clock is years behind keeps its own times") {
    auto fake = infected();
    auto head = test::wannacry::container_header(test::wannacry::Operation::encrypted, 1000, 1);
    head.resize(280 + 1008);
    fake.file("C:\\Data\\a.txt.WNCRY", head).created("2008-01-01T00:00:00Z").modified("2008-01-01T00:00:00Z");
    auto verdict = scan_with(fake);
    CHECK(to_iso8601(*finding(verdict, "wannacry.encrypted.wncry")->folders.front().first) == "2008-01-01T00:00:00Z");
}

TEST_CASE("originals that still lie in Temp mean that the work is going on, the ransom wallpaper that it is done") {
    auto fake = infected();
    add_encrypted(fake, "C:\\Users\\ada\\Documents", 3);
    fake.file("C:\\Users\\ada\\AppData\\Local\\Temp\\17.WNCRYT", 500);
    CHECK(wannacry(scan_with(fake))->stage == Stage::encrypting);
    fake.key("HKU\\S-1-5-21-7-1001\\Control Panel\\Desktop")
        .sz("Wallpaper", R"(C:\Users\ada\Desktop\@WanaDecryptor@.bmp)");
    CHECK(wannacry(scan_with(fake))->stage == Stage::encrypted);
}

TEST_CASE("the file server that was only encrypted from elsewhere is exposed, stage encrypted-remotely") {
    auto fake = clean();
    add_encrypted(fake, "D:\\Share\\Offers", 20);
    fake.file("D:\\Share\\Offers\\@Please_Read_Me@.txt", "our own words");
    fake.file("D:\\Share\\Offers\\@WanaDecryptor@.exe", test::wannacry::decryptor());
    fake.file("D:\\Share\\Offers\\big.vhd.WNCYR",
              test::wannacry::container_header(test::wannacry::Operation::head_moved, 100, 3));
    fake.file("D:\\$RECYCLE\\3.WNCRYT", 12);
    auto verdict = scan_with(fake);
    REQUIRE(wannacry(verdict) != nullptr);
    CHECK(wannacry(verdict)->confidence == Confidence::confirmed);
    CHECK(wannacry(verdict)->stage == Stage::encrypted_remotely);
    CHECK_MESSAGE(verdict.state == HostState::exposed, digest(verdict));
    CHECK(wannacry(verdict)->encrypted_files == 21);
    CHECK(verdict.timeline.front().what == "encryption-began");
}

TEST_CASE("near misses leave a machine clear") {
    auto fake = clean();
    fake.file("C:\\Windows\\mssecsvc.exe", 0);                         // an old "vaccine"
    fake.file("C:\\Tools\\holiday.WCRY", "not encrypted by anybody");  // another program's extension
    fake.file("C:\\Tools\\same_size.bin", 3514368);                    // the size alone
    fake.file("C:\\Tools\\notes about WNCRY.txt", 10);
    fake.file("C:\\Program Files\\Tor Browser\\Tor\\tor.exe", 4000000);
    fake.file("C:\\Build\\00000000.res", 136);
    auto verdict = scan_with(fake);
    CHECK_MESSAGE(verdict.state != HostState::infected, digest(verdict));
    if (const auto* family = wannacry(verdict)) {
        for (const auto& own : family->findings) CHECK(own.strength == threats::Strength::trace);
        CHECK(family->confidence != Confidence::confirmed);
    }
}

TEST_CASE("a lone name is shown and judged nothing") {
    auto fake = clean();
    fake.file("C:\\Users\\ada\\tasksche.exe", "MZ something of his own");
    auto verdict = scan_with(fake);
    REQUIRE(wannacry(verdict) != nullptr);
    CHECK(wannacry(verdict)->confidence == Confidence::trace);
    CHECK(verdict.state == HostState::clear);
    CHECK(verdict.timeline.empty());
}

TEST_CASE("files called .WNCRY whose heads are wrong do not confirm anything") {
    auto fake = clean();
    fake.file("C:\\Users\\ada\\a.WNCRY", "plain words");
    auto verdict = scan_with(fake);
    REQUIRE(finding(verdict, "wannacry.encrypted.wncry") != nullptr);
    CHECK(finding(verdict, "wannacry.encrypted.wncry")->strength == threats::Strength::trace);
    CHECK(verdict.state == HostState::clear);
}

TEST_CASE("an unreadable registry is a gap, never a clear host") {
    for (auto where :
         {"HKLM\\SYSTEM", "C:\\Windows\\System32\\config\\SOFTWARE", "C:\\Users\\ada\\NTUSER.DAT", "something"}) {
        auto fake = clean();
        fake.registry_gap(where);
        auto verdict = scan_with(fake);
        CHECK_MESSAGE(verdict.state == HostState::inconclusive, where);
    }
    auto fake = clean();
    fake.unreadable_key("HKLM\\SYSTEM\\CurrentControlSet\\Services");
    CHECK(scan_with(fake).state == HostState::inconclusive);
}

TEST_CASE("a hive that no indicator reads does not keep a host from being clear") {
    auto fake = clean();
    fake.registry_gap("C:\\Users\\ada\\AppData\\Local\\Microsoft\\Windows\\UsrClass.dat");
    auto verdict = scan_with(fake);
    CHECK(verdict.state == HostState::clear);
    CHECK(verdict.gaps.size() == families_with_named_objects() + 1);
}

TEST_CASE("a folder that could not be listed, or a file of the right name that could not be read, is never clear") {
    auto fake = clean();
    fake.unreadable("C:\\Users\\ada\\Documents");
    auto verdict = scan_with(fake);
    CHECK(verdict.state == HostState::inconclusive);
    auto other = clean();
    other.file("C:\\Windows\\tasksche.exe", 3514368);
    other.unreadable("C:\\Windows\\tasksche.exe");
    verdict = scan_with(other);
    CHECK(verdict.state == HostState::inconclusive);
    CHECK(finding(verdict, "wannacry.file.dropper.path") != nullptr);
    CHECK(verdict.gaps.front().gap.view == View::content);
    CHECK(verdict.gaps.front().blocks_clear);
}

TEST_CASE("originals pending for deletion count only beside their encrypted copy") {
    auto fake = clean();
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Control\Session Manager)")
        .multi_sz("PendingFileRenameOperations",
                  {R"(\??\C:\Users\ada\Documents\f0.docx)", "", R"(\??\C:\old.tmp)", ""});
    CHECK(wannacry(scan_with(fake)) == nullptr);
    add_encrypted(fake, "C:\\Users\\ada\\Documents", 1);
    CHECK(finding(scan_with(fake), "wannacry.registry.pending_deletion") != nullptr);
}

TEST_CASE("the verdict does not depend on the number of threads") {
    auto fake = infected();
    add_encrypted(fake, "C:\\Users\\ada\\Documents", 30);
    for (int i = 0; i < 200; ++i) fake.file(fmt::format("C:\\Windows\\tool{}.exe", i), "MZ tool");
    fake.file("C:\\Windows\\broken.exe", 4000);
    fake.unreadable("C:\\Windows\\broken.exe");
    for (auto depth : {Depth::usual, Depth::deep}) {
        auto one = digest(scan_with(fake, 1, depth));
        CHECK(one == digest(scan_with(fake, 4, depth)));
    }
}

TEST_CASE("deep looks into every executable, the usual depth only where it is worth while") {
    auto fake = clean();
    auto moved = test::wannacry::dropper();
    moved.resize(moved.size() + 100);  // a tail from a damaged transfer: neither size nor name
    fake.file("C:\\Users\\ada\\Music\\song.mp3", std::move(moved));
    CHECK(wannacry(scan_with(fake)) == nullptr);
    auto verdict = scan_with(fake, 2, Depth::deep);
    CHECK(finding(verdict, "wannacry.file.dropper.structure") != nullptr);
}

TEST_CASE("a volume without Windows is judged by its files alone") {
    FakeHost fake;
    fake.file("C:\\photos\\a.jpg", 10);
    CHECK(scan_with(fake).state == HostState::clear);
    add_encrypted(fake, "C:\\photos", 2);
    CHECK(scan_with(fake).state == HostState::exposed);
}
