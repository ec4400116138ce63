// Logs of a registry hive. The first byte says how the rest is used: bit 0 makes checksums and hashes hold, so that
// what lies behind them is reached; bit 1 destroys the hive's own base block; bit 2 splits the input into two logs.
#include <algorithm>

#include "formats/regf/hive.hpp"
#include "formats/regf/marvin32.hpp"
#include "support/hive_builder.hpp"

using namespace quell;

namespace {

std::vector<std::byte> dirty_hive() {
    test::HiveKey root("ROOT");
    root.key("A\\B").sz("text", "hello");
    root.key("C").binary("data", std::vector<std::byte>(3000));
    test::HiveOptions options;
    options.sequence = 10;
    return test::make_dirty(test::build_hive(root, options));
}

void store64(MutableBytes out, std::size_t at, std::uint64_t number) {
    for (std::size_t i = 0; i < 8; ++i) out[at + i] = static_cast<std::byte>(number >> (8 * i));
}

void make_valid(MutableBytes log) {
    if (log.size() < 512) return;
    test::seal_base_block(log);
    for (std::size_t at = 512; contains(log, at, 40);) {
        std::size_t size = load_le<std::uint32_t>(log, at + 4);
        if (size < 40 || !contains(log, at, size)) return;
        auto entry = log.subspan(at, size);
        store64(entry, 24, regf::marvin32(Bytes(entry).subspan(40)));
        store64(entry, 32, regf::marvin32(Bytes(entry).first(32)));
        at += size;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto whole = dirty_hive();
    if (size == 0) return 0;
    auto how = data[0];
    auto input = std::as_bytes(std::span(data, size).subspan(1));
    std::vector<std::byte> first(input.begin(), input.end());
    std::vector<std::byte> second;
    if ((how & 4U) != 0) {
        auto middle = first.begin() + static_cast<std::ptrdiff_t>(first.size() / 2);
        second.assign(middle, first.end());
        first.erase(middle, first.end());
    }
    if ((how & 1U) != 0) {
        make_valid(first);
        make_valid(second);
    }
    auto primary = whole;
    if ((how & 2U) != 0) std::fill_n(primary.begin(), 512, std::byte{0});
    const std::vector<regf::LogFile> logs{{"LOG1", first}, {"LOG2", second}};
    auto hive = regf::Hive::open(std::move(primary), logs);
    if (hive) CHECK(hive->size() <= whole.size() + regf::growth_limit);
    return 0;
}
