// Builds NTFS structures in code, byte by byte: MFT records, run lists and small volumes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "formats/ntfs/attribute.hpp"
#include "formats/ntfs/file_record.hpp"

namespace quell::testing {

using Buffer = std::vector<std::byte>;

template <typename T>
void put(Buffer& out, std::size_t at, T value) {
    if (out.size() < at + sizeof(T)) out.resize(at + sizeof(T));
    for (std::size_t i = 0; i < sizeof(T); ++i)
        out[at + i] = static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i));
}

inline void append(Buffer& out, Bytes more) { out.insert(out.end(), more.begin(), more.end()); }

inline Buffer buffer_of(std::string_view text) {
    auto bytes = as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

inline Buffer utf16(std::string_view text) {
    Buffer out;
    for (auto unit : utf16_from_utf8(text)) put<std::uint16_t>(out, out.size(), static_cast<std::uint16_t>(unit));
    return out;
}

/// A run list from {length, cluster} pairs; cluster -1 is a hole. Every run takes four bytes of length and place.
inline Buffer run_list(const std::vector<std::pair<std::uint32_t, std::int64_t>>& runs) {
    Buffer out;
    std::int64_t previous = 0;
    for (auto [length, cluster] : runs) {
        put<std::uint8_t>(out, out.size(), cluster < 0 ? 0x04 : 0x44);
        put<std::uint32_t>(out, out.size(), length);
        if (cluster < 0) continue;
        put<std::uint32_t>(out, out.size(), static_cast<std::uint32_t>(cluster - previous));
        previous = cluster;
    }
    out.push_back(std::byte{0});
    return out;
}

/// Shape of a non-resident attribute.
struct NonResident {
    Buffer runs;
    std::uint64_t size = 0;
    std::uint64_t allocated = 0;
    std::uint64_t initialized = 0;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint16_t flags = 0;
    std::uint8_t compression_unit = 0;
};

/// One MFT record.
class RecordBuilder {
public:
    explicit RecordBuilder(std::size_t size = 1024) : size_(size) {}

    RecordBuilder& sequence(std::uint16_t value) { return sequence_ = value, *this; }
    RecordBuilder& deleted() { return flags_ &= 0xFFFE, *this; }
    RecordBuilder& directory() { return flags_ |= 2, *this; }
    RecordBuilder& extends(std::uint64_t record, std::uint16_t sequence) {
        base_ = ntfs::make_reference(record, sequence);
        return *this;
    }
    RecordBuilder& information(std::uint32_t attributes = 0x20) {
        Buffer value(0x30);
        for (std::size_t i = 0; i < 4; ++i) put<std::uint64_t>(value, 8 * i, 131'000'000'000'000'000ULL + i);
        put<std::uint32_t>(value, 0x20, attributes);
        return resident(0x10, value);
    }
    RecordBuilder& name(std::string_view text, std::uint64_t parent, std::uint16_t parent_sequence = 1, int space = 1) {
        Buffer value(0x42);
        auto units = utf16(text);
        put<std::uint64_t>(value, 0, ntfs::make_reference(parent, parent_sequence));
        put<std::uint8_t>(value, 0x40, static_cast<std::uint8_t>(units.size() / 2));
        put<std::uint8_t>(value, 0x41, static_cast<std::uint8_t>(space));
        append(value, units);
        return resident(0x30, value);
    }
    RecordBuilder& data(std::string_view content, std::string_view stream = "", std::uint16_t flags = 0) {
        return resident(0x80, buffer_of(content), stream, flags);
    }
    RecordBuilder& reparse(std::uint32_t tag) {
        Buffer value(8);
        put<std::uint32_t>(value, 0, tag);
        return resident(0xC0, value);
    }
    /// Entries {type, first cluster, record} of an attribute list, sequence 1.
    RecordBuilder& list(const std::vector<std::pair<std::uint32_t, std::uint64_t>>& entries) {
        return resident(0x20, list_value(entries));
    }
    static Buffer list_value(const std::vector<std::pair<std::uint32_t, std::uint64_t>>& entries) {
        Buffer value;
        for (auto [type, record] : entries) {
            Buffer entry(0x20);
            put<std::uint32_t>(entry, 0, type);
            put<std::uint16_t>(entry, 4, 0x20);
            put<std::uint8_t>(entry, 7, 0x1A);
            put<std::uint64_t>(entry, 0x10, ntfs::make_reference(record, 1));
            append(value, entry);
        }
        return value;
    }
    RecordBuilder& resident(std::uint32_t type, const Buffer& value, std::string_view name = "",
                            std::uint16_t flags = 0) {
        auto units = utf16(name);
        auto value_at = (0x18 + units.size() + 7) / 8 * 8;
        Buffer attribute(value_at);
        put<std::uint32_t>(attribute, 0, type);
        put<std::uint8_t>(attribute, 9, static_cast<std::uint8_t>(units.size() / 2));
        put<std::uint16_t>(attribute, 0x0A, 0x18);
        put<std::uint16_t>(attribute, 0x0C, flags);
        put<std::uint32_t>(attribute, 0x10, static_cast<std::uint32_t>(value.size()));
        put<std::uint16_t>(attribute, 0x14, static_cast<std::uint16_t>(value_at));
        std::copy(units.begin(), units.end(), attribute.begin() + 0x18);
        append(attribute, value);
        return finish(attribute);
    }
    RecordBuilder& non_resident(std::uint32_t type, const NonResident& shape) {
        Buffer attribute(0x40);
        put<std::uint32_t>(attribute, 0, type);
        put<std::uint8_t>(attribute, 8, 1);
        put<std::uint16_t>(attribute, 0x0C, shape.flags);
        put<std::uint64_t>(attribute, 0x10, shape.first);
        put<std::uint64_t>(attribute, 0x18, shape.last);
        put<std::uint16_t>(attribute, 0x20, 0x40);
        put<std::uint8_t>(attribute, 0x22, shape.compression_unit);
        put<std::uint64_t>(attribute, 0x28, shape.allocated);
        put<std::uint64_t>(attribute, 0x30, shape.size);
        put<std::uint64_t>(attribute, 0x38, shape.initialized);
        append(attribute, shape.runs);
        return finish(attribute);
    }

    /// The record as it lies on the disk, fix-ups made.
    [[nodiscard]] Buffer build() const {
        constexpr std::size_t first_attribute = 0x48;
        auto strides = size_ / 512;
        Buffer record(size_);
        put<std::uint32_t>(record, 0, 0x454C4946);
        put<std::uint16_t>(record, 4, 0x30);
        put<std::uint16_t>(record, 6, strides + 1);
        put<std::uint16_t>(record, 0x10, sequence_);
        put<std::uint16_t>(record, 0x12, 1);
        put<std::uint16_t>(record, 0x14, first_attribute);
        put<std::uint16_t>(record, 0x16, flags_);
        put<std::uint64_t>(record, 0x20, base_);
        std::copy(attributes_.begin(), attributes_.end(), record.begin() + first_attribute);
        put<std::uint32_t>(record, first_attribute + attributes_.size(), 0xFFFFFFFF);
        put<std::uint32_t>(record, 0x18, first_attribute + attributes_.size() + 8);
        put<std::uint16_t>(record, 0x30, 0x1234);
        for (std::size_t i = 1; i <= strides; ++i) {
            put<std::uint16_t>(record, 0x30 + 2 * i, load_le<std::uint16_t>(record, i * 512 - 2));
            put<std::uint16_t>(record, i * 512 - 2, 0x1234);
        }
        return record;
    }

private:
    RecordBuilder& finish(Buffer& attribute) {
        attribute.resize((attribute.size() + 7) / 8 * 8);
        put<std::uint32_t>(attribute, 4, static_cast<std::uint32_t>(attribute.size()));
        append(attributes_, attribute);
        return *this;
    }

    std::size_t size_;
    std::uint16_t sequence_ = 1;
    std::uint16_t flags_ = 1;
    ntfs::FileReference base_ = 0;
    Buffer attributes_;
};

/// A volume of 512 clusters with $MFT at cluster 16, its mirror at cluster 8 and everything else free from cluster 200.
class VolumeBuilder {
public:
    explicit VolumeBuilder(std::uint32_t cluster = 4096, std::size_t record = 1024)
        : cluster_(cluster), record_(record) {}

    [[nodiscard]] RecordBuilder record() const { return RecordBuilder(record_); }
    VolumeBuilder& put_record(std::uint64_t number, const RecordBuilder& record) {
        records_[number] = record.build();
        return *this;
    }
    VolumeBuilder& put_clusters(std::uint64_t cluster, Bytes content) {
        clusters_[cluster] = {content.begin(), content.end()};
        return *this;
    }
    [[nodiscard]] std::size_t mft_offset() const { return std::size_t{16} * cluster_; }
    [[nodiscard]] std::size_t record_offset(std::uint64_t number) const { return mft_offset() + number * record_; }

    [[nodiscard]] Buffer boot_sector() const {
        Buffer boot(512);
        auto name = as_bytes("NTFS    ");
        std::copy(name.begin(), name.end(), boot.begin() + 3);
        put<std::uint16_t>(boot, 0x0B, 512);
        put<std::uint8_t>(boot, 0x0D, static_cast<std::uint8_t>(cluster_ / 512));
        put<std::uint64_t>(boot, 0x28, std::uint64_t{cluster_count} * cluster_ / 512);
        put<std::uint64_t>(boot, 0x30, 16);
        put<std::uint64_t>(boot, 0x38, 8);
        put<std::uint8_t>(boot, 0x40, record_ == 1024 ? 0xF6 : 0xF4);
        put<std::uint64_t>(boot, 0x48, 0x1122334455667788);
        return boot;
    }
    /// The whole volume with its backup boot sector behind.
    [[nodiscard]] Buffer build() const {
        constexpr std::uint64_t mft_clusters = 64;
        Buffer image(std::size_t{cluster_count} * cluster_);
        auto place = [&](std::size_t at, Bytes content) {
            std::copy(content.begin(), content.end(), image.begin() + static_cast<std::ptrdiff_t>(at));
        };
        place(0, boot_sector());
        auto records = records_;
        std::uint64_t count = records.empty() ? 32 : std::max<std::uint64_t>(32, records.rbegin()->first + 1);
        NonResident mft{run_list({{mft_clusters, 16}}),
                        count * record_,
                        mft_clusters * cluster_,
                        count * record_,
                        0,
                        mft_clusters - 1,
                        0,
                        0};
        Buffer bitmap((count + 7) / 8);
        for (const auto& [number, bytes] : records)
            if ((load_le<std::uint16_t>(bytes, 0x16) & 1) != 0) bitmap[number / 8] |= std::byte{1} << (number % 8);
        records.try_emplace(
            0, record().information().name("$MFT", 5, 5).non_resident(0x80, mft).resident(0xB0, bitmap).build());
        records.try_emplace(5, record().sequence(5).directory().information().name(".", 5, 5).build());
        for (const auto& [number, bytes] : records) place(record_offset(number), bytes);
        for (const auto& [number, bytes] : records)
            if (number < 4) place(std::size_t{8} * cluster_ + number * record_, bytes);
        for (const auto& [cluster, content] : clusters_) place(cluster * cluster_, content);
        append(image, boot_sector());
        return image;
    }

    static constexpr std::uint32_t cluster_count = 512;

private:
    std::uint32_t cluster_;
    std::size_t record_;
    std::map<std::uint64_t, Buffer> records_;
    std::map<std::uint64_t, Buffer> clusters_;
};

}  // namespace quell::testing
