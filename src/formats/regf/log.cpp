#include "formats/regf/log.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "formats/regf/marvin32.hpp"

namespace quell::regf {

namespace {

constexpr std::size_t entry_header = 40;
constexpr std::size_t reference_size = 8;
constexpr std::size_t first_bin_time = base_block_size + 20;

bool is_zero(Bytes data) {
    return std::all_of(data.begin(), data.end(), [](std::byte byte) { return byte == std::byte{0}; });
}

/// One HvLE entry whose hashes hold.
struct Entry {
    std::uint32_t sequence = 0;
    std::uint32_t bins_size = 0;
    std::uint32_t count = 0;
    Bytes references;
    Bytes pages;
};

/// A log whose base block can be trusted.
struct ValidLog {
    const LogFile* file = nullptr;
    BaseBlock base;
    std::vector<Entry> entries;   ///< new format only: consecutive sequence numbers
    std::optional<Error> broken;  ///< why reading entries stopped, when it was not simply the end
    std::uint32_t broken_sequence = 0;

    [[nodiscard]] bool is_new() const { return base.type == FileType::new_log; }
};

Result<std::size_t> entry_size(Bytes log, std::size_t at) {
    auto size = load_le<std::uint32_t>(log, at + 4);
    if (size < entry_header || !contains(log, at, size)) return fail(Errc::corrupt, "ends before its length");
    return size;
}

Result<Entry> parse_entry(Bytes log, std::size_t at) {
    auto entry = log.subspan(at, TRY(entry_size(log, at)));
    if (marvin32(entry.first(32)) != load_le<std::uint64_t>(entry, 32)) return fail(Errc::corrupt, "wrong header hash");
    if (marvin32(entry.subspan(entry_header)) != load_le<std::uint64_t>(entry, 24))
        return fail(Errc::corrupt, "wrong content hash");
    Entry out;
    out.sequence = load_le<std::uint32_t>(entry, 12);
    out.bins_size = load_le<std::uint32_t>(entry, 16);
    out.count = load_le<std::uint32_t>(entry, 20);
    if (out.bins_size % page_size != 0) return fail(Errc::corrupt, "a hive size that is no multiple of 4096");
    ByteReader in(entry, entry_header);
    out.references = TRY(in.bytes(std::uint64_t{out.count} * reference_size));
    out.pages = entry.subspan(in.offset());
    return out;
}

void read_entries(ValidLog& log) {
    auto data = log.file->data;
    for (std::size_t at = sector_size; contains(data, at, entry_header);) {
        // Anything but a signature is what an older, longer run of entries left behind.
        if (std::memcmp(data.data() + at, "HvLE", 4) != 0) return;
        auto sequence = load_le<std::uint32_t>(data, at + 12);
        if (!log.entries.empty() && sequence != log.entries.back().sequence + 1) return;
        auto entry = parse_entry(data, at);
        if (!entry) {
            log.broken = entry.error().in(fmt::format("{}: entry {} at {}", log.file->name, sequence, at));
            log.broken_sequence = sequence;
            return;
        }
        log.entries.push_back(*entry);
        at += entry_header + entry->references.size() + entry->pages.size();
    }
}

Result<ValidLog> open_log(const LogFile& file) {
    auto base = TRY(parse_base_block(file.data));
    if (!base.is_intact()) return fail(Errc::corrupt, "wrong checksum");
    if (base.type != FileType::new_log && base.type != FileType::old_log && base.type != FileType::old_log_variant)
        return fail(Errc::corrupt, fmt::format("file type {} is not a log's", static_cast<std::uint32_t>(base.type)));
    if (base.primary_sequence != base.secondary_sequence)
        return fail(Errc::corrupt, fmt::format("not completely written (sequence numbers {}/{})", base.primary_sequence,
                                               base.secondary_sequence));
    ValidLog log;
    log.file = &file;
    log.base = base;
    if (log.is_new()) read_entries(log);
    return log;
}

class Replayer {
public:
    Replayer(std::vector<std::byte> hive, std::span<const LogFile> logs) : hive_(std::move(hive)) {
        for (const auto& file : logs) {
            // Windows keeps empty logs beside a hive that uses the other one.
            if (is_zero(file.data.first(std::min(file.data.size(), sector_size)))) continue;
            auto log = open_log(file);
            if (log)
                logs_.push_back(std::move(*log));
            else
                refused_.push_back(log.error().in(fmt::format("{}: log refused", file.name)));
        }
    }

    Result<Replayed> run() {
        auto base = parse_base_block(hive_);
        bool recover = !base || !base->is_intact();
        if (base && !base->is_dirty()) return finish(*base);
        if (recover) {
            auto recovered = recover_base_block();
            if (!recovered && !base) return fail(base.error());
            if (recovered) base = std::move(recovered);
        }
        auto result = *base;
        dirty_ = true;
        if (!apply_new(result, recover)) apply_old(result);
        return finish(result);
    }

private:
    void note(Note::Kind kind, Error why) { notes_.push_back({kind, std::move(why)}); }

    Result<Replayed> finish(BaseBlock base) {
        if (dirty_)
            for (auto& why : refused_) note(Note::Kind::loss, std::move(why));
        if (dirty_ && writes_ == 0) {
            for (auto& why : stale_) note(Note::Kind::loss, std::move(why));
            note(Note::Kind::loss,
                 {Errc::corrupt, fmt::format("read without its log (sequence numbers {}/{}{})", base.primary_sequence,
                                             base.secondary_sequence, base.is_intact() ? "" : ", wrong checksum")});
        } else if (dirty_) {
            note(Note::Kind::replayed,
                 {Errc::corrupt, fmt::format("{} writes ({} pages) replayed from its logs", writes_, pages_)});
        }
        Replayed out;
        out.hive = std::move(hive_);
        out.base = base;
        out.writes = writes_;
        out.pages = pages_;
        out.notes = std::move(notes_);
        return out;
    }

    /// Takes the base block of the log that goes on from what the primary holds, and puts it into the hive in memory.
    Result<BaseBlock> recover_base_block() {
        const ValidLog* best = nullptr;
        bool has_bins =
            contains(hive_, base_block_size, page_size) && std::memcmp(hive_.data() + base_block_size, "hbin", 4) == 0;
        if (!has_bins) return fail(Errc::corrupt, "no hive bins behind the base block");
        auto bin_time = load_le<std::uint64_t>(hive_, first_bin_time);
        for (const auto& log : logs_) {
            if (!log.is_new() && log.base.written != bin_time) continue;
            if (!best || log.base.primary_sequence > best->base.primary_sequence) best = &log;
        }
        if (!best) return fail(Errc::corrupt, "no log fits");
        std::copy_n(best->file->data.begin(), sector_size, hive_.begin());
        for (std::size_t i = 0; i < 4; ++i) hive_[28 + i] = std::byte{0};  // file type: primary
        note(Note::Kind::replayed, {Errc::corrupt, fmt::format("base block recovered from {}", best->file->name)});
        auto base = best->base;
        base.type = FileType::primary;
        base.computed = base.checksum;
        return base;
    }

    [[nodiscard]] const Entry* find_entry(std::uint32_t sequence) const {
        for (const auto& log : logs_) {
            // Sequence numbers of one log are consecutive, so the place of one is known.
            auto index = log.entries.empty() ? 0 : sequence - log.entries.front().sequence;
            if (index < log.entries.size()) return &log.entries[index];
        }
        return nullptr;
    }

    // With a base block taken from a log the primary's own number is lost. Entries that are applied again do no harm as
    // long as all later ones follow, so the longest unbroken run that leads to the recovered number is applied.
    [[nodiscard]] std::uint32_t first_of_run(std::uint32_t sequence) const {
        if (!find_entry(sequence)) return sequence;
        while (find_entry(sequence - 1)) --sequence;
        return sequence;
    }

    bool apply_new(BaseBlock& base, bool recovered) {
        bool any = std::any_of(logs_.begin(), logs_.end(), [](const auto& log) { return log.is_new(); });
        if (!any) return false;
        auto sequence = recovered ? first_of_run(base.secondary_sequence) : base.secondary_sequence;
        for (const auto* entry = find_entry(sequence); entry; entry = find_entry(++sequence)) {
            if (auto done = apply(*entry); !done) {
                note(Note::Kind::loss, done.error().in(fmt::format("log entry {}", sequence)));
                break;
            }
            base.primary_sequence = base.secondary_sequence = sequence;
            base.bins_size = entry->bins_size;
            base.checksum = base.computed;
            ++writes_;
        }
        for (const auto& log : logs_) {
            if (log.broken && log.broken_sequence >= sequence) note(Note::Kind::loss, *log.broken);
            if (log.is_new() && !log.entries.empty())
                stale_.push_back(
                    {Errc::corrupt,
                     fmt::format("{}: log refused: its entries {} to {} do not go on from {}", log.file->name,
                                 log.entries.front().sequence, log.entries.back().sequence, sequence)});
        }
        return writes_ != 0;
    }

    Result<void> grow(std::uint64_t bins_size) {
        auto size = base_block_size + bins_size;
        if (size <= hive_.size()) return {};
        if (size - hive_.size() + grown_ > growth_limit)
            return fail(Errc::limit, fmt::format("lets the hive grow to {} bytes", size));
        grown_ += static_cast<std::size_t>(size) - hive_.size();
        hive_.resize(static_cast<std::size_t>(size));
        return {};
    }

    Result<void> apply(const Entry& entry) {
        // All pages are checked before the first is written: an entry counts as a whole.
        ByteReader references(entry.references);
        std::uint64_t total = 0;
        for (std::uint32_t i = 0; i < entry.count; ++i) {
            std::uint64_t offset = TRY(references.u32());
            std::uint64_t size = TRY(references.u32());
            total += size;
            if (offset + size > entry.bins_size || total > entry.pages.size())
                return fail(Errc::corrupt, "a page lies outside the hive");
        }
        TRY(grow(entry.bins_size));
        ByteReader again(entry.references);
        ByteReader pages(entry.pages);
        for (std::uint32_t i = 0; i < entry.count; ++i) {
            auto offset = TRY(again.u32());
            auto page = TRY(pages.bytes(TRY(again.u32())));
            std::copy(page.begin(), page.end(), hive_.begin() + base_block_size + offset);
            ++pages_;
        }
        return {};
    }

    void apply_old(BaseBlock& base) {
        const ValidLog* best = nullptr;
        for (const auto& log : logs_) {
            if (log.is_new()) continue;
            if (log.base.written != base.written) {
                stale_.push_back(
                    {Errc::corrupt, fmt::format("{}: log refused: it belongs to another write", log.file->name)});
                continue;
            }
            if (!best || log.base.secondary_sequence > best->base.secondary_sequence) best = &log;
        }
        if (!best) return;
        if (auto done = apply_old_log(*best); !done) {
            note(Note::Kind::loss, done.error().in(best->file->name));
            if (pages_ == 0) return;
        }
        ++writes_;
        base.bins_size = best->base.bins_size;
        base.primary_sequence = base.secondary_sequence = best->base.secondary_sequence;
        base.checksum = base.computed;
    }

    Result<void> apply_old_log(const ValidLog& log) {
        auto data = log.file->data;
        ByteReader in(data, sector_size);
        if (as_text(TRY(in.bytes(4))) != "DIRT")
            return fail(Errc::corrupt, "no dirty vector (\"DIRT\") behind the base block");
        std::size_t bits = log.base.bins_size / sector_size;
        auto bitmap = TRY(in.bytes((bits + 7) / 8));
        TRY(grow(log.base.bins_size));
        TRY(in.seek((in.offset() + sector_size - 1) / sector_size * sector_size));
        for (std::size_t bit = 0; bit < bits; ++bit) {
            if ((std::to_integer<unsigned>(bitmap[bit / 8]) >> (bit % 8) & 1U) == 0) continue;
            auto page = in.bytes(sector_size);
            if (!page) return fail(Errc::corrupt, fmt::format("ends after {} of its dirty pages", pages_));
            std::copy(page->begin(), page->end(),
                      hive_.begin() + static_cast<std::ptrdiff_t>(base_block_size + bit * sector_size));
            ++pages_;
        }
        return {};
    }

    std::vector<std::byte> hive_;
    std::vector<ValidLog> logs_;
    std::vector<Error> refused_;
    // Good logs of another write: worth a word only when nothing could be replayed, because of two one is always old.
    std::vector<Error> stale_;
    std::vector<Note> notes_;
    std::size_t grown_ = 0;
    std::uint32_t writes_ = 0;
    std::uint32_t pages_ = 0;
    bool dirty_ = false;
};

}  // namespace

Result<Replayed> replay(std::vector<std::byte> hive, std::span<const LogFile> logs) {
    return Replayer(std::move(hive), logs).run();
}

}  // namespace quell::regf
