// Visits every key and value of a hive with our reader and with hivex, in turns, and prints both rates and their ratio.
// `bench_regf_visit [HIVE]`; without a file a hive of 60,000 keys is generated. The goal is 1.5.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "formats/regf/hive.hpp"
#include "oracles/hivex_list.hpp"
#include "support/hive_builder.hpp"

using namespace quell;
using namespace quell::test;

namespace {

std::vector<std::byte> generated() {
    HiveKey root("ROOT");
    for (int i = 0; i < 60000; ++i) {
        auto& folder = root.key("Folder" + std::to_string(i / 300));
        auto& key = folder.add_raw("Key" + std::to_string(i));
        key.dword("Number", static_cast<std::uint32_t>(i)).sz("Text", "C:\\Windows\\System32\\drivers\\example.sys");
    }
    return build_hive(root);
}

Visited visit(const regf::Hive& hive) {
    Visited out;
    regf::KeyWalk walk(hive.root());
    while (auto key = walk.next()) {
        if (!*key) continue;
        ++out.keys;
        auto name = (*key)->name();
        if (name.length() > 0) out.bytes += name.unit(0);
        auto values = (*key)->values();
        while (auto value = values.next()) {
            if (!*value) continue;
            ++out.values;
            auto value_name = (*value)->name();
            if (value_name.length() > 0) out.bytes += value_name.unit(0);
            auto data = (*value)->data();
            if (data && !data->bytes().empty())
                out.bytes += std::to_integer<unsigned>(data->bytes().back()) + data->bytes().size();
        }
    }
    return out;
}

/// Seconds that `work` takes, at its best of a few runs so far.
template <typename Work>
void keep_best(double& best, Work work) {
    auto start = std::chrono::steady_clock::now();
    work();
    auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (best == 0 || seconds < best) best = seconds;
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::byte> bytes;
    if (argc > 1) {
        std::ifstream in(argv[1], std::ios::binary);
        std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        bytes.assign(as_bytes(text).begin(), as_bytes(text).end());
    } else {
        bytes = generated();
    }
    auto path = (std::filesystem::temp_directory_path() / "quell-bench.hive").string();
    std::ofstream(path, std::ios::binary).write(as_text(bytes).data(), static_cast<std::streamsize>(bytes.size()));
    auto ours = regf::Hive::open(bytes);
    auto theirs = HivexFile::open(path);
    if (!ours || !theirs) {
        std::fprintf(stderr, "%s\n", (!ours ? ours.error() : theirs.error()).what.c_str());
        return 2;
    }
    double own_visit = 0;
    double hivex_visit = 0;
    double own_open = 0;
    double hivex_open = 0;
    Visited a;
    Visited b;
    for (int round = 0; round < 7; ++round) {
        keep_best(own_visit, [&] { a = visit(*ours); });
        keep_best(hivex_visit, [&] { b = theirs->visit(); });
        keep_best(own_open, [&] { static_cast<void>(regf::Hive::open(bytes)); });
        keep_best(hivex_open, [&] { static_cast<void>(HivexFile::open(path)); });
    }
    std::filesystem::remove(path);
    auto rate = [](const Visited& visited, double seconds) {
        return static_cast<double>(visited.keys + visited.values) / seconds / 1e6;
    };
    std::printf("regf visit: %llu keys, %llu values (hivex: %llu, %llu)\n", static_cast<unsigned long long>(a.keys),
                static_cast<unsigned long long>(a.values), static_cast<unsigned long long>(b.keys),
                static_cast<unsigned long long>(b.values));
    std::printf("  quell %.2f M keys and values/s, hivex %.2f M/s: ratio %.2f (goal 1.5)\n", rate(a, own_visit),
                rate(b, hivex_visit), hivex_visit / own_visit);
    std::printf(
        "  opening: quell %.1f ms (with its check of every key and value), hivex %.1f ms; both together: ratio %.2f\n",
        own_open * 1e3, hivex_open * 1e3, (hivex_open + hivex_visit) / (own_open + own_visit));
    return 0;
}
