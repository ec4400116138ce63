#include "sources/ntfs_tree.hpp"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>

#include "base/text.hpp"
#include "storage/mft_children.hpp"

namespace quell::sources {

namespace {

using storage::MftEntry;
using storage::MftIndex;
using storage::NameSlot;

constexpr auto root_record = static_cast<std::uint32_t>(ntfs::system_record::root);
constexpr std::uint64_t lost_folder = ~std::uint64_t{0};
// How often a walk looks at its stop token and tells its progress.
constexpr std::uint32_t records_between_looks = 4096;

FileFacts facts_of(const MftEntry& entry, std::uint32_t record) {
    FileFacts facts;
    facts.kind = entry.is(MftEntry::link)        ? FileKind::link
                 : entry.is(MftEntry::directory) ? FileKind::directory
                                                 : FileKind::file;
    facts.deleted = !entry.is(MftEntry::in_use);
    facts.attributes = entry.attributes;
    facts.size = entry.is(MftEntry::directory) ? 0 : entry.size;
    facts.created = from_filetime(entry.times.created);
    facts.modified = from_filetime(entry.times.modified);
    facts.changed = from_filetime(entry.times.changed);
    facts.accessed = from_filetime(entry.times.accessed);
    facts.id = ntfs::make_reference(record, entry.sequence);
    return facts;
}

bool is_listed_name(const MftIndex& index, NameSlot slot) {
    return !slot.is_further() || !index.further()[slot.row()].is_short;
}

std::string joined(const WinPath& root, std::string_view below) {
    std::string path = root.text();
    if (!path.ends_with('\\')) path += '\\';
    return path += below;
}

}  // namespace

// What all trees over one volume have in common. The children are looked at only by `find` and `list`.
struct NtfsTree::Shared {
    std::shared_ptr<const storage::NtfsVolume> volume;
    MftIndex index;
    mutable std::once_flag once;
    mutable std::unique_ptr<const storage::MftChildren> made_children;

    Shared(std::shared_ptr<const storage::NtfsVolume> opened, MftIndex built)
        : volume(std::move(opened)), index(std::move(built)) {}
    const storage::MftChildren& children() const {
        std::call_once(once, [this] { made_children = std::make_unique<storage::MftChildren>(index); });
        return *made_children;
    }
};

// Neighbours of a walk mostly share their folder.
struct NtfsTree::PathCache {
    std::mutex guard;
    std::optional<std::uint64_t> folder;
    std::string path;
};

NtfsTree::NtfsTree(std::shared_ptr<const Shared> shared, WinPath root)
    : shared_(std::move(shared)), root_(std::move(root)), cache_(std::make_unique<PathCache>()) {}

NtfsTree::~NtfsTree() = default;

Result<std::shared_ptr<const NtfsTree>> NtfsTree::open(std::shared_ptr<const ByteSource> volume, WinPath root,
                                                       const Work& work) {
    auto opened = TRY(storage::NtfsVolume::open(std::move(volume)));
    auto index = TRY(MftIndex::build(*opened, work));
    auto shared = std::make_shared<const Shared>(std::move(opened), std::move(index));
    return std::shared_ptr<const NtfsTree>(new NtfsTree(std::move(shared), std::move(root)));
}

std::shared_ptr<const NtfsTree> NtfsTree::rooted(WinPath root) const {
    return std::shared_ptr<const NtfsTree>(new NtfsTree(shared_, std::move(root)));
}

const storage::NtfsVolume& NtfsTree::volume() const { return *shared_->volume; }

std::vector<Gap> NtfsTree::walk(FileVisitor& visitor, Deleted deleted, const Work& work) const {
    const auto& index = shared_->index;
    std::vector<Gap> gaps;
    for (const auto& damage : index.damage())
        gaps.push_back(
            {GapKind::unseen, View::files, joined(root_, fmt::format("$MFT record {}", damage.record)), damage.why});
    if (index.more_damage() != 0)
        gaps.push_back({GapKind::unseen, View::files, joined(root_, "$MFT"),
                        Error{Errc::corrupt, fmt::format("{} more damaged records", index.more_damage())}});
    work.progress.begin("files", index.size());
    for (std::uint32_t record = 0; record < index.size(); ++record) {
        if (record % records_between_looks == 0) {
            work.progress.advance(record);
            if (work.stop.stop_requested()) {
                gaps.push_back({GapKind::unseen, View::files, root_.text(), Error{Errc::cancelled, "stopped"}});
                break;
            }
        }
        const auto& entry = index.entry(record);
        if (!entry.is(MftEntry::present) || record == root_record) continue;
        if (deleted == Deleted::left_out && !entry.is(MftEntry::in_use)) continue;
        auto facts = facts_of(entry, record);
        auto visit = [&](NameSlot slot, std::string_view name) {
            auto folder = index.folder(slot);
            auto id = folder ? ntfs::make_reference(*folder, index.entry(*folder).sequence) : lost_folder;
            visitor.visit({name, facts, id, slot.value(), *this});
        };
        for_each_name(index, record, [&](NameSlot slot) {
            if (is_listed_name(index, slot)) visit(slot, index.name(slot));
        });
        bool unnamed = !entry.is(MftEntry::named) && entry.is(MftEntry::in_use);
        if (unnamed && record >= ntfs::system_record::first_user)
            visit(NameSlot::main(record), fmt::format("$Record{}", record));
    }
    work.progress.end();
    return gaps;
}

std::string NtfsTree::folder_path(std::uint64_t slot) const {
    const auto& index = shared_->index;
    auto folder = index.folder(NameSlot::from(static_cast<std::uint32_t>(slot)));
    auto key = folder ? *folder : lost_folder;
    std::lock_guard guard(cache_->guard);
    if (cache_->folder != key) {
        cache_->path = joined(root_, "");
        index.append_folder(cache_->path, folder);
        cache_->folder = key;
    }
    return cache_->path;
}

WinPath NtfsTree::path_of(const FileView& view) const { return WinPath(folder_path(view.slot).append(view.name)); }

Result<std::uint32_t> NtfsTree::find_record(const WinPath& path) const {
    auto missing = [&] { return fail(Errc::not_found, fmt::format("{}: no such file or folder", path.text())); };
    if (!path.is_within(root_)) return missing();
    const auto& children = shared_->children();
    auto root_depth = root_.below_volume().empty() ? 0 : split(root_.below_volume(), '\\').size();
    std::uint32_t record = root_record;
    for (auto part : split(path.below_volume(), '\\')) {
        if (root_depth > 0) {
            --root_depth;
            continue;
        }
        if (part.empty()) continue;
        auto slot = children.find(record, part);
        if (!slot) return missing();
        record = shared_->index.record_of(*slot);
    }
    return record;
}

Result<File> NtfsTree::find(const WinPath& path) const {
    auto record = TRY(find_record(path));
    return File{path, facts_of(shared_->index.entry(record), record)};
}

Result<std::vector<File>> NtfsTree::list(const WinPath& folder) const {
    auto record = TRY(find_record(folder));
    const auto& index = shared_->index;
    const auto& entry = index.entry(record);
    if (record != root_record && (!entry.is(MftEntry::directory) || entry.is(MftEntry::link)))
        return fail(Errc::not_found, fmt::format("{}: not a folder", folder.text()));
    auto slots = shared_->children().in(record);
    std::vector<std::pair<std::string, NameSlot>> names;
    names.reserve(slots.size());
    for (auto slot : slots) names.emplace_back(fold_case(index.name(slot)), slot);
    std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<File> files;
    files.reserve(names.size());
    for (const auto& [folded, slot] : names) {
        auto child = index.record_of(slot);
        files.push_back({folder / index.name(slot), facts_of(index.entry(child), child)});
    }
    return files;
}

Result<storage::NtfsFile> NtfsTree::record_of(const File& file) const {
    auto record = TRY(shared_->volume->file(ntfs::record_of(file.facts.id)));
    if (record.header().sequence != ntfs::sequence_of(file.facts.id))
        return fail(Errc::not_found, fmt::format("{}: its record holds another file by now", file.path.text()));
    return record;
}

Result<std::unique_ptr<ByteSource>> NtfsTree::open(const File& file, std::string_view stream) const {
    auto record = TRY(record_of(file));
    auto source = shared_->volume->open_stream(record, stream);
    if (!source) return fail(source.error().in(file.path.text()));
    return source;
}

Result<std::vector<StreamInfo>> NtfsTree::streams(const File& file) const {
    auto number = ntfs::record_of(file.facts.id);
    if (number >= shared_->index.size())
        return fail(Errc::not_found, fmt::format("{}: no such record", file.path.text()));
    const auto& entry = shared_->index.entry(static_cast<std::uint32_t>(number));
    std::vector<StreamInfo> streams;
    if (!entry.is(MftEntry::streams) && !entry.is(MftEntry::spread)) return streams;
    auto record = TRY(record_of(file));
    for (auto& stream : record.streams())
        if (!stream.name.empty()) streams.push_back({std::move(stream.name), stream.size});
    if (streams.empty() && !record.damage().empty()) return fail(record.damage().front().in(file.path.text()));
    return streams;
}

}  // namespace quell::sources
