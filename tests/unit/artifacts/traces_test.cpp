#include "artifacts/traces.hpp"

#include "base/text.hpp"
#include "formats/recycle_bin/records.hpp"
#include "support/doctest.hpp"
#include "support/fake_host.hpp"

using namespace quell;
using namespace quell::artifacts;
using test::FakeHost;

namespace {

constexpr std::uint64_t attack = 131'390'510'430'000'000;  // 2017-05-12T08:24:03Z

void put(std::vector<std::byte>& out, std::uint64_t number, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<std::byte>(number >> (8 * i)));
}

std::vector<std::byte> index_file(std::uint64_t version, std::string_view path, std::uint64_t size) {
    std::vector<std::byte> out;
    put(out, version, 8);
    put(out, size, 8);
    put(out, attack, 8);
    auto wide = utf16_from_utf8(path);
    if (version == 2) put(out, wide.size() + 1, 4);
    for (auto c : wide) put(out, c, 2);
    put(out, 0, 2);
    if (version == 1) out.resize(24 + 520);
    return out;
}

std::vector<std::byte> info2(const std::vector<std::string>& paths) {
    std::vector<std::byte> out;
    put(out, 5, 4);
    put(out, 0, 8);
    put(out, 800, 4);
    put(out, 0, 4);
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto begin = out.size();
        for (char c : paths[i]) put(out, static_cast<unsigned char>(c), 1);
        out.resize(begin + 260);
        put(out, i + 1, 4);
        put(out, 2, 4);
        put(out, attack, 8);
        put(out, 4096, 4);
        for (char c : paths[i]) put(out, static_cast<unsigned char>(c), 2);
        out.resize(begin + 800);
    }
    return out;
}

const std::string bin = "C:\\$Recycle.Bin\\S-1-5-21-1-1001\\";

}  // namespace

TEST_CASE("Prefetch tells which programs ran, and about when") {
    FakeHost fake;
    fake.windows("C:\\Windows");
    fake.file("C:\\Windows\\Prefetch\\MSSECSVC.EXE-1A2B3C4D.pf", 10)
        .created("2017-05-12T08:24:13Z")
        .modified("2017-05-12T09:00:00Z");
    fake.file("C:\\Windows\\Prefetch\\MY-TOOL.EXE-00000001.PF", 10);
    fake.file("C:\\Windows\\Prefetch\\Layout.ini", 10);
    fake.file("C:\\Windows\\Prefetch\\-0000000G.pf", 10);
    fake.file("C:\\Windows\\Prefetch\\.pf", 10);
    auto survey = prefetch_traces(fake.host());
    CHECK(survey.gaps.empty());
    REQUIRE(survey.items.size() == 2);
    CHECK(survey.items[0].executable == "MSSECSVC.EXE");
    CHECK(survey.items[0].hash == 0x1A2B3C4D);
    REQUIRE(survey.items[0].last.has_value());
    CHECK(to_iso8601(*survey.items[0].last) == "2017-05-12T09:00:00Z");
    CHECK(survey.items[1].executable == "MY-TOOL.EXE");
}

TEST_CASE("no Prefetch folder is no gap, no Windows is not applicable") {
    FakeHost server;
    server.windows("C:\\Windows");
    CHECK(prefetch_traces(server.host()).gaps.empty());
    FakeHost data_volume;
    CHECK(prefetch_traces(data_volume.host()).gaps.at(0).kind == GapKind::not_applicable);
}

TEST_CASE("the recycle bin tells what was thrown away, when, by whom, and where it lies now") {
    FakeHost fake;
    fake.file(bin + "$IAB12CD.exe", index_file(2, "C:\\Users\\ada\\@WanaDecryptor@.exe", 245'760));
    fake.file(bin + "$RAB12CD.exe", 245'760);
    fake.file(bin + "$I000001.docx", index_file(1, "C:\\Users\\ada\\\xE8\xB4\xA6\xE5\x8D\x95.docx", 99));
    fake.file(bin + "$RORPHAN.txt", 5);
    fake.file(bin + "desktop.ini", 129);
    auto survey = recycled_files(fake.host());
    CHECK(survey.gaps.empty());
    REQUIRE(survey.items.size() == 3);
    const auto& old = survey.items[0];
    CHECK(old.original == WinPath("C:\\Users\\ada\\\xE8\xB4\xA6\xE5\x8D\x95.docx"));
    CHECK(old.content.empty());
    CHECK(old.size == 99);
    const auto& program = survey.items[1];
    CHECK(program.original == WinPath("C:\\Users\\ada\\@WanaDecryptor@.exe"));
    CHECK(program.size == 245'760);
    CHECK(program.user == "S-1-5-21-1-1001");
    CHECK(program.content == WinPath(bin + "$RAB12CD.exe"));
    REQUIRE(program.deleted.has_value());
    CHECK(to_iso8601(*program.deleted) == "2017-05-12T08:24:03Z");
    CHECK(survey.items[2].orphan);
    CHECK(survey.items[2].content == WinPath(bin + "$RORPHAN.txt"));
    CHECK(survey.items[2].original.empty());
}

TEST_CASE("XP's recycle bin is one list a user") {
    FakeHost fake;
    auto list = info2({"C:\\Documents\\a.txt", "C:\\Documents\\b.txt"});
    list[20 + 800] = std::byte{0};  // the second was restored
    list.resize(list.size() + 100);
    fake.file("C:\\RECYCLER\\S-1-5-21-9\\INFO2", list);
    fake.file("C:\\RECYCLER\\S-1-5-21-9\\Dc1.txt", 4096);
    fake.file("C:\\RECYCLER\\S-1-5-21-9\\Dc2.txt", 4096);
    auto survey = recycled_files(fake.host());
    CHECK(survey.gaps.empty());
    REQUIRE(survey.items.size() == 2);
    CHECK(survey.items[0].original == WinPath("C:\\Documents\\a.txt"));
    CHECK(survey.items[0].content == WinPath("C:\\RECYCLER\\S-1-5-21-9\\Dc1.txt"));
    CHECK(survey.items[0].size == 4096);
    CHECK(survey.items[1].content.empty());
}

TEST_CASE("a record that is cut, of another version or not readable is a gap, and the others are still told") {
    FakeHost fake;
    auto cut = index_file(2, "C:\\Users\\ada\\file.txt", 1);
    cut.resize(cut.size() - 10);
    fake.file(bin + "$I1.txt", cut);
    fake.file(bin + "$I2.txt", index_file(9, "C:\\a", 1));
    fake.file(bin + "$I3.txt", std::vector<std::byte>{});
    fake.file(bin + "$I4.txt", index_file(2, "C:\\fine.txt", 1));
    fake.file(bin + "$I5.txt", index_file(2, "C:\\bad sector.txt", 1));
    fake.unreadable(bin + "$I5.txt");
    fake.file(bin + "$I6.txt", index_file(2, "", 1));
    auto huge = index_file(2, "C:\\huge.txt", 1);
    huge[27] = std::byte{0xFF};
    fake.file(bin + "$I7.txt", huge);
    fake.file("C:\\RECYCLER\\S-1-5-21-9\\INFO2", "not a list of deleted files");
    auto survey = recycled_files(fake.host());
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items[0].original == WinPath("C:\\fine.txt"));
    CHECK(survey.gaps.size() == 7);
    for (const auto& gap : survey.gaps) CHECK(gap.kind == GapKind::unseen);
}

TEST_CASE("a path in the recycle bin may be longer than Windows' old limit") {
    std::string path = "C:\\";
    while (path.size() < 30'000) path += "folder\\";
    auto record = recycle_bin::parse_index_file(index_file(2, path, 1));
    REQUIRE(record);
    CHECK(record->path == path);
}
