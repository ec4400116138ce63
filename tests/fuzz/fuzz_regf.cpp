// A registry hive without logs: opened, walked and read to the last value.
#include "formats/regf/hive.hpp"

using namespace quell;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto bytes = std::as_bytes(std::span(data, size));
    auto hive = regf::Hive::open({bytes.begin(), bytes.end()});
    if (!hive) return 0;
    std::uint64_t keys = 0;
    std::uint64_t values = 0;
    regf::KeyWalk walk(hive->root());
    while (auto key = walk.next()) {
        if (!*key) continue;
        ++keys;
        static_cast<void>((*key)->class_name());
        static_cast<void>((*key)->last_written());
        auto cursor = (*key)->values();
        while (auto value = cursor.next()) {
            if (!*value) continue;
            static_cast<void>((*value)->name().text());
            if ((*value)->data()) ++values;
        }
        static_cast<void>((*key)->subkey((*key)->name().text()));
    }
    // What the check at opening counted is what a walk sees afterwards.
    CHECK(keys == hive->key_count());
    CHECK(values == hive->value_count());
    return 0;
}
