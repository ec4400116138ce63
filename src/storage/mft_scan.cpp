#include "storage/mft_scan.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "base/text.hpp"
#include "formats/ntfs/reparse.hpp"

namespace quell::storage {

namespace {

constexpr std::size_t longest_name = std::size_t{3} * 255;
// Room for the records of a large disk is taken in advance; more grows on demand.
constexpr std::uint64_t most_reserved = 4'000'000;
constexpr std::uint64_t usual_name = 32;

// Four UTF-16 units at a time while all are ASCII. `out` has room for three bytes a unit.
std::size_t utf8_name(Bytes utf16, char* out) {
    constexpr std::uint64_t beyond_ascii = 0xFF80'FF80'FF80'FF80;
    std::size_t at = 0;
    char* to = out;
    for (; at + 8 <= utf16.size(); at += 8, to += 4) {
        auto units = load_le<std::uint64_t>(utf16, at);
        if ((units & beyond_ascii) != 0) break;
        units |= units >> 8;
        to[0] = static_cast<char>(units);
        to[1] = static_cast<char>(units >> 8);
        to[2] = static_cast<char>(units >> 32);
        to[3] = static_cast<char>(units >> 40);
    }
    for (; at + 2 <= utf16.size(); at += 2) {
        auto unit = load_le<std::uint16_t>(utf16, at);
        if (unit >= 0x80) break;
        *to++ = static_cast<char>(unit);
    }
    if (at + 2 <= utf16.size()) {
        auto rest = utf8_from_utf16le(utf16.subspan(at));
        to = std::copy(rest.begin(), rest.end(), to);
    }
    return static_cast<std::size_t>(to - out);
}

}  // namespace

struct MftScan::Found {
    MftEntry entry;
    ntfs::FileReference base = 0;  // of an extension record
    ntfs::FileTimes name_times;
    bool has_standard_information = false;
};

void MftScan::add_damage(std::uint64_t record, Error why) {
    if (index_.damage_.size() < most_damage_named)
        index_.damage_.push_back({record, std::move(why)});
    else
        ++index_.more_damage_;
}

// Small steps: what is filled with zeros here is still in the cache when the names are written over it.
bool MftScan::grow_arena() {
    constexpr std::size_t step = 64U << 10;
    // Offsets are 32 bits wide; names beyond 4 GiB are dropped and told as damage.
    if (index_.arena_.size() + step > std::numeric_limits<std::uint32_t>::max()) {
        arena_full_ = true;
        return false;
    }
    index_.arena_.resize(index_.arena_.size() + step);
    return true;
}

std::uint32_t MftScan::store(Bytes utf16, std::uint16_t& length) {
    if (index_.arena_.size() - arena_used_ < longest_name && !grow_arena()) {
        length = 0;
        return 0;
    }
    auto offset = static_cast<std::uint32_t>(arena_used_);
    auto written = utf8_name(utf16, index_.arena_.data() + arena_used_);
    arena_used_ += written;
    length = static_cast<std::uint16_t>(written);
    return offset;
}

void MftScan::take_name(const ntfs::FileName& name, std::uint32_t number, Found& found) {
    auto& entry = found.entry;
    bool is_short = name.space == ntfs::NameSpace::dos;
    std::uint16_t length = 0;
    auto offset = store(name.name, length);
    bool is_extension = found.base != 0;
    if (!is_extension && !entry.is(MftEntry::named)) {
        entry.parent = name.parent;
        entry.name = offset;
        entry.name_length = length;
        entry.flags |= MftEntry::named;
        if (is_short) entry.flags |= MftEntry::short_only;
        found.name_times = name.times;
        return;
    }
    FurtherName further;
    further.parent = name.parent;
    further.name = offset;
    further.name_length = length;
    further.is_short = is_short;
    further.record = is_extension ? static_cast<std::uint32_t>(std::min<std::uint64_t>(
                                        ntfs::record_of(found.base), std::numeric_limits<std::uint32_t>::max()))
                                  : number;
    further.base_sequence = is_extension ? ntfs::sequence_of(found.base) : entry.sequence;
    // The long name takes the place of a short one that came first.
    if (!is_extension && !is_short && entry.is(MftEntry::short_only)) {
        std::swap(further.parent, entry.parent);
        std::swap(further.name, entry.name);
        std::swap(further.name_length, entry.name_length);
        further.is_short = true;
        entry.flags &= static_cast<std::uint16_t>(~MftEntry::short_only);
        found.name_times = name.times;
    }
    index_.further_.push_back(further);
}

void MftScan::take_data(const ntfs::RawAttribute& attribute, std::uint32_t number, Found& found) {
    if (attribute.is_named()) {
        if (found.base != 0)
            distant_.push_back({found.base, 0, true});
        else
            found.entry.flags |= MftEntry::streams;
        return;
    }
    std::uint64_t size = 0;
    if (!attribute.is_non_resident()) {
        size = attribute.resident_value().size();
    } else {
        if (attribute.bytes.size() < ntfs::non_resident_header_size) return;
        if (load_le<std::uint64_t>(attribute.bytes, 0x10) != 0) return;
        auto allocated = load_le<std::uint64_t>(attribute.bytes, 0x28);
        size = load_le<std::uint64_t>(attribute.bytes, 0x30);
        constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
        // Only a file with holes may be larger than the volume, and none larger than what it claims to have taken.
        auto limit = allocated;
        constexpr auto holes = ntfs::attribute_flag::sparse | ntfs::attribute_flag::compression_mask;
        if ((attribute.flags() & holes) == 0) limit = std::min(limit, volume_.bytes().size());
        limit = std::min(limit, most);
        if (size > limit) {
            if (found.entry.is(MftEntry::in_use))
                add_damage(number,
                           {Errc::corrupt, fmt::format("claims {} bytes where at most {} can be", size, limit)});
            size = limit;
        }
    }
    if (found.base != 0)
        distant_.push_back({found.base, size, false});
    else
        found.entry.size = size;
}

void MftScan::take_attribute(const ntfs::RawAttribute& attribute, std::uint32_t number, Found& found) {
    auto& entry = found.entry;
    switch (attribute.type) {
        case ntfs::attribute_type::standard_information:
            if (attribute.is_non_resident()) return;
            if (auto information = ntfs::parse_standard_information(attribute.resident_value())) {
                entry.times = information->times;
                entry.attributes = information->attributes;
                found.has_standard_information = true;
            }
            return;
        case ntfs::attribute_type::attribute_list: entry.flags |= MftEntry::spread; return;
        case ntfs::attribute_type::file_name:
            if (attribute.is_non_resident()) return;
            if (auto name = ntfs::parse_file_name(attribute.resident_value())) take_name(*name, number, found);
            return;
        case ntfs::attribute_type::data: take_data(attribute, number, found); return;
        case ntfs::attribute_type::reparse_point: {
            auto tag = attribute.is_non_resident() ? 0 : ntfs::reparse_tag(attribute.resident_value());
            if (tag != 0 && ntfs::reparse_kind(tag) == ntfs::ReparseKind::link) entry.flags |= MftEntry::link;
            return;
        }
        default: return;
    }
}

void MftScan::take(std::uint32_t number, const ntfs::RecordHeader& header, Bytes record) {
    Found found;
    found.base = header.is_extension() ? header.base : 0;
    found.entry.sequence = header.sequence;
    found.entry.flags = MftEntry::present;
    if (header.in_use()) found.entry.flags |= MftEntry::in_use;
    if (header.is_directory()) found.entry.flags |= MftEntry::directory;
    ntfs::AttributeCursor cursor(record.first(header.used), header.first_attribute);
    while (auto attribute = cursor.next()) take_attribute(*attribute, number, found);
    if (cursor.damaged() && header.in_use())
        add_damage(number, {Errc::corrupt, "its attributes end without their mark"});
    if (found.base != 0) return;
    if (!found.has_standard_information) found.entry.times = found.name_times;
    // Grown only by records that are really there, never by what a size claims.
    if (number >= index_.entries_.size()) index_.entries_.resize(std::size_t{number} + 1);
    index_.entries_[number] = found.entry;
}

void MftScan::take_unreadable(std::uint32_t number, MutableBytes record, ntfs::RecordState state) {
    if (number < ntfs::mirrored_records && volume_.read_record(number, record)) {
        take(number, ntfs::parse_record_header(record), record);
        return;
    }
    // Torn: the flags lie in the first sector. Otherwise $MFT's own bitmap says whether a file was lost here.
    bool in_use = state == ntfs::RecordState::torn ? ntfs::parse_record_header(record).in_use() : marked_in_use(number);
    if (in_use || state == ntfs::RecordState::baad)
        add_damage(number, {Errc::corrupt, std::string(ntfs::explain(state))});
}

void MftScan::scan_record(std::uint32_t number, MutableBytes record) {
    auto state = ntfs::apply_fixups(record);
    if (state == ntfs::RecordState::good)
        take(number, ntfs::parse_record_header(record), record);
    else
        take_unreadable(number, record, state);
}

void MftScan::scan_piece(std::uint64_t first, MutableBytes piece) {
    std::size_t size = volume_.geometry().record_size;
    auto number = static_cast<std::uint32_t>(first);
    for (std::size_t at = 0; at + size <= piece.size(); at += size) scan_record(number++, piece.subspan(at, size));
}

// A piece that cannot be read is tried record by record, so that one bad place hides no other record.
void MftScan::skip_piece(std::uint64_t first, std::uint64_t count, const Error& why) {
    std::vector<std::byte> record(volume_.geometry().record_size);
    for (auto number = first; number < first + count; ++number) {
        if (read_exactly(volume_.mft(), number * record.size(), record))
            scan_record(static_cast<std::uint32_t>(number), record);
        else if (number < ntfs::mirrored_records && volume_.read_record(number, record))
            take(static_cast<std::uint32_t>(number), ntfs::parse_record_header(record), record);
        else if (marked_in_use(number))
            add_damage(number, why);
    }
}

void MftScan::read_bitmap() {
    auto mft = volume_.file(ntfs::system_record::mft);
    if (!mft) return;
    auto source = volume_.open_attribute(*mft, ntfs::attribute_type::bitmap);
    if (!source) return;
    auto wanted = std::min<std::uint64_t>({(*source)->size(), volume_.record_count() / 8 + 1, most_records / 8});
    bitmap_.resize(static_cast<std::size_t>(wanted));
    if (!read_exactly(**source, 0, bitmap_)) bitmap_.clear();
}

// Without a bitmap everything may have been in use, except what was plainly never written.
bool MftScan::marked_in_use(std::uint64_t record) const {
    if (bitmap_.empty()) return true;
    if (record / 8 >= bitmap_.size()) return false;
    return ((std::to_integer<unsigned>(bitmap_[static_cast<std::size_t>(record / 8)]) >> (record % 8)) & 1) != 0;
}

void MftScan::attach_further() {
    auto& entries = index_.entries_;
    auto& further = index_.further_;
    // Backwards, so that the chains keep the order of the disk.
    for (std::size_t row = further.size(); row-- > 0;) {
        auto& name = further[row];
        if (name.record >= entries.size() || name.name_length == 0) continue;
        auto& entry = entries[name.record];
        if (!entry.is(MftEntry::present) || (entry.is(MftEntry::in_use) && entry.sequence != name.base_sequence))
            continue;
        name.valid = true;
        name.next = entry.further;
        entry.further = static_cast<std::uint32_t>(row) + 1;
    }
    // A record whose names all lie elsewhere, or whose own name is only the short one, gets its first name from there.
    for (auto& name : further) {
        if (!name.valid) continue;
        auto& entry = entries[name.record];
        bool unnamed = !entry.is(MftEntry::named);
        if (!unnamed && !(entry.is(MftEntry::short_only) && !name.is_short)) continue;
        std::swap(name.parent, entry.parent);
        std::swap(name.name, entry.name);
        std::swap(name.name_length, entry.name_length);
        entry.flags |= MftEntry::named;
        bool was_short = name.is_short;
        name.is_short = entry.is(MftEntry::short_only);
        entry.flags &= static_cast<std::uint16_t>(~MftEntry::short_only);
        if (was_short) entry.flags |= MftEntry::short_only;
        if (unnamed) name.valid = false;
    }
}

void MftScan::attach_distant() {
    for (const auto& distant : distant_) {
        auto record = ntfs::record_of(distant.base);
        if (record >= index_.entries_.size()) continue;
        auto& entry = index_.entries_[static_cast<std::size_t>(record)];
        if (!entry.is(MftEntry::present)) continue;
        if (entry.is(MftEntry::in_use) && entry.sequence != ntfs::sequence_of(distant.base)) continue;
        if (distant.is_named)
            entry.flags |= MftEntry::streams;
        else
            entry.size = distant.size;
    }
}

Result<MftIndex> MftScan::run(const Work& work) {
    std::uint64_t record_size = volume_.geometry().record_size;
    auto count = volume_.record_count();
    if (count > most_records) {
        add_damage(most_records, {Errc::limit, fmt::format("{} records, of which {} were read", count, most_records)});
        count = most_records;
    }
    read_bitmap();
    index_.entries_.reserve(static_cast<std::size_t>(std::min(count, most_reserved)));
    index_.arena_.reserve(static_cast<std::size_t>(std::min(count, most_reserved) * usual_name));
    index_.entries_.resize(ntfs::system_record::first_user);
    std::vector<std::byte> buffer(std::max<std::size_t>(mft_piece, static_cast<std::size_t>(record_size)));
    auto records = buffer.size() / record_size;
    work.progress.begin("mft", count);
    for (std::uint64_t first = 0; first < count; first += records) {
        if (work.stop.stop_requested()) return fail(Errc::cancelled, "stopped while reading $MFT");
        auto now = std::min(records, count - first);
        auto piece = MutableBytes(buffer).first(static_cast<std::size_t>(now * record_size));
        auto read = read_exactly(volume_.mft(), first * record_size, piece);
        if (read)
            scan_piece(first, piece);
        else
            skip_piece(first, now, read.error());
        work.progress.advance(first + now);
    }
    work.progress.end();
    if (arena_full_) add_damage(0, {Errc::limit, "more than 4 GiB of names"});
    attach_further();
    attach_distant();
    index_.settle_folders();
    return std::move(index_);
}

}  // namespace quell::storage
