#include "storage/ntfs_volume.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "formats/ntfs/reparse.hpp"
#include "formats/ntfs/values.hpp"

namespace quell::storage {

namespace {

// Marks of a file whose content has been moved away: MS-FSCC 2.6 OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA_ACCESS.
constexpr std::uint32_t content_is_elsewhere = 0x1000 | 0x4'0000 | 0x40'0000;

bool same_stream(const ntfs::Attribute& a, const ntfs::Attribute& b) {
    return a.type == b.type && std::ranges::equal(a.name, b.name);
}

Result<void> refuse_unreadable(const NtfsFile& file, const ntfs::Attribute& stream) {
    if ((stream.flags & ntfs::attribute_flag::encrypted) != 0) return fail(Errc::unsupported, "encrypted by EFS");
    if (!stream.name.empty()) return {};
    auto tag = file.reparse_tag();
    auto kind = ntfs::reparse_kind(tag);
    if (tag == 0 || kind == ntfs::ReparseKind::link || kind == ntfs::ReparseKind::other) return {};
    if (kind == ntfs::ReparseKind::cloud && (file.file_attributes() & content_is_elsewhere) == 0) return {};
    return fail(Errc::unsupported, fmt::format("stored by {}", ntfs::reparse_owner(tag)));
}

}  // namespace

Result<std::shared_ptr<const NtfsVolume>> NtfsVolume::open(std::shared_ptr<const ByteSource> bytes) {
    auto volume = std::shared_ptr<NtfsVolume>(new NtfsVolume(std::move(bytes)));
    TRY(volume->find_geometry());
    TRY(volume->find_mft());
    return volume;
}

Result<void> NtfsVolume::find_geometry() {
    auto read = [&](std::uint64_t offset) -> Result<ntfs::Geometry> {
        std::vector<std::byte> sector(ntfs::boot_sector_size);
        TRY(read_exactly(*bytes_, offset, sector));
        return ntfs::parse_boot_sector(sector);
    };
    auto primary = read(0);
    if (primary) {
        geometry_ = *primary;
        return {};
    }
    // The backup lies in the last sector, whose size is not known yet.
    for (std::uint64_t size = 512; size <= 4096 && size <= bytes_->size(); size *= 2) {
        auto backup = read(bytes_->size() / size * size - size);
        if (!backup) continue;
        notes_.push_back(fmt::format("{}; its backup at the volume's end was used", primary.error().what));
        geometry_ = *backup;
        return {};
    }
    return fail(primary.error());
}

Result<void> NtfsVolume::read_mirror(std::uint64_t number, MutableBytes out) const {
    if (geometry_.mirror_cluster > bytes_->size() / geometry_.cluster_size)
        return fail(Errc::corrupt, "$MFTMirr lies past the volume's end");
    auto offset = geometry_.mirror_cluster * geometry_.cluster_size + number * geometry_.record_size;
    TRY(read_exactly(*bytes_, offset, out));
    auto state = ntfs::apply_fixups(out);
    if (state != ntfs::RecordState::good)
        return fail(Errc::corrupt, fmt::format("record {} of $MFTMirr: {}", number, ntfs::explain(state)));
    return {};
}

Result<std::vector<std::byte>> NtfsVolume::first_record() {
    std::vector<std::byte> record(geometry_.record_size);
    Error why{Errc::corrupt, "$MFT lies past the volume's end"};
    if (geometry_.mft_cluster < bytes_->size() / geometry_.cluster_size) {
        auto read = read_exactly(*bytes_, geometry_.mft_cluster * geometry_.cluster_size, record);
        if (read) {
            auto state = ntfs::apply_fixups(record);
            if (state == ntfs::RecordState::good) return record;
            why.what = fmt::format("record 0 of $MFT: {}", ntfs::explain(state));
        } else {
            why = read.error();
        }
    }
    if (!read_mirror(0, record)) return fail(Error{why.code, why.what + ", and $MFTMirr cannot replace it"});
    notes_.push_back(why.what + "; $MFTMirr was used");
    return record;
}

Result<void> NtfsVolume::find_mft() {
    NtfsFile first;
    first.records_.push_back(TRY(first_record()));
    first.header_ = ntfs::parse_record_header(first.records_.front());
    TRY(add_attributes(first, first.records_.front()));
    const ntfs::Attribute* data = nullptr;
    for (const auto& attribute : first.attributes_)
        if (attribute.type == ntfs::attribute_type::data && attribute.name.empty() && attribute.first_cluster == 0)
            data = &attribute;
    if (data == nullptr || data->resident) return fail(Errc::corrupt, "record 0 of $MFT describes no $MFT");
    auto layout = TRY(layout_of(first, *data));
    layout.compression_unit = 0;
    set_mft(layout);
    return extend_mft(first, std::move(layout));
}

// Whatever is claimed, $MFT is not larger than its runs up to the first hole, nor than the volume that holds it.
void NtfsVolume::set_mft(StreamLayout layout) {
    std::uint64_t clusters = 0;
    for (const auto& run : layout.runs) {
        if (!run.cluster || run.first != clusters) break;
        clusters = run.end();
    }
    auto most = bytes_->size();
    if (clusters < most / layout.cluster_size) most = clusters * layout.cluster_size;
    layout.size = std::min(layout.size, most);
    layout.initialized = std::min(layout.initialized, layout.size);
    mft_ = std::make_unique<NtfsStream>(bytes_, std::move(layout));
}

// A much fragmented $MFT describes itself in extension records, which lie in the part that is already known.
Result<void> NtfsVolume::extend_mft(const NtfsFile& first, StreamLayout layout) {
    auto list = TRY(attribute_list(first));
    std::set<std::uint64_t> seen{0};
    for (const auto& entry : ntfs::parse_attribute_list(list).entries) {
        auto number = ntfs::record_of(entry.record);
        if (entry.type != ntfs::attribute_type::data || !entry.name.empty() || !seen.insert(number).second) continue;
        std::vector<std::byte> record(geometry_.record_size);
        auto extension = read_record(number, record);
        if (!extension) {
            notes_.push_back(extension.error().in("$MFT is not known to its end").what);
            break;
        }
        auto header = ntfs::parse_record_header(record);
        ntfs::AttributeCursor cursor(Bytes(record).first(header.used), header.first_attribute);
        while (auto raw = cursor.next()) {
            if (raw->type != ntfs::attribute_type::data || !raw->is_non_resident() || raw->is_named()) continue;
            auto piece = TRY(ntfs::parse_attribute(*raw));
            auto runs = TRY(ntfs::parse_data_runs(piece.value, piece.first_cluster));
            if (!layout.runs.empty() && piece.first_cluster != layout.runs.back().end()) continue;
            layout.runs.insert(layout.runs.end(), runs.begin(), runs.end());
        }
        set_mft(layout);
    }
    return {};
}

Result<void> NtfsVolume::read_record(std::uint64_t number, MutableBytes out) const {
    CHECK(out.size() == geometry_.record_size);
    if (number >= record_count())
        return fail(Errc::not_found, fmt::format("record {} lies past the end of $MFT", number));
    auto read = read_exactly(*mft_, number * geometry_.record_size, out);
    auto state = read ? ntfs::apply_fixups(out) : ntfs::RecordState::foreign;
    if (state == ntfs::RecordState::good) return {};
    if (number < ntfs::mirrored_records && read_mirror(number, out)) return {};
    if (!read) return fail(read.error().in(fmt::format("record {}", number)));
    auto code = state == ntfs::RecordState::unused ? Errc::not_found : Errc::corrupt;
    return fail(code, fmt::format("record {}: {}", number, ntfs::explain(state)));
}

// Attributes up to the first that cannot be one: an error only when nothing at all was usable.
Result<void> NtfsVolume::add_attributes(NtfsFile& file, Bytes record) const {
    auto header = ntfs::parse_record_header(record);
    ntfs::AttributeCursor cursor(record.first(header.used), header.first_attribute);
    while (auto raw = cursor.next()) {
        auto attribute = ntfs::parse_attribute(*raw);
        if (attribute)
            file.attributes_.push_back(*attribute);
        else
            file.damage_.push_back(attribute.error());
    }
    if (cursor.damaged()) file.damage_.push_back({Errc::corrupt, "the attributes end without their mark"});
    return {};
}

Result<std::vector<std::byte>> NtfsVolume::attribute_list(const NtfsFile& file) const {
    for (const auto& attribute : file.attributes_) {
        if (attribute.type != ntfs::attribute_type::attribute_list) continue;
        auto source = TRY(open_attribute(file, attribute));
        return read_all(*source, ntfs::largest_attribute_list);
    }
    return std::vector<std::byte>{};
}

Result<void> NtfsVolume::add_extension(NtfsFile& file, std::uint64_t number, ntfs::FileReference reference) const {
    std::vector<std::byte> record(geometry_.record_size);
    TRY(read_record(ntfs::record_of(reference), record));
    auto header = ntfs::parse_record_header(record);
    // Of a deleted file the extension may have lost its sequence, never of a living one.
    if (ntfs::record_of(header.base) != number ||
        (file.header_.in_use() && (header.sequence != ntfs::sequence_of(reference) || !header.in_use())))
        return fail(Errc::corrupt,
                    fmt::format("record {} does not extend record {}", ntfs::record_of(reference), number));
    file.records_.push_back(std::move(record));
    return add_attributes(file, file.records_.back());
}

void NtfsVolume::add_extensions(NtfsFile& file, std::uint64_t number) const {
    auto value = attribute_list(file);
    if (!value) {
        file.damage_.push_back(value.error().in("attribute list"));
        return;
    }
    auto list = ntfs::parse_attribute_list(*value);
    if (!list.whole) file.damage_.push_back({Errc::corrupt, "the attribute list is cut off"});
    std::set<std::uint64_t> seen{number};
    for (const auto& entry : list.entries) {
        if (seen.size() > most_extension_records) break;
        if (!seen.insert(ntfs::record_of(entry.record)).second) continue;
        auto added = add_extension(file, number, entry.record);
        if (!added) file.damage_.push_back(added.error());
    }
}

Result<NtfsFile> NtfsVolume::file(std::uint64_t number) const {
    NtfsFile file;
    file.records_.emplace_back(geometry_.record_size);
    TRY(read_record(number, file.records_.front()));
    file.header_ = ntfs::parse_record_header(file.records_.front());
    if (file.header_.is_extension())
        return fail(Errc::corrupt,
                    fmt::format("record {} only extends record {}", number, ntfs::record_of(file.header_.base)));
    TRY(add_attributes(file, file.records_.front()));
    add_extensions(file, number);
    return file;
}

Result<StreamLayout> NtfsVolume::layout_of(const NtfsFile& file, const ntfs::Attribute& first) const {
    StreamLayout layout;
    layout.cluster_size = geometry_.cluster_size;
    layout.size = first.size;
    layout.initialized = std::min(first.initialized, first.size);
    if (layout.size > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
        return fail(Errc::corrupt, fmt::format("a stream of {} bytes is impossible", layout.size));
    auto compression = first.flags & ntfs::attribute_flag::compression_mask;
    if (compression != 0 && first.compression_unit != 0) {
        if (compression != ntfs::attribute_flag::compressed_lznt1)
            return fail(Errc::unsupported, fmt::format("compression method {}", compression));
        if (first.compression_unit > 16 ||
            (std::uint64_t{geometry_.cluster_size} << first.compression_unit) > largest_compression_unit)
            return fail(Errc::corrupt, fmt::format("compression unit of 2^{} clusters", first.compression_unit));
        layout.compression_unit = 1U << first.compression_unit;
    }
    std::vector<const ntfs::Attribute*> pieces;
    for (const auto& attribute : file.attributes())
        if (same_stream(attribute, first) && !attribute.resident) pieces.push_back(&attribute);
    std::stable_sort(pieces.begin(), pieces.end(),
                     [](const auto* a, const auto* b) { return a->first_cluster < b->first_cluster; });
    for (const auto* piece : pieces) {
        auto runs = TRY(ntfs::parse_data_runs(piece->value, piece->first_cluster));
        // A gap between two pieces shows when it is read; the same clusters twice are a contradiction.
        if (!layout.runs.empty() && piece->first_cluster < layout.runs.back().end())
            return fail(Errc::corrupt, fmt::format("cluster {} is described twice", piece->first_cluster));
        layout.runs.insert(layout.runs.end(), runs.begin(), runs.end());
    }
    return layout;
}

Result<std::unique_ptr<ByteSource>> NtfsVolume::open_attribute(const NtfsFile& file,
                                                               const ntfs::Attribute& first) const {
    if (first.resident)
        return std::make_unique<MemorySource>(std::vector<std::byte>(first.value.begin(), first.value.end()));
    auto layout = TRY(layout_of(file, first));
    return std::make_unique<NtfsStream>(bytes_, std::move(layout));
}

Result<std::unique_ptr<ByteSource>> NtfsVolume::open_attribute(const NtfsFile& file, std::uint32_t type) const {
    for (const auto& attribute : file.attributes_)
        if (attribute.type == type && attribute.name.empty() && attribute.first_cluster == 0)
            return open_attribute(file, attribute);
    return fail(Errc::not_found, fmt::format("no attribute 0x{:x}", type));
}

Result<std::unique_ptr<ByteSource>> NtfsVolume::open_stream(const NtfsFile& file, std::string_view name) const {
    for (const auto& attribute : file.attributes_) {
        if (attribute.type != ntfs::attribute_type::data || attribute.first_cluster != 0) continue;
        if (!equal_fold(utf8_from_utf16le(attribute.name), name)) continue;
        TRY(refuse_unreadable(file, attribute));
        return open_attribute(file, attribute);
    }
    if (!file.damage().empty()) return fail(file.damage().front());
    if (!name.empty()) return fail(Errc::not_found, fmt::format("no stream \"{}\"", escape_for_display(name)));
    if (file.header().is_directory()) return fail(Errc::not_found, "a folder has no content");
    return std::make_unique<MemorySource>(std::vector<std::byte>{});
}

std::string NtfsVolume::label() const {
    auto record = file(ntfs::system_record::volume);
    if (!record) return {};
    auto name = open_attribute(*record, ntfs::attribute_type::volume_name);
    if (!name) return {};
    constexpr std::uint64_t longest_label = 256;
    auto value = read_all(**name, longest_label);
    return value ? utf8_from_utf16le(*value) : std::string{};
}

}  // namespace quell::storage
