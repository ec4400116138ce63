#include "sources/image_source.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/file.hpp"
#include "sources/drive_letters.hpp"
#include "sources/ntfs_tree.hpp"
#include "sources/windows_installation.hpp"
#include "storage/disk_image.hpp"
#include "storage/disk_layout.hpp"

namespace quell::sources {

namespace {

using partition::FileSystem;

constexpr int recognised = 90;
constexpr int readable = 10;

constexpr std::string_view expected = "expected a raw disk image or volume with NTFS, or a folder";

bool is_unrecognised(const storage::DiskLayout& layout) {
    if (layout.scheme != storage::Scheme::none || layout.volumes.empty()) return false;
    const auto kind = layout.volumes.front().kind;
    return kind == FileSystem::unknown || kind == FileSystem::empty;
}

// Parts of a disk in which neither Windows nor anybody's files can be.
bool is_of_no_interest(const storage::Volume& volume) {
    return holds_no_files(volume.kind) || volume.purpose == "EFI system" || volume.purpose == "Microsoft reserved";
}

Gap gap_of(const storage::Volume& volume, storage::Scheme scheme) {
    const auto kind = name_of(volume.kind);
    if (is_of_no_interest(volume))
        return {GapKind::not_applicable,
                View::volume,
                describe(volume, scheme),
                {Errc::unsupported, fmt::format("{}: holds no files of Windows or its users, not read", kind)}};
    return {GapKind::unseen,
            View::volume,
            describe(volume, scheme),
            {Errc::unsupported, fmt::format("{}: only NTFS is read", kind)}};
}

// An NTFS volume without Windows, until the letters are known.
struct DataVolume {
    storage::Volume volume;
    Origin origin;
    std::shared_ptr<const NtfsTree> tree;
    std::vector<Gap> gaps;
};

class DiskOpener {
public:
    DiskOpener(const std::string& locator, std::shared_ptr<const ByteSource> disk, storage::Scheme scheme)
        : disk_(std::move(disk)), scheme_(scheme) {
        target_.locator = locator;
    }

    Result<void> add(const storage::Volume& volume, const Work& work) {
        if (volume.kind != FileSystem::ntfs) {
            target_.gaps.push_back(gap_of(volume, scheme_));
            return {};
        }
        auto bytes = std::make_shared<const storage::SharedWindow>(disk_, volume.offset, volume.size);
        auto tree = NtfsTree::open(std::move(bytes), WinPath("C:\\"), work);
        if (!tree) {
            if (tree.error().code == Errc::cancelled) return fail(tree.error());
            target_.gaps.push_back({GapKind::unseen, View::volume, describe(volume, scheme_), tree.error()});
            return {};
        }
        for (const auto& note : (*tree)->volume().notes())
            target_.gaps.push_back(
                {GapKind::not_applicable, View::volume, describe(volume, scheme_), {Errc::corrupt, note}});
        add_ntfs(volume, *tree, work);
        return {};
    }

    // What a partition table promises and the disk does not keep belongs to the disk.
    void add(const storage::LayoutProblem& problem) {
        target_.gaps.push_back({GapKind::unseen, View::volume, problem.where, problem.why});
    }

    Target finish() {
        for (auto& data : data_) {
            auto letter = letter_of(data.volume);
            const WinPath root(letter ? *letter + "\\" : fmt::format("volume{}:\\", data.volume.number));
            TreeAt tree_at = [&](const WinPath& at) { return data.tree->rooted(at); };
            target_.hosts.push_back(data_host(tree_at, data.origin, root, std::move(data.gaps)));
        }
        // A volume that cannot be read may be D: of the Windows beside it: that machine has not been seen whole.
        for (auto& host : target_.hosts)
            if (host.has_windows())
                for (const auto& gap : target_.gaps) host.miss(gap);
        return std::move(target_);
    }

private:
    void add_ntfs(const storage::Volume& volume, const std::shared_ptr<const NtfsTree>& tree, const Work& work) {
        Origin origin{escape_for_display(target_.locator), "image"};
        if (scheme_ != storage::Scheme::none) origin.locator += fmt::format(", partition {}", volume.number);
        TreeAt tree_at = [&](const WinPath& root) { return tree->rooted(root); };
        auto hosts = windows_hosts(tree_at, origin, work);
        if (hosts.items.empty()) {
            data_.push_back({volume, std::move(origin), tree, std::move(hosts.gaps)});
            return;
        }
        for (auto& host : hosts.items) target_.hosts.push_back(std::move(host));
        for (auto& gap : hosts.gaps) target_.gaps.push_back(std::move(gap));
    }

    // The first Windows of the disk that knows the volume decides.
    [[nodiscard]] std::optional<std::string> letter_of(const storage::Volume& volume) const {
        for (const auto& host : target_.hosts) {
            if (host.registry() == nullptr) continue;
            if (auto letter = letter_in(*host.registry(), volume.mount_id)) return letter;
        }
        return std::nullopt;
    }

    std::shared_ptr<const ByteSource> disk_;
    storage::Scheme scheme_;
    Target target_;
    std::vector<DataVolume> data_;
};

}  // namespace

int ImageSource::fit(const std::string& locator) const {
    auto about = platform::describe(locator);
    if (!about || about->kind != platform::EntryKind::file) return 0;
    auto disk = storage::open_disk_image(locator);
    if (!disk) return readable;
    auto layout = storage::read_layout(**disk);
    return layout && !is_unrecognised(*layout) ? recognised : readable;
}

Result<Target> ImageSource::open(const std::string& locator, const Work& work) const {
    work.progress.begin("open", 0);
    auto read = [&]() -> Result<std::pair<std::shared_ptr<const ByteSource>, storage::DiskLayout>> {
        auto disk = TRY(storage::open_disk_image(locator));
        auto layout = TRY(storage::read_layout(*disk));
        return std::pair(std::move(disk), std::move(layout));
    }();
    work.progress.end();
    if (!read) return fail(read.error());
    const auto& [disk, layout] = *read;
    if (is_unrecognised(layout))
        return fail(Errc::invalid,
                    fmt::format("neither a partition table nor a known file system in {} bytes of {}; {}", disk->size(),
                                name_of(layout.volumes.front().kind), expected));
    DiskOpener opener(locator, disk, layout.scheme);
    for (const auto& volume : layout.volumes) TRY(opener.add(volume, work));
    for (const auto& problem : layout.problems) opener.add(problem);
    return opener.finish();
}

}  // namespace quell::sources
