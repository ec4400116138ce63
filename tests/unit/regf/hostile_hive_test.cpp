#include <random>

#include "formats/regf/hive.hpp"
#include "support/hive_builder.hpp"
// Last: its CHECK replaces ours.
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::test;

namespace {

constexpr std::size_t bins = 4096;

void store32(std::vector<std::byte>& out, std::size_t at, std::uint32_t number) {
    for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<std::byte>(number >> (8 * i));
}

/// File offset of the content of the nk cell of a key with this Latin-1 name.
std::size_t key_at(const std::vector<std::byte>& hive, std::string_view name) {
    auto text = as_text(Bytes(hive));
    for (auto at = text.find("nk"); at != std::string_view::npos; at = text.find("nk", at + 1))
        if (text.substr(at + 76, name.size()) == name && load_le<std::uint16_t>(hive, at + 72) == name.size())
            return at;
    FAIL("no such key");
    return 0;
}
std::uint32_t cell_of(std::size_t content) { return static_cast<std::uint32_t>(content - 4 - bins); }

/// Visits everything; the number of keys, errors not counted.
std::size_t visit_all(const regf::Hive& hive) {
    std::size_t keys = 0;
    regf::KeyWalk walk(hive.root());
    while (auto key = walk.next()) {
        if (!*key) continue;
        ++keys;
        static_cast<void>((*key)->class_name());
        auto values = (*key)->values();
        while (auto value = values.next())
            if (*value) static_cast<void>((*value)->data());
    }
    return keys;
}

std::string refused(std::string_view bytes) {
    auto data = as_bytes(bytes);
    auto hive = regf::Hive::open({data.begin(), data.end()});
    return hive ? "opened" : hive.error().what;
}

std::vector<std::byte> small_hive() {
    HiveKey root("ROOT");
    root.key("parent\\child\\grandchild").sz("text", "hello");
    root.key("other").binary("big", std::vector<std::byte>(40000, std::byte{7}));
    for (int i = 0; i < 20; ++i) root.key("many\\k" + std::to_string(i)).dword("n", 1);
    return build_hive(root);
}

}  // namespace

TEST_CASE("what is no hive is named as what it is") {
    CHECK(refused("") == "the file is empty, not a registry hive");
    CHECK(refused("13 characters") == "13 bytes of text, not a registry hive");
    CHECK(refused(std::string(5000, '\0')) == "5000 bytes that begin with zeros, not a registry hive");
    CHECK(refused(std::string("CREG") + std::string(5000, '\1')) == "Windows 9x registry (CREG), not a regf hive");
    CHECK(refused(std::string(9000, 'x')) == "9000 bytes of text, not a registry hive");
    CHECK(refused(std::string(9000, '\xEE')) ==
          "not a registry hive: 9000 bytes that begin with eeeeeeee, expected \"regf\"");
    CHECK(refused("regf") == "4 bytes of text, not a registry hive");
    CHECK(refused(std::string("regf\1\0", 6)) == "registry hive of 6 bytes, shorter than its first sector");
}

TEST_CASE("a version that nobody knows and a log in the place of a hive are refused") {
    HiveOptions options;
    options.minor_version = 9;
    auto hive = regf::Hive::open(build_hive(HiveKey("ROOT"), options));
    REQUIRE(!hive);
    CHECK(hive.error().code == Errc::unsupported);
    auto log = small_hive();
    log[28] = std::byte{6};
    seal_base_block(log);
    auto opened = regf::Hive::open(log);
    REQUIRE(!opened);
    CHECK(opened.error().what == "a transaction log, not a registry hive");
}

TEST_CASE("a subkey list that leads back to an ancestor ends, and the rest is read") {
    auto bytes = small_hive();
    auto parent = key_at(bytes, "parent");
    auto grandchild = key_at(bytes, "grandchild");
    // The grandchild gets its grandparent's list of subkeys.
    store32(bytes, grandchild + 20, 1);
    store32(bytes, grandchild + 28, load_le<std::uint32_t>(bytes, parent + 28));
    auto hive = regf::Hive::open(bytes);
    REQUIRE(hive);
    CHECK(hive->key_count() == 26);
    CHECK(visit_all(*hive) == 26);
    REQUIRE(hive->notes().size() == 1);
    CHECK(hive->notes()[0].why.what == "parent\\child\\grandchild: a subkey was met before");
    auto key = hive->root().descend("parent\\child\\grandchild");
    REQUIRE(key);
    CHECK(key->subkey("child").error().code == Errc::corrupt);
}

TEST_CASE("keys that share their lists cannot make a walk long") {
    // 40 levels, each listing the next level twice: 2^40 paths.
    HiveKey root("ROOT");
    std::string path;
    for (int i = 10; i < 50; ++i) {
        path += (path.empty() ? "a" : "\\a") + std::to_string(i);
        root.key(path);
        root.key(path.substr(0, path.rfind('a')) + "b" + std::to_string(i));
    }
    auto bytes = build_hive(root);
    for (int i = 10; i < 49; ++i) {
        auto a = key_at(bytes, "a" + std::to_string(i));
        auto b = key_at(bytes, "b" + std::to_string(i));
        store32(bytes, b + 20, 2);
        store32(bytes, b + 28, load_le<std::uint32_t>(bytes, a + 28));
    }
    auto hive = regf::Hive::open(bytes);
    REQUIRE(hive);
    CHECK(hive->key_count() == 81);
    CHECK(visit_all(*hive) == 81);
}

TEST_CASE("a tree deeper than 512 levels is cut there") {
    HiveKey root("ROOT");
    auto* at = &root;
    for (int i = 0; i < 600; ++i) at = &at->add_raw("k");
    auto hive = regf::Hive::open(build_hive(root));
    REQUIRE(hive);
    CHECK(hive->key_count() == 513);
    CHECK(visit_all(*hive) == 513);
    REQUIRE(hive->notes().size() == 1);
    CHECK(hive->notes()[0].why.what.find("deeper than 512 levels") != std::string::npos);
}

TEST_CASE("a damaged subkey is an error in its place, its neighbours are read") {
    auto bytes = small_hive();
    bytes[key_at(bytes, "k7")] = std::byte{'x'};
    auto hive = regf::Hive::open(bytes);
    REQUIRE(hive);
    CHECK(hive->key_count() == 25);
    CHECK(hive->notes().size() == 1);
    auto many = hive->root().subkey("many");
    REQUIRE(many);
    CHECK(many->subkey("k8"));
    CHECK(many->subkey("k7").error().code == Errc::corrupt);
}

TEST_CASE("absurd counts and sizes are errors, not allocations") {
    auto bytes = small_hive();
    auto grandchild = key_at(bytes, "grandchild");
    store32(bytes, grandchild + 36, 0xFFFFFFFF);              // number of values
    store32(bytes, key_at(bytes, "child") + 20, 0xFFFFFFFF);  // number of subkeys
    auto text = as_text(Bytes(bytes));
    auto big = text.find("big");
    store32(bytes, big - 20 + 4, 0x7FFFFFFF);  // size of the value
    auto hive = regf::Hive::open(bytes);
    REQUIRE(hive);
    CHECK(hive->notes().size() == 3);
    CHECK(visit_all(*hive) == 26);
    CHECK(hive->root().descend("other")->value("big")->data().error().code == Errc::corrupt);
    CHECK(hive->root().descend("parent\\child\\grandchild")->value("text"));
}

TEST_CASE("a list that a hive of its size cannot hold is refused") {
    // One ri list whose 2,000 entries all lead to the same leaf of 1,000 keys.
    HiveKey root("ROOT");
    for (int i = 0; i < 2000; ++i) root.add_raw("k" + std::to_string(i));
    HiveOptions options;
    options.leaf_limit = 1;
    auto bytes = build_hive(root, options);
    auto list = bins + 4 + load_le<std::uint32_t>(bytes, key_at(bytes, "ROOT") + 28);
    auto other = bins + 4 + load_le<std::uint32_t>(bytes, list + 4);
    // The first leaf claims to reach far into what follows it.
    bytes[other + 2] = std::byte{0xFF};
    bytes[other + 3] = std::byte{0xFF};
    store32(bytes, other - 4, 0U - static_cast<std::uint32_t>(bytes.size() - other + 4));
    for (std::size_t i = 0; i < 2000; ++i)
        store32(bytes, list + 4 + i * 4, static_cast<std::uint32_t>(other - bins - 4));
    auto hive = regf::Hive::open(bytes);
    REQUIRE(!hive);
    CHECK(hive.error().what == "more keys and values than a hive of its size can hold");
}

TEST_CASE("a hive cut anywhere is read as far as it goes, and says so") {
    auto whole = small_hive();
    std::size_t opened = 0;
    for (std::size_t size = 0; size < whole.size(); size += 509) {
        auto cut = whole;
        cut.resize(size);
        auto hive = regf::Hive::open(cut);
        if (!hive) continue;
        ++opened;
        CHECK(!hive->notes().empty());
        CHECK(visit_all(*hive) <= 26);
    }
    CHECK(opened > 20);
}

TEST_CASE("random damage never does more than make errors") {
    auto whole = small_hive();
    std::mt19937 random(7);
    for (int round = 0; round < 3000; ++round) {
        auto bytes = whole;
        for (int i = 0; i < 12; ++i) bytes[4096 + random() % 8000] = static_cast<std::byte>(random());
        auto hive = regf::Hive::open(bytes);
        if (hive) CHECK(visit_all(*hive) <= bytes.size() / 4);
    }
}

TEST_CASE("a root offset that leads nowhere is replaced by the first cell, and told") {
    auto bytes = small_hive();
    store32(bytes, 36, 0x123456);
    seal_base_block(bytes);
    auto hive = regf::Hive::open(bytes);
    REQUIRE(hive);
    CHECK(hive->key_count() == 26);
    CHECK(hive->notes().size() == 1);
    CHECK(cell_of(key_at(bytes, "ROOT")) == 32);
}
