// A registry hive in memory: keys, values and what could not be read of them.
//
// Layout as in Maxim Suhanov's "Windows registry file format specification" (github.com/msuhanov/regf): a base block of
// 4 KiB, then hive bins; offsets count from the first bin and point at cells of a 4-byte size and content. Kinds of
// content: nk (key), vk (value), lf/lh/li/ri (lists of subkeys), db (big data).
//
// Made for files of an enemy: every cell is checked when it is reached; links that would make a loop, reach a key a
// second time or go deeper than Windows allows are refused when the hive is opened, so that a caller may walk freely.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "formats/regf/base_block.hpp"
#include "formats/regf/key.hpp"
#include "formats/regf/log.hpp"

namespace quell::regf {

/// Levels of keys that Windows allows (Microsoft Learn, "Registry element size limits").
inline constexpr std::size_t depth_limit = 512;

/// Visits a key and everything below it, each key before its subkeys, without recursion.
class KeyWalk {
public:
    explicit KeyWalk(const Key& top) : given_(top) {}
    /// The next key, or why one (and what is below it) cannot be read; nothing at the end.
    std::optional<Result<Key>> next();
    /// Does not go below the key that `next` gave last.
    void prune() { given_.reset(); }
    /// Levels below the top of what `next` gave last.
    [[nodiscard]] std::size_t depth() const { return levels_.size(); }
    /// Parent of what `next` gave last, and its position there; only below the top.
    [[nodiscard]] const Key& parent() const { return levels_.back().key; }
    [[nodiscard]] std::uint32_t index() const { return levels_.back().cursor.index(); }
    /// Path of that parent relative to the top: "A\B".
    [[nodiscard]] std::string parent_path() const;

private:
    struct Level {
        Key key;
        SubkeyCursor cursor;
    };
    std::optional<Key> given_;
    std::vector<Level> levels_;
    bool is_started_ = false;
};

class Hive {
public:
    /// Replays the logs when the hive is dirty, then checks all of it once. Fails when it is no hive, has no root key
    /// or links more than its size can hold; everything less is a note. The logs' bytes are not needed afterwards.
    static Result<Hive> open(std::vector<std::byte> primary, std::span<const LogFile> logs = {});

    [[nodiscard]] const Key& root() const { return *root_; }
    /// After replay.
    [[nodiscard]] const BaseBlock& base() const { return base_; }
    /// Dirty pages taken from logs.
    [[nodiscard]] std::uint32_t replayed_pages() const { return replayed_pages_; }
    /// About the logs, and at most `note_limit` about damaged parts; the last says how many more there are.
    [[nodiscard]] const std::vector<Note>& notes() const { return notes_; }
    static constexpr std::size_t note_limit = 32;
    /// The hive bins, used cells and free ones.
    [[nodiscard]] Bytes bins() const { return cells_->bins(); }
    /// Bytes of hive bins held in memory.
    [[nodiscard]] std::uint64_t size() const { return cells_->bins().size(); }
    /// Keys and values that can be reached and read.
    [[nodiscard]] std::uint64_t key_count() const { return key_count_; }
    [[nodiscard]] std::uint64_t value_count() const { return value_count_; }

private:
    Hive() = default;
    void note_damage(Error why);
    void check_bins();
    Result<void> find_root();
    Result<void> check_tree();
    Result<void> check_values(const Key& key, const KeyWalk& walk);
    Result<void> spend(std::uint64_t links);

    // On the heap: keys point to it, and a Hive may be moved.
    std::unique_ptr<Cells> cells_;
    std::optional<Key> root_;
    BaseBlock base_;
    std::uint32_t replayed_pages_ = 0;
    std::vector<Note> notes_;
    std::uint64_t damages_ = 0;
    std::uint64_t links_left_ = 0;
    std::uint64_t key_count_ = 0;
    std::uint64_t value_count_ = 0;
};

}  // namespace quell::regf
