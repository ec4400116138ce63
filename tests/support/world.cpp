#include "support/world.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "base/text.hpp"

namespace quell::test {

namespace {

/// splitmix64 (Steele, Lea, Flood 2014): the number at a place, so that any part of a content can be made alone.
std::uint64_t mix(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15U;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31);
}

constexpr std::array<std::string_view, 16> words{
    "account ", "number  ", "of the  ", "north   ", "invoice ", "table   ", "value   ", "month   ",
    "office  ", "planned ", "and the ", "machine ", "total   ", "report  ", "within  ", "order\r\n ",
};

std::byte prose_at(std::uint64_t seed, std::uint64_t offset) {
    const auto& word = words[mix(seed + offset / 8) % words.size()];
    return static_cast<std::byte>(word[offset % 8]);
}

std::byte noise_at(std::uint64_t seed, std::uint64_t offset) {
    return static_cast<std::byte>(mix(seed ^ (offset / 8 * 0x2545F4914F6CDD1DU)) >> (offset % 8 * 8));
}

}  // namespace

Content Content::bytes(std::vector<std::byte> data) {
    Content content;
    content.kind_ = Kind::bytes;
    content.size_ = data.size();
    content.data_ = std::make_shared<const std::vector<std::byte>>(std::move(data));
    return content;
}

Content Content::text(std::string_view text) {
    auto data = as_bytes(text);
    return bytes({data.begin(), data.end()});
}

Content Content::prose(std::uint64_t seed, std::uint64_t size) {
    Content content;
    content.kind_ = Kind::prose;
    content.seed_ = seed;
    content.size_ = size;
    return content;
}

Content Content::noise(std::uint64_t seed, std::uint64_t size) {
    Content content = prose(seed, size);
    content.kind_ = Kind::noise;
    return content;
}

Content Content::zeros(std::uint64_t size) {
    Content content;
    content.size_ = size;
    return content;
}

Content Content::with(std::uint64_t offset, std::vector<std::byte> data) const {
    Content content = *this;
    content.size_ = std::max(size_, offset + data.size());
    content.patches_.push_back({offset, std::make_shared<const std::vector<std::byte>>(std::move(data))});
    return content;
}

void Content::fill(std::uint64_t offset, MutableBytes out) const {
    if (kind_ == Kind::zeros) return;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto at = offset + i;
        if (kind_ == Kind::bytes)
            out[i] = at < data_->size() ? (*data_)[static_cast<std::size_t>(at)] : std::byte{0};
        else
            out[i] = kind_ == Kind::prose ? prose_at(seed_, at) : noise_at(seed_, at);
    }
}

std::vector<std::byte> Content::part(std::uint64_t offset, std::uint64_t length) const {
    CHECK(offset <= size_ && length <= size_ - offset);
    std::vector<std::byte> out(static_cast<std::size_t>(length));
    fill(offset, out);
    for (const auto& patch : patches_) {
        const auto from = std::max(offset, patch.offset);
        const auto to = std::min(offset + length, patch.offset + patch.data->size());
        if (from >= to) continue;
        std::memcpy(out.data() + (from - offset), patch.data->data() + (from - patch.offset), to - from);
    }
    return out;
}

bool Content::is_hole(std::uint64_t offset, std::uint64_t length) const {
    if (kind_ != Kind::zeros) return false;
    return std::none_of(patches_.begin(), patches_.end(), [&](const Patch& patch) {
        return patch.offset < offset + length && offset < patch.offset + patch.data->size();
    });
}

WorldFile& WorldFile::created(Time time) {
    stamp.created = time;
    return *this;
}
WorldFile& WorldFile::modified(Time time) {
    stamp.modified = time;
    return *this;
}
WorldFile& WorldFile::times(const Stamp& value) {
    stamp = value;
    return *this;
}
WorldFile& WorldFile::read_only() {
    attributes |= 0x1;
    return *this;
}
WorldFile& WorldFile::hidden() {
    attributes |= 0x2;
    return *this;
}
WorldFile& WorldFile::system() {
    attributes |= 0x4;
    return *this;
}
WorldFile& WorldFile::stored(Storing how) {
    storing = how;
    return *this;
}
WorldFile& WorldFile::stream(std::string_view name, Content data) {
    streams.emplace_back(name, std::move(data));
    return *this;
}
WorldFile& WorldFile::link(std::string_view other_path) {
    links.emplace_back(other_path);
    return *this;
}
WorldFile& WorldFile::dos_name(std::string_view name) {
    dos = name;
    return *this;
}

World& World::stamp(Time time) { return stamp(Stamp::all(time)); }

World& World::stamp(const Stamp& value) {
    stamp_ = value;
    return *this;
}

WorldFile& World::file(std::string_view path, Content content) {
    return files_.emplace_back(WorldFile::Kind::file, std::string(path), std::move(content), stamp_);
}

WorldFile& World::folder(std::string_view path) {
    return files_.emplace_back(WorldFile::Kind::folder, std::string(path), Content(), stamp_);
}

WorldFile& World::existing(std::string_view path) {
    const auto found =
        std::find_if(files_.begin(), files_.end(), [&](const WorldFile& file) { return equal_fold(file.path, path); });
    CHECK(found != files_.end());
    return *found;
}

WorldFile& World::replace(std::string_view path, Content content) {
    auto& file = existing(path);
    file.content = std::move(content);
    file.stamp = stamp_;
    file.links.clear();
    return file;
}

WorldFile& World::rename(std::string_view path, std::string_view to) {
    auto& file = existing(path);
    file.path = to;
    return file;
}

const WorldFile* World::find(std::string_view path) const {
    for (const auto& file : files_)
        if (equal_fold(file.path, path)) return &file;
    return nullptr;
}

namespace {

namespace fs = std::filesystem;

fs::path below(const fs::path& root, std::string path) {
    std::replace(path.begin(), path.end(), '\\', '/');
    return root / fs::path(std::u8string(path.begin(), path.end()));
}

Result<void> write_file(const fs::path& path, const WorldFile& file) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream out(path, std::ios::binary);
    constexpr std::uint64_t piece = 1 << 20;
    for (std::uint64_t at = 0; at < file.content.size(); at += piece) {
        const auto length = std::min(piece, file.content.size() - at);
        if (file.content.is_hole(at, length) && at + length < file.content.size()) {
            out.seekp(static_cast<std::streamoff>(length), std::ios::cur);
            continue;
        }
        const auto data = file.content.part(at, length);
        out.write(as_text(data).data(), static_cast<std::streamsize>(data.size()));
    }
    out.close();
    if (!out) return fail(Errc::io, "cannot write " + path.string());
    const auto modified =
        std::chrono::file_clock::from_sys(std::chrono::time_point_cast<std::chrono::seconds>(file.stamp.modified));
    fs::last_write_time(path, std::chrono::time_point_cast<fs::file_time_type::duration>(modified), error);
    return {};
}

}  // namespace

Result<void> write_folder(const World& world, const std::string& folder) {
    const fs::path root{std::u8string(folder.begin(), folder.end())};
    std::error_code error;
    fs::create_directories(root, error);
    for (const auto& file : world.files()) {
        if (file.kind == WorldFile::Kind::folder) {
            fs::create_directories(below(root, file.path), error);
            continue;
        }
        TRY(write_file(below(root, file.path), file));
        for (const auto& link : file.links) TRY(write_file(below(root, link), file));
    }
    return {};
}

}  // namespace quell::test
