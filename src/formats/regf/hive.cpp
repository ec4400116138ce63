#include "formats/regf/hive.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace quell::regf {

namespace {

constexpr std::size_t bin_header = 32;

std::string path_of(const KeyWalk& walk, const Key& key) {
    if (walk.depth() == 0) return {};
    auto path = walk.parent_path();
    if (!path.empty()) path += '\\';
    return path + key.name().text();
}

Error in_key(const Error& error, const std::string& path) { return error.in(path.empty() ? "root key" : path); }

/// The keys met so far; cells are aligned to eight bytes.
class Visited {
public:
    explicit Visited(std::size_t bins_size) : bits_(bins_size / 4 / 64 + 1) {}
    /// False when it was there already.
    bool insert(std::uint32_t offset) {
        auto& word = bits_[offset / 4 / 64];
        auto bit = std::uint64_t{1} << (offset / 4 % 64);
        bool is_new = (word & bit) == 0;
        word |= bit;
        return is_new;
    }

private:
    std::vector<std::uint64_t> bits_;
};

/// Size of the bin at `at`, when a sound one begins there.
std::optional<std::size_t> bin_size(Bytes bins, std::size_t at) {
    if (!contains(bins, at, bin_header) || as_text(bins.subspan(at, 4)) != "hbin") return std::nullopt;
    auto size = load_le<std::uint32_t>(bins, at + 8);
    if (load_le<std::uint32_t>(bins, at + 4) != at || size == 0 || size % page_size != 0) return std::nullopt;
    if (!contains(bins, at, size)) return std::nullopt;
    return size;
}

}  // namespace

std::optional<Result<Key>> KeyWalk::next() {
    if (!is_started_) {
        is_started_ = true;
        return Result<Key>(*given_);
    }
    if (given_) {
        levels_.push_back({*given_, given_->subkeys()});
        given_.reset();
    }
    while (!levels_.empty()) {
        auto key = levels_.back().cursor.next();
        if (key) {
            if (*key) given_ = **key;
            return key;
        }
        levels_.pop_back();
    }
    return std::nullopt;
}

std::string KeyWalk::parent_path() const {
    std::string path;
    for (std::size_t i = 1; i < levels_.size(); ++i) {
        if (i > 1) path += '\\';
        path += levels_[i].key.name().text();
    }
    return path;
}

Result<Hive> Hive::open(std::vector<std::byte> primary, std::span<const LogFile> logs) {
    auto replayed = TRY(replay(std::move(primary), logs));
    if (replayed.base.type != FileType::primary) return fail(Errc::corrupt, "a transaction log, not a registry hive");
    if (replayed.hive.size() <= base_block_size) return fail(Errc::corrupt, "a base block without hive bins");
    Hive hive;
    hive.base_ = replayed.base;
    hive.replayed_pages_ = replayed.pages;
    hive.notes_ = std::move(replayed.notes);
    auto there = replayed.hive.size() - base_block_size;
    std::size_t claimed = replayed.base.bins_size;
    if (claimed == 0 || claimed % page_size != 0) {
        hive.note_damage(
            {Errc::corrupt, fmt::format("base block gives {} bytes of hive bins, no multiple of 4096", claimed)});
        claimed = there;
    }
    if (claimed > there)
        hive.note_damage(
            {Errc::corrupt, fmt::format("cut short: {} of {} bytes of hive bins are there", there, claimed)});
    hive.cells_ =
        std::make_unique<Cells>(std::move(replayed.hive), std::min(there, claimed), replayed.base.minor_version);
    hive.check_bins();
    TRY(hive.find_root());
    TRY(hive.check_tree());
    if (hive.damages_ > note_limit)
        hive.notes_.push_back(
            {Note::Kind::loss, {Errc::corrupt, fmt::format("{} more damaged places", hive.damages_ - note_limit)}});
    return hive;
}

void Hive::note_damage(Error why) {
    if (++damages_ <= note_limit) notes_.push_back({Note::Kind::loss, std::move(why)});
}

void Hive::check_bins() {
    auto bins = cells_->bins();
    std::size_t first = 0;
    std::size_t lost = 0;
    for (std::size_t at = 0; at < bins.size();) {
        auto size = bin_size(bins, at);
        if (!size && lost == 0) first = at;
        if (!size) lost += std::min(page_size, bins.size() - at);
        at += size.value_or(page_size);
    }
    if (lost != 0)
        note_damage({Errc::corrupt,
                     fmt::format("{} bytes of {} are no hive bins, the first at 0x{:x}", lost, bins.size(), first)});
}

Result<void> Hive::find_root() {
    auto root = Key::at(*cells_, base_.root);
    if (!root) {
        // Where Windows puts it when it makes a hive.
        auto first = Key::at(*cells_, bin_header);
        if (!first) return fail(root.error().in("no root key"));
        note_damage(root.error().in("root key taken from the first cell"));
        root = std::move(first);
    }
    root_ = *root;
    return {};
}

// No honest hive has more references than four-byte words; one that shares its lists among many keys would have.
Result<void> Hive::spend(std::uint64_t links) {
    if (links > links_left_) return fail(Errc::corrupt, "more keys and values than a hive of its size can hold");
    links_left_ -= links;
    return {};
}

Result<void> Hive::check_tree() {
    auto size = cells_->bins().size();
    Visited visited(size);
    links_left_ = size / 4;
    KeyWalk walk(*root_);
    while (auto key = walk.next()) {
        TRY(spend(1));
        if (!*key) {
            note_damage(in_key(key->error(), walk.parent_path()));
            continue;
        }
        bool is_new = visited.insert((*key)->offset());
        if (!is_new || walk.depth() > depth_limit) {
            cells_->refuse(walk.parent().offset(), walk.index());
            note_damage(in_key({Errc::corrupt, is_new ? "deeper than 512 levels" : "a subkey was met before"},
                               walk.parent_path()));
            walk.prune();
            continue;
        }
        ++key_count_;
        TRY(check_values(**key, walk));
    }
    cells_->seal();
    return {};
}

Result<void> Hive::check_values(const Key& key, const KeyWalk& walk) {
    auto cursor = key.values();
    while (auto value = cursor.next()) {
        TRY(spend(1));
        if (!*value) {
            note_damage(in_key(value->error(), path_of(walk, key)));
            continue;
        }
        TRY(spend(std::min<std::uint64_t>((*value)->size(), cells_->bins().size()) / big_data_segment));
        if (auto whole = (*value)->check_data(); !whole) {
            note_damage(in_key(whole.error().in((*value)->name().text()), path_of(walk, key)));
            continue;
        }
        ++value_count_;
    }
    return {};
}

}  // namespace quell::regf
