#include <algorithm>
#include <cstring>

#include "formats/regf/marvin32.hpp"
#include "support/hive_builder.hpp"

namespace quell::test {

namespace {

constexpr std::size_t base_size = 4096;
constexpr std::size_t sector = 512;
constexpr std::size_t page = 4096;
constexpr std::size_t checksum_at = 508;

void store(MutableBytes out, std::size_t at, std::uint64_t number, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) out[at + i] = static_cast<std::byte>(number >> (8 * i));
}

// The first sector of a hive's base block, turned into that of a log.
std::vector<std::byte> log_base_block(Bytes hive, std::uint32_t file_type) {
    std::vector<std::byte> log(hive.begin(), hive.begin() + sector);
    store(log, 28, file_type, 4);
    seal_base_block(log);
    return log;
}

// Offsets, relative to the bins data, of the pieces of `size` bytes in which the two hives differ.
std::vector<std::size_t> changed(Bytes before, Bytes after, std::size_t size) {
    std::vector<std::size_t> out;
    for (std::size_t at = base_size; at + size <= after.size(); at += size) {
        bool same = at + size <= before.size() && std::memcmp(before.data() + at, after.data() + at, size) == 0;
        if (!same) out.push_back(at - base_size);
    }
    return out;
}

std::vector<std::byte> log_entry(const LogWrite& write) {
    auto pages = changed(write.before, write.after, page);
    auto content = 40 + pages.size() * 8 + pages.size() * page;
    std::vector<std::byte> entry((content + sector - 1) / sector * sector);
    std::memcpy(entry.data(), "HvLE", 4);
    store(entry, 4, entry.size(), 4);
    store(entry, 12, write.sequence, 4);
    store(entry, 16, write.after.size() - base_size, 4);
    store(entry, 20, pages.size(), 4);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        store(entry, 40 + i * 8, pages[i], 4);
        store(entry, 44 + i * 8, page, 4);
        std::memcpy(entry.data() + 40 + pages.size() * 8 + i * page, write.after.data() + base_size + pages[i], page);
    }
    store(entry, 24, regf::marvin32(Bytes(entry).subspan(40)), 8);
    store(entry, 32, regf::marvin32(Bytes(entry).first(32)), 8);
    return entry;
}

}  // namespace

void seal_base_block(MutableBytes hive) {
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at < checksum_at; at += 4) sum ^= load_le<std::uint32_t>(hive, at);
    if (sum == 0xFFFFFFFF) sum = 0xFFFFFFFE;
    if (sum == 0) sum = 1;
    store(hive, checksum_at, sum, 4);
}

std::vector<std::byte> make_dirty(std::vector<std::byte> hive) {
    store(hive, 4, load_le<std::uint32_t>(hive, 8) + 1, 4);
    seal_base_block(hive);
    return hive;
}

std::vector<std::byte> new_format_log(Bytes hive, const std::vector<LogWrite>& writes) {
    auto log = log_base_block(hive, 6);
    // Both numbers are those of the first write, as Windows leaves them.
    if (!writes.empty()) {
        store(log, 4, writes[0].sequence, 4);
        store(log, 8, writes[0].sequence, 4);
        seal_base_block(log);
    }
    for (const auto& write : writes) {
        auto entry = log_entry(write);
        log.insert(log.end(), entry.begin(), entry.end());
    }
    return log;
}

std::vector<std::byte> old_format_log(Bytes before, Bytes after) {
    auto log = log_base_block(after, 1);
    auto pages = changed(before, after, sector);
    auto bits = (after.size() - base_size) / sector;
    std::vector<std::byte> vector((4 + (bits + 7) / 8 + sector - 1) / sector * sector);
    std::memcpy(vector.data(), "DIRT", 4);
    for (auto at : pages) vector[4 + at / sector / 8] |= static_cast<std::byte>(1U << (at / sector % 8));
    log.insert(log.end(), vector.begin(), vector.end());
    for (auto at : pages) {
        auto part = after.subspan(base_size + at, sector);
        log.insert(log.end(), part.begin(), part.end());
    }
    return log;
}

}  // namespace quell::test
