#include "support/ntfs_image.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"

// Headers of a C library: their casts and zero-length arrays are not our style to judge.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wpedantic"
extern "C" {
#include <ntfs-3g/attrib.h>
#include <ntfs-3g/dir.h>
#include <ntfs-3g/inode.h>
#include <ntfs-3g/volume.h>
}
#pragma GCC diagnostic pop
#undef min
#undef max

extern char** environ;

namespace quell::test {

namespace {

constexpr std::uint64_t root_record = FILE_root;
constexpr std::uint64_t piece = 4U << 20;
constexpr std::uint64_t sparse_piece = 64U << 10;

Failure library_error(std::string_view what, std::string_view path) {
    return fail(Errc::io, fmt::format("{} {}: {}", what, path, std::strerror(errno)));
}

std::int64_t file_time(Time time) { return static_cast<std::int64_t>(to_filetime(time)); }

void set_times(ntfs_inode* inode, const Stamp& stamp) {
    inode->creation_time = file_time(stamp.created);
    inode->last_data_change_time = file_time(stamp.modified);
    inode->last_mft_change_time = file_time(stamp.changed);
    inode->last_access_time = file_time(stamp.accessed);
    set_nino_flag(inode, Dirty);
    set_nino_flag(inode, FileNameDirty);
}

/// The library gives $FILE_NAME the present; Windows writes there what was true when the name was made.
Result<void> set_name_times(ntfs_inode* inode, const Stamp& stamp, std::uint32_t attributes) {
    auto* context = ntfs_attr_get_search_ctx(inode, nullptr);
    if (context == nullptr) return fail(Errc::io, "no search context");
    while (ntfs_attr_lookup(AT_FILE_NAME, nullptr, 0, CASE_SENSITIVE, 0, nullptr, 0, context) == 0) {
        auto* value = reinterpret_cast<std::uint8_t*>(context->attr) + context->attr->value_offset;
        auto* name = reinterpret_cast<FILE_NAME_ATTR*>(value);
        name->creation_time = file_time(stamp.created);
        name->last_data_change_time = file_time(stamp.created);
        name->last_mft_change_time = file_time(stamp.created);
        name->last_access_time = file_time(stamp.created);
        name->file_attributes = static_cast<FILE_ATTR_FLAGS>(name->file_attributes | attributes);
        ntfs_inode_mark_dirty(context->ntfs_ino);
    }
    ntfs_attr_put_search_ctx(context);
    return {};
}

class Name {
public:
    explicit Name(std::string_view name) : text_(utf16_from_utf8(name)) {}
    [[nodiscard]] ntfschar* data() { return reinterpret_cast<ntfschar*>(text_.data()); }
    [[nodiscard]] std::uint8_t length() const { return static_cast<std::uint8_t>(text_.size()); }

private:
    std::u16string text_;
};

struct AttributeClose {
    void operator()(ntfs_attr* attribute) const { ntfs_attr_close(attribute); }
};

Result<void> write_content(ntfs_inode* inode, const Content& content, Storing storing, Name stream) {
    auto* stream_name = stream.length() == 0 ? AT_UNNAMED : stream.data();
    std::unique_ptr<ntfs_attr, AttributeClose> data(ntfs_attr_open(inode, AT_DATA, stream_name, stream.length()));
    if (!data) return fail(Errc::io, "cannot open the stream");
    const bool sparse = storing == Storing::sparse;
    if (sparse && ntfs_attr_truncate(data.get(), static_cast<s64>(content.size())) != 0)
        return fail(Errc::io, "cannot make a hole");
    const auto step = sparse ? sparse_piece : piece;
    for (std::uint64_t at = 0; at < content.size(); at += step) {
        const auto length = std::min(step, content.size() - at);
        if (sparse && content.is_hole(at, length)) continue;
        const auto bytes = content.part(at, length);
        const auto written = ntfs_attr_pwrite(data.get(), static_cast<s64>(at), static_cast<s64>(length), bytes.data());
        if (written != static_cast<s64>(length)) return fail(Errc::io, "cannot write (volume full?)");
    }
    if (storing == Storing::compressed && ntfs_attr_pclose(data.get()) != 0)
        return fail(Errc::io, "cannot finish the compressed stream");
    return {};
}

Result<void> run_mkntfs(const std::string& path, const NtfsOptions& options) {
    std::vector<std::string> words{"mkntfs",
                                   "-F",
                                   "-Q",
                                   "-q",
                                   "-T",
                                   "-s",
                                   "512",
                                   "-c",
                                   std::to_string(options.cluster_size),
                                   "-p",
                                   std::to_string(options.start_sector),
                                   "-H",
                                   "255",
                                   "-S",
                                   "63",
                                   "-L",
                                   options.label,
                                   path};
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child = 0;
    int status = 0;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    // "not a block device", it says every time; what counts is its status.
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    // Found on the path, or where Debian puts it, which is not on everybody's path.
    int started = posix_spawnp(&child, "mkntfs", &actions, nullptr, arguments.data(), environ);
    if (started != 0) started = posix_spawn(&child, "/usr/sbin/mkntfs", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (started != 0 || waitpid(child, &status, 0) != child || status != 0)
        return fail(Errc::io, "mkntfs failed for " + path + " (package ntfs-3g)");
    return {};
}

/// mkntfs draws the serial number by lot; it stands in the boot sector and in its copy, the volume's last sector.
Result<void> set_serial(int file, const NtfsOptions& options) {
    for (auto at : {std::uint64_t{0}, options.size - 512})
        if (pwrite(file, &options.serial, 8, static_cast<off_t>(at + 0x48)) != 8)
            return fail(Errc::io, "cannot set the serial");
    return {};
}

Result<void> make_volume(const std::string& path, const NtfsOptions& options) {
    std::remove(path.c_str());
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0) return library_error("cannot make", path);
    auto made = ftruncate(file, static_cast<off_t>(options.size)) == 0
                    ? run_mkntfs(path, options)
                    : Result<void>(library_error("cannot size", path));
    if (made) made = set_serial(file, options);
    ::close(file);
    return made;
}

}  // namespace

struct NtfsImage::State {
    struct Folder {
        Stamp stamp;
        std::uint32_t attributes = 0;
    };

    std::string path;
    ntfs_volume* volume = nullptr;
    std::map<std::string, std::uint64_t> records;  // of folders, by folded path
    std::map<std::uint64_t, Folder> folders;       // by record
    ntfs_inode* open_folder = nullptr;             // the library must never have one inode open twice

    ~State() {
        static_cast<void>(leave());
        if (volume != nullptr) ntfs_umount(volume, FALSE);
    }

    Result<void> leave() {
        auto* folder = std::exchange(open_folder, nullptr);
        // Every time, because what the parent's index once held stays in its slack.
        if (folder != nullptr) set_times(folder, folders[folder->mft_no].stamp);
        if (folder != nullptr && ntfs_inode_close(folder) != 0) return library_error("cannot close a folder of", path);
        return {};
    }

    Result<ntfs_inode*> enter(std::uint64_t record) {
        if (open_folder != nullptr && open_folder->mft_no == record) return open_folder;
        TRY(leave());
        open_folder = ntfs_inode_open(volume, record);
        if (open_folder == nullptr) return library_error("cannot open a folder of", path);
        return open_folder;
    }

    Result<std::uint64_t> folder(const std::string& where, const Stamp& stamp) {
        auto found = records.find(fold_case(where));
        if (found != records.end()) return found->second;
        const auto cut = where.rfind('\\');
        auto parent = TRY(folder(cut == std::string::npos ? "" : where.substr(0, cut), stamp));
        auto* parent_inode = TRY(enter(parent));
        Name name(where.substr(cut == std::string::npos ? 0 : cut + 1));
        auto* inode = ntfs_create(parent_inode, 0, name.data(), name.length(), S_IFDIR);
        if (inode == nullptr) return library_error("cannot make folder", where);
        const auto record = inode->mft_no;
        set_times(inode, stamp);
        auto named = set_name_times(inode, stamp, 0);
        if (ntfs_inode_close_in_dir(inode, parent_inode) != 0 || !named)
            return library_error("cannot close folder", where);
        records[fold_case(where)] = record;
        folders[record] = {stamp, 0};
        return record;
    }

    Result<void> finish_folder(std::uint64_t record, const Folder& folder) {
        auto* inode = TRY(enter(record));
        inode->flags = static_cast<FILE_ATTR_FLAGS>(inode->flags | folder.attributes);
        TRY(set_name_times(inode, folder.stamp, folder.attributes));
        return leave();
    }

    Result<void> add_file(const WorldFile& file);
    Result<void> fill(ntfs_inode* inode, const WorldFile& file);
    Result<void> add_link(std::uint64_t record, const std::string& where, const WorldFile& file);
    Result<void> name_for_dos(std::uint64_t record, std::uint64_t parent, const WorldFile& file);
};

namespace {

std::string parent_of(const std::string& path) {
    const auto cut = path.rfind('\\');
    return cut == std::string::npos ? "" : path.substr(0, cut);
}

std::string name_in(const std::string& path) {
    const auto cut = path.rfind('\\');
    return cut == std::string::npos ? path : path.substr(cut + 1);
}

}  // namespace

Result<void> NtfsImage::State::fill(ntfs_inode* inode, const WorldFile& file) {
    if (file.storing == Storing::compressed)
        inode->flags = static_cast<FILE_ATTR_FLAGS>(inode->flags | FILE_ATTR_COMPRESSED);
    TRY(write_content(inode, file.content, file.storing, Name("")));
    for (const auto& [stream, data] : file.streams) {
        Name name(stream);
        if (ntfs_attr_add(inode, AT_DATA, name.data(), name.length(), nullptr, 0) != 0)
            return library_error("cannot add a stream to", file.path);
        TRY(write_content(inode, data, Storing::plain, name));
    }
    inode->flags = static_cast<FILE_ATTR_FLAGS>(inode->flags | file.attributes);
    set_times(inode, file.stamp);
    return set_name_times(inode, file.stamp, file.attributes);
}

Result<void> NtfsImage::State::add_file(const WorldFile& file) {
    auto parent = TRY(folder(parent_of(file.path), file.stamp));
    auto* parent_inode = TRY(enter(parent));
    Name name(name_in(file.path));
    auto* inode = ntfs_create(parent_inode, 0, name.data(), name.length(), S_IFREG);
    if (inode == nullptr) return library_error("cannot make", file.path);
    const auto record = inode->mft_no;
    auto filled = fill(inode, file);
    if (ntfs_inode_close_in_dir(inode, parent_inode) != 0) return library_error("cannot close", file.path);
    if (!filled) return fail(filled.error().in(file.path));
    for (const auto& link : file.links) TRY(add_link(record, link, file));
    return file.dos.empty() ? Result<void>() : name_for_dos(record, parent, file);
}

Result<void> NtfsImage::State::add_link(std::uint64_t record, const std::string& where, const WorldFile& file) {
    auto parent = TRY(folder(parent_of(where), file.stamp));
    auto* parent_inode = TRY(enter(parent));
    auto* inode = ntfs_inode_open(volume, record);
    if (inode == nullptr) return library_error("cannot open again", file.path);
    Name name(name_in(where));
    const int linked = ntfs_link(inode, parent_inode, name.data(), name.length());
    set_times(inode, file.stamp);
    auto named = set_name_times(inode, file.stamp, file.attributes);
    if (ntfs_inode_close_in_dir(inode, parent_inode) != 0 || linked != 0) return library_error("cannot link", where);
    return named;
}

Result<void> NtfsImage::State::name_for_dos(std::uint64_t record, std::uint64_t parent, const WorldFile& file) {
    auto* parent_inode = TRY(enter(parent));
    auto* inode = ntfs_inode_open(volume, record);
    if (inode == nullptr) return library_error("cannot open again", file.path);
    open_folder = nullptr;  // the library closes both
    if (ntfs_set_ntfs_dos_name(inode, parent_inode, file.dos.data(), file.dos.size(), 0) != 0)
        return library_error("cannot give a DOS name to", file.path);
    parent_inode = TRY(enter(parent));
    inode = ntfs_inode_open(volume, record);
    if (inode == nullptr) return library_error("cannot open again", file.path);
    set_times(inode, file.stamp);
    auto named = set_name_times(inode, file.stamp, file.attributes);
    if (ntfs_inode_close_in_dir(inode, parent_inode) != 0) return library_error("cannot close", file.path);
    return named;
}

NtfsImage::NtfsImage(std::unique_ptr<State> state) : state_(std::move(state)) {}
NtfsImage::NtfsImage(NtfsImage&&) noexcept = default;
NtfsImage& NtfsImage::operator=(NtfsImage&&) noexcept = default;
NtfsImage::~NtfsImage() = default;

Result<NtfsImage> NtfsImage::format(const std::string& path, const NtfsOptions& options) {
    TRY(make_volume(path, options));
    auto state = std::make_unique<State>();
    state->path = path;
    state->volume = ntfs_mount(path.c_str(), NTFS_MNT_NONE);
    if (state->volume == nullptr) return library_error("libntfs-3g cannot open", path);
    NVolSetCompression(state->volume);
    state->records[""] = root_record;
    return NtfsImage(std::move(state));
}

Result<void> NtfsImage::add(const WorldFile& file) {
    if (file.kind == WorldFile::Kind::file) return state_->add_file(file);
    auto record = TRY(state_->folder(file.path, file.stamp));
    state_->folders[record] = {file.stamp, file.attributes};
    return {};
}

Result<void> NtfsImage::add(const World& world) {
    for (const auto& file : world.files()) TRY(add(file));
    return {};
}

Result<void> NtfsImage::close() {
    auto& folders = state_->folders;
    TRY(state_->leave());
    folders.erase(root_record);
    // The root is as old as the oldest folder in it.
    auto oldest = std::min_element(folders.begin(), folders.end(), [](const auto& a, const auto& b) {
        return a.second.stamp.created < b.second.stamp.created;
    });
    const auto made = oldest == folders.end() ? Time() : oldest->second.stamp.created;
    folders[root_record] = {Stamp::all(made), 0};
    for (const auto& [record, folder] : folders) TRY(state_->finish_folder(record, folder));
    TRY(state_->leave());
    if (ntfs_umount(std::exchange(state_->volume, nullptr), FALSE) != 0)
        return library_error("cannot unmount", state_->path);
    return {};
}

Result<void> write_ntfs(const World& world, const std::string& path, const NtfsOptions& options) {
    auto image = TRY(NtfsImage::format(path, options));
    TRY(image.add(world));
    return image.close();
}

}  // namespace quell::test
