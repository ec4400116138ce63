// Disks in memory, with partition tables written by code.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.hpp"
#include "formats/partition/gpt.hpp"

namespace quell::test {

/// A disk of zeros to be written on. Sectors have 512 bytes unless said otherwise.
class DiskBuilder {
public:
    explicit DiskBuilder(std::uint64_t sectors, std::uint32_t sector_size = 512)
        : sector_size_(sector_size), data_(static_cast<std::size_t>(sectors * sector_size)) {}

    DiskBuilder& bytes(std::uint64_t offset, Bytes data) {
        require_room(offset, data.size());
        std::copy(data.begin(), data.end(), data_.begin() + static_cast<std::ptrdiff_t>(offset));
        return *this;
    }
    DiskBuilder& text(std::uint64_t offset, std::string_view value) { return bytes(offset, as_bytes(value)); }
    DiskBuilder& number(std::uint64_t offset, std::uint64_t value, std::size_t length) {
        require_room(offset, length);
        for (std::size_t i = 0; i < length; ++i)
            data_[static_cast<std::size_t>(offset) + i] = static_cast<std::byte>((value >> (8 * i)) & 0xFF);
        return *this;
    }

    /// The boot magic and disk signature of a partition table at `sector`.
    DiskBuilder& table(std::uint64_t sector, std::uint32_t signature) {
        return number(sector * sector_size_ + 440, signature, 4).number(sector * sector_size_ + 510, 0xAA55, 2);
    }
    /// Slot 0 to 3 of the partition table at `sector`.
    DiskBuilder& slot(std::uint64_t sector, unsigned slot, std::uint8_t type, std::uint32_t first,
                      std::uint32_t sectors) {
        const auto at = sector * sector_size_ + 446 + slot * 16;
        return number(at, 0, 4).number(at + 4, type, 4).number(at + 8, first, 4).number(at + 12, sectors, 4);
    }

    struct GptEntry {
        partition::Guid type;
        partition::Guid unique;
        std::uint64_t first;
        std::uint64_t last;
        std::u16string name;
    };
    /// Protective MBR, header and entries at both ends.
    DiskBuilder& gpt(const std::vector<GptEntry>& entries) {
        constexpr std::uint32_t count = 128;
        constexpr std::uint32_t size = 128;
        const auto sectors = data_.size() / sector_size_;
        const auto array_sectors = count * size / sector_size_;
        table(0, 0).slot(0, 0, 0xEE, 1, static_cast<std::uint32_t>(sectors - 1));
        for (const auto start : {std::uint64_t{2}, sectors - 1 - array_sectors}) {
            for (std::size_t i = 0; i < entries.size(); ++i) {
                const auto at = start * sector_size_ + i * size;
                bytes(at, entries[i].type).bytes(at + 16, entries[i].unique);
                number(at + 32, entries[i].first, 8).number(at + 40, entries[i].last, 8);
                for (std::size_t c = 0; c < entries[i].name.size(); ++c) number(at + 56 + 2 * c, entries[i].name[c], 2);
            }
        }
        const auto array = Bytes(data_).subspan(2 * sector_size_, std::size_t{count} * size);
        const auto array_crc = partition::crc32(array);
        gpt_header(1, sectors - 1, 2, array_crc);
        return gpt_header(sectors - 1, 1, sectors - 1 - array_sectors, array_crc);
    }

    [[nodiscard]] std::vector<std::byte>& data() { return data_; }
    [[nodiscard]] std::shared_ptr<const ByteSource> source() const { return std::make_shared<MemorySource>(data_); }

private:
    void require_room(std::uint64_t offset, std::size_t length) const {
        if (offset > data_.size() || length > data_.size() - offset) std::abort();
    }
    DiskBuilder& gpt_header(std::uint64_t own, std::uint64_t other, std::uint64_t array, std::uint32_t array_crc) {
        const auto at = own * sector_size_;
        text(at, "EFI PART").number(at + 8, 0x00010000, 4).number(at + 12, 92, 4).number(at + 16, 0, 4);
        number(at + 24, own, 8).number(at + 32, other, 8).number(at + 40, 34, 8);
        number(at + 48, data_.size() / sector_size_ - 34, 8).number(at + 72, array, 8);
        number(at + 80, 128, 4).number(at + 84, 128, 4).number(at + 88, array_crc, 4);
        return number(at + 16, partition::crc32(Bytes(data_).subspan(static_cast<std::size_t>(at), 92)), 4);
    }

    std::uint32_t sector_size_;
    std::vector<std::byte> data_;
};

/// A GUID as it stands on disk, from its text.
inline partition::Guid guid(std::string_view text) {
    constexpr std::size_t order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    partition::Guid on_disk{};
    std::size_t digit = 0;
    for (char c : text) {
        if (c == '-') continue;
        const auto value = static_cast<unsigned>(c <= '9' ? c - '0' : c - 'A' + 10);
        auto& byte = on_disk[order[digit / 2]];
        byte = static_cast<std::byte>((std::to_integer<unsigned>(byte) << 4) | value);
        ++digit;
    }
    return on_disk;
}

inline const partition::Guid basic_data = guid("EBD0A0A2-B9E5-4433-87C0-68B6B72699C7");
inline const partition::Guid efi_system = guid("C12A7328-F81F-11D2-BA4B-00A0C93EC93B");

}  // namespace quell::test
