#include "support/disk_image.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include "base/text.hpp"
#include "formats/partition/gpt.hpp"
#include "support/ntfs_image.hpp"
#include "support/worlds.hpp"

namespace quell::test {

namespace {

constexpr std::uint64_t sector = 512;
constexpr std::uint64_t entry_count = 128;
constexpr std::uint64_t entry_size = 128;
constexpr std::uint64_t array_sectors = entry_count * entry_size / sector;
constexpr std::size_t block = 4096;

/// An open file of this machine.
class Output {
public:
    explicit Output(const std::string& path, int flags) : file_(open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    ~Output() {
        if (file_ >= 0) ::close(file_);
    }
    [[nodiscard]] int number() const { return file_; }

    [[nodiscard]] Result<void> write(std::uint64_t offset, Bytes data) const {
        if (pwrite(file_, data.data(), data.size(), static_cast<off_t>(offset)) != static_cast<ssize_t>(data.size()))
            return fail(Errc::io, fmt::format("cannot write: {}", std::strerror(errno)));
        return {};
    }

private:
    int file_;
};

bool is_zero(Bytes data) {
    return std::all_of(data.begin(), data.end(), [](std::byte value) { return value == std::byte{0}; });
}

/// Copies what is not zero.
Result<void> copy_volume(const std::string& from, const Output& to, std::uint64_t offset) {
    const Output in(from, O_RDONLY);
    if (in.number() < 0) return fail(Errc::io, "cannot read " + from);
    std::vector<std::byte> buffer(1 << 20);
    off_t at = 0;
    while ((at = lseek(in.number(), at, SEEK_DATA)) >= 0) {
        const auto got = pread(in.number(), buffer.data(), buffer.size(), at);
        if (got <= 0) return fail(Errc::io, "cannot read " + from);
        const Bytes data = Bytes(buffer).first(static_cast<std::size_t>(got));
        for (std::size_t i = 0; i < data.size();) {
            auto end = i;
            while (end < data.size() && !is_zero(data.subspan(end, std::min(block, data.size() - end))))
                end = std::min(end + block, data.size());
            if (end > i) TRY(to.write(offset + static_cast<std::uint64_t>(at) + i, data.subspan(i, end - i)));
            i = end + block;
        }
        at += got;
    }
    return {};
}

/// Little-endian fields in a block of fixed size.
class Fields {
public:
    explicit Fields(std::size_t size) : data_(size) {}
    Fields& put(std::size_t offset, std::uint64_t value, std::size_t length) {
        CHECK(offset + length <= data_.size());
        std::memcpy(data_.data() + offset, &value, length);
        return *this;
    }
    Fields& put(std::size_t offset, Bytes bytes) {
        CHECK(contains(data_, offset, bytes.size()));
        std::copy(bytes.begin(), bytes.end(), data_.begin() + static_cast<std::ptrdiff_t>(offset));
        return *this;
    }
    [[nodiscard]] Bytes data() const { return data_; }

private:
    std::vector<std::byte> data_;
};

struct Partition {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::string type;    ///< GPT: hex as on disk
    std::string unique;  ///< GPT: hex as on disk
};

Result<void> write_mbr(const Output& disk, const std::vector<Partition>& partitions) {
    Fields table(sector);
    table.put(440, demo_disk_signature, 4).put(510, 0xAA55, 2);
    for (std::size_t i = 0; i < partitions.size(); ++i) {
        const auto slot = 446 + i * 16;
        // The first is active; cylinder addresses say "see the sector numbers".
        table.put(slot, i == 0 ? 0x80 : 0, 1)
            .put(slot + 1, 0xFFFFFE, 3)
            .put(slot + 4, 0x07, 1)
            .put(slot + 5, 0xFFFFFE, 3);
        table.put(slot + 8, partitions[i].offset / sector, 4).put(slot + 12, partitions[i].size / sector, 4);
    }
    return disk.write(0, table.data());
}

Fields gpt_header(std::uint64_t own, std::uint64_t other, std::uint64_t array, std::uint64_t sectors, Bytes entries) {
    Fields header(sector);
    header.put(0, as_bytes("EFI PART")).put(8, 0x00010000, 4).put(12, 92, 4);
    header.put(24, own, 8).put(32, other, 8).put(40, 2 + array_sectors, 8).put(48, sectors - 2 - array_sectors, 8);
    header.put(56, *from_hex("11aa5e2207d3bb4c8e104437c2560a91"));
    header.put(72, array, 8).put(80, entry_count, 4).put(84, entry_size, 4).put(88, partition::crc32(entries), 4);
    header.put(16, partition::crc32(header.data().first(92)), 4);
    return header;
}

Result<void> write_gpt(const Output& disk, const std::vector<Partition>& partitions, std::uint64_t sectors) {
    Fields protective(sector);
    protective.put(446 + 1, 0x000200, 3).put(446 + 4, 0xEE, 1).put(446 + 5, 0xFFFFFF, 3);
    protective.put(446 + 8, 1, 4).put(446 + 12, sectors - 1, 4).put(510, 0xAA55, 2);
    Fields entries(entry_count * entry_size);
    for (std::size_t i = 0; i < partitions.size(); ++i) {
        const auto at = i * entry_size;
        entries.put(at, *from_hex(partitions[i].type)).put(at + 16, *from_hex(partitions[i].unique));
        entries.put(at + 32, partitions[i].offset / sector, 8);
        entries.put(at + 40, (partitions[i].offset + partitions[i].size) / sector - 1, 8);
    }
    const auto last_array = sectors - 1 - array_sectors;
    TRY(disk.write(0, protective.data()));
    TRY(disk.write(sector, gpt_header(1, sectors - 1, 2, sectors, entries.data()).data()));
    TRY(disk.write(2 * sector, entries.data()));
    TRY(disk.write(last_array * sector, entries.data()));
    return disk.write((sectors - 1) * sector, gpt_header(sectors - 1, 1, last_array, sectors, entries.data()).data());
}

Result<void> add_volume(const World& world, const Partition& place, std::string label, std::uint64_t serial,
                        const Output& disk, const std::string& scratch) {
    NtfsOptions options;
    options.size = place.size;
    options.label = std::move(label);
    options.serial = serial;
    options.start_sector = place.offset / sector;
    auto written = write_ntfs(world, scratch, options);
    if (written) written = copy_volume(scratch, disk, place.offset);
    std::remove(scratch.c_str());
    return written;
}

}  // namespace

Result<void> write_disk(const DemoWorld& demo, const std::string& path) {
    constexpr std::string_view basic_data = "a2a0d0ebe5b9334487c068b6b72699c7";  // EBD0A0A2-B9E5-4433-87C0-68B6B72699C7
    constexpr std::string_view reserved = "16e3c9e35c0bb84d817df92df00215ae";    // E3C9E316-0B5C-4DB8-817D-F92DF00215AE
    const Partition first{demo_first_offset, demo_windows_offset - demo_first_offset, std::string(reserved),
                          "7d20c19b6e42f04192aa5b10e3880f56"};
    const Partition windows{demo_windows_offset, demo.volume_size, std::string(basic_data),
                            std::string(demo_windows_guid)};
    const std::uint64_t size = demo_windows_offset + demo.volume_size + (1 << 20);
    std::remove(path.c_str());
    const Output disk(path, O_RDWR | O_CREAT | O_EXCL);
    if (disk.number() < 0 || ftruncate(disk.number(), static_cast<off_t>(size)) != 0)
        return fail(Errc::io, fmt::format("cannot make {}: {}", path, std::strerror(errno)));
    if (demo.table == Table::gpt)
        TRY(write_gpt(disk, {first, windows}, size / sector));
    else
        TRY(write_mbr(disk, {first, windows}));
    const auto scratch = path + ".volume";
    if (demo.table == Table::mbr)
        TRY(add_volume(demo.system_reserved, first, "System Reserved", 0xA27C41B07C4183F1, disk, scratch));
    return add_volume(demo.windows, windows, "", 0x3E5A8C0B5A8BC2D7, disk, scratch);
}

}  // namespace quell::test
