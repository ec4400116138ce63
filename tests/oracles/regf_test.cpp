// Keys, values, types and data as hivex sees them and as we do, on every hive in ../shared/data and on generated ones.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "formats/regf/hive.hpp"
#include "oracles/hivex_list.hpp"
#include "support/hive_builder.hpp"
#include "support/shared_data.hpp"
// Last: its CHECK replaces ours.
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::test;

namespace {

/// A file that goes away again.
class TemporaryFile {
public:
    explicit TemporaryFile(Bytes content) {
        std::string pattern = (std::filesystem::temp_directory_path() / "quell-oracle-XXXXXX").string();
        auto handle = mkstemp(pattern.data());
        REQUIRE(handle >= 0);
        std::fclose(fdopen(handle, "w"));
        path_ = pattern;
        std::ofstream(path_, std::ios::binary)
            .write(as_text(content).data(), static_cast<std::streamsize>(content.size()));
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { std::filesystem::remove(path_); }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

std::vector<Listed> list_ours(const regf::Hive& hive) {
    std::vector<Listed> out;
    regf::KeyWalk walk(hive.root());
    while (auto key = walk.next()) {
        if (!*key) continue;
        std::string path;
        if (walk.depth() > 0) {
            auto parent = walk.parent_path();
            path = (parent.empty() ? "" : "\\" + parent) + "\\" + (*key)->name().text();
            out.push_back({path, Listing::key, 0, {}});
        }
        auto values = (*key)->values();
        while (auto value = values.next()) {
            if (!*value) continue;
            auto data = (*value)->data();
            if (!data) continue;
            out.push_back({path + "\\\\" + (*value)->name().text(),
                           Listing::value,
                           (*value)->type(),
                           {data->bytes().begin(), data->bytes().end()}});
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return out;
}

enum class Hivex : std::uint8_t { reads, refuses };

/// Compares both sides and prints the numbers; what hivex refuses is said and not compared.
Hivex compare(const std::string& name, std::vector<std::byte> bytes) {
    TemporaryFile file(bytes);
    auto hive = regf::Hive::open(std::move(bytes));
    auto theirs = HivexFile::open(file.path());
    auto listed = theirs ? theirs->list() : Result<std::vector<Listed>>(fail(theirs.error()));
    if (!listed) {
        std::printf("%s: hivex refuses it (%s); ours: %s\n", name.c_str(), listed.error().what.c_str(),
                    hive ? (std::to_string(hive->key_count()) + " keys").c_str() : hive.error().what.c_str());
        return Hivex::refuses;
    }
    REQUIRE(hive);
    auto ours = list_ours(*hive);
    CAPTURE(name);
    REQUIRE(ours.size() == listed->size());
    std::size_t keys = 1;
    std::size_t values = 0;
    std::size_t data = 0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        const auto& a = ours[i];
        const auto& b = (*listed)[i];
        if (a.path != b.path || a.kind != b.kind || a.type != b.type || a.data != b.data) {
            FAIL_CHECK(name << ": " << a.path << " (" << a.type << ", " << a.data.size() << " bytes) differs from "
                            << b.path << " (" << b.type << ", " << b.data.size() << " bytes)");
            return Hivex::reads;
        }
        (a.kind == Listing::value ? values : keys) += 1;
        data += a.data.size();
    }
    std::printf("%s: %zu keys, %zu values, %zu bytes of data equal hivex's\n", name.c_str(), keys, values, data);
    return Hivex::reads;
}

}  // namespace

TEST_CASE("our reader and hivex see the same in real hives") {
    for (const auto* name : {"SYSTEM_2.xz", "SYSTEM.xz", "transactions_NTUSER.DAT.xz", "NTUSER.DAT.xz",
                             "NTUSER_modified.DAT.xz", "corrupted_system_hive.xz", "corrupt_sub_key_list.hiv",
                             "win9x_SYSTEM.DAT.xz", "minimal", "special", "rlenvalue_test_hive", "100_sub_keys.hiv"}) {
        if (auto bytes = shared_file(std::string("registry/") + name)) compare(name, std::move(*bytes));
    }
}

TEST_CASE("our reader and hivex see the same in generated hives") {
    HiveKey root("ROOT");
    for (int i = 0; i < 3000; ++i) {
        auto& key = root.key("Level" + std::to_string(i % 7) + "\\Key" + std::to_string(i));
        key.dword("Number", static_cast<std::uint32_t>(i))
            .sz("Text", std::string(static_cast<std::size_t>(i % 300), 'x'));
        key.binary("Data", std::vector<std::byte>(static_cast<std::size_t>(i * 7), static_cast<std::byte>(i)));
    }
    root.key(
            "\xC3\xBC"
            "ber")
        .sz("\xE2\x84\xA2", "\xE6\xB0\xB8")
        .sz("", "default");
    for (auto kind : {ListKind::lf, ListKind::lh, ListKind::li}) {
        HiveOptions options;
        options.lists = kind;
        options.leaf_limit = 100;
        CHECK(compare("generated", build_hive(root, options)) == Hivex::reads);
    }
}

TEST_CASE("a key that hivex refuses because of a lone surrogate is read") {
    HiveKey root("ROOT");
    root.add_raw("hidden\xED\xA0\x80").sz("Run", "C:\\evil.exe");
    auto bytes = build_hive(root);
    CHECK(compare("lone surrogate", bytes) == Hivex::refuses);
    auto hive = regf::Hive::open(bytes);
    REQUIRE(hive);
    CHECK(hive->key_count() == 2);
    CHECK(hive->value_count() == 1);
}
