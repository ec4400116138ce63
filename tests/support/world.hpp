// A volume of a Windows machine as data: files with their content, times and attributes. It can be written as an NTFS
// image (support/ntfs_image.hpp) or as a folder tree. Everything is made by code; nothing in it can run.
//
//     World world;
//     world.stamp(*parse_time("2017-05-12T07:44:11Z"));
//     world.file("Windows\\mssecsvc.exe", Content::bytes(build_pe(spec)));
//     world.file("Users\\li\\notes.txt", Content::text("…")).hidden().stream("Zone.Identifier", Content::text("…"));
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace quell::test {

/// What a file holds: a recipe, so that a world of 200,000 files needs little memory. The same recipe gives the same
/// bytes on every machine.
class Content {
public:
    Content() = default;
    static Content bytes(std::vector<std::byte> data);
    static Content text(std::string_view text);
    /// Lines of words, as a log or a manifest has them.
    static Content prose(std::uint64_t seed, std::uint64_t size);
    /// Bytes that do not compress.
    static Content noise(std::uint64_t seed, std::uint64_t size);
    static Content zeros(std::uint64_t size);
    /// `data` laid over this content at `offset`; the content grows when needed.
    [[nodiscard]] Content with(std::uint64_t offset, std::vector<std::byte> data) const;

    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// All bytes of [offset, offset + length), which must lie inside.
    [[nodiscard]] std::vector<std::byte> part(std::uint64_t offset, std::uint64_t length) const;
    [[nodiscard]] std::vector<std::byte> all() const { return part(0, size_); }
    /// True for [offset, offset + length) when nothing but zeros is known to be there without making it.
    [[nodiscard]] bool is_hole(std::uint64_t offset, std::uint64_t length) const;

private:
    enum class Kind : std::uint8_t { zeros, bytes, prose, noise };
    struct Patch {
        std::uint64_t offset = 0;
        std::shared_ptr<const std::vector<std::byte>> data;
    };
    void fill(std::uint64_t offset, MutableBytes out) const;

    Kind kind_ = Kind::zeros;
    std::uint64_t seed_ = 0;
    std::uint64_t size_ = 0;
    // Shared: several files may have the same content, and content is never changed.
    std::shared_ptr<const std::vector<std::byte>> data_;
    std::vector<Patch> patches_;
};

/// The four times of $STANDARD_INFORMATION.
struct Stamp {
    Time created{};
    Time modified{};
    Time changed{};
    Time accessed{};
    static Stamp all(Time time) { return {time, time, time, time}; }
};

enum class Storing : std::uint8_t { plain, sparse, compressed };

/// One file or folder, made by World and then refined.
class WorldFile {
public:
    enum class Kind : std::uint8_t { file, folder };

    WorldFile(Kind what, std::string where, Content bytes, const Stamp& times_of_it)
        : path(std::move(where)), content(std::move(bytes)), stamp(times_of_it), kind(what) {}

    WorldFile& created(Time time);
    WorldFile& modified(Time time);
    WorldFile& times(const Stamp& value);
    WorldFile& hidden();
    WorldFile& system();
    WorldFile& read_only();
    WorldFile& stored(Storing how);
    WorldFile& stream(std::string_view name, Content data);
    /// A further name of the same file (a hard link): path below the volume.
    WorldFile& link(std::string_view other_path);
    /// The 8.3 name, "PROGRA~1".
    WorldFile& dos_name(std::string_view name);

    std::string path;  ///< below the volume, backslashes, as written
    Content content;   ///< empty for a folder
    Stamp stamp;
    Kind kind;
    std::uint32_t attributes = 0;  ///< FILE_ATTRIBUTE_READONLY, HIDDEN, SYSTEM
    Storing storing = Storing::plain;
    std::vector<std::pair<std::string, Content>> streams;
    std::vector<std::string> links;
    std::string dos;
};

class World {
public:
    /// The times of everything added from now on.
    World& stamp(Time time);
    World& stamp(const Stamp& value);

    /// Folders on the way need not be added: they get the times of the first file in them. Adding a path twice is an
    /// error of the caller. References stay valid.
    WorldFile& file(std::string_view path, Content content);
    WorldFile& folder(std::string_view path);
    /// Gives the file at `path`, which must be there, other content and the times of now; its further names are cut off
    /// and keep nothing.
    WorldFile& replace(std::string_view path, Content content);
    /// The file at `path`, which must be there, is called `to` from now on.
    WorldFile& rename(std::string_view path, std::string_view to);

    [[nodiscard]] const std::deque<WorldFile>& files() const { return files_; }
    /// Null when there is none; compared without case.
    [[nodiscard]] const WorldFile* find(std::string_view path) const;

private:
    WorldFile& existing(std::string_view path);

    Stamp stamp_;
    std::deque<WorldFile> files_;
};

/// Writes the world below `folder`, which is made when missing: names in UTF-8, content and modification times.
/// Attributes, alternate streams and the other times are lost; a hard link becomes a copy.
Result<void> write_folder(const World& world, const std::string& folder);

}  // namespace quell::test
