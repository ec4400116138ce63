#include "platform/file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <linux/fs.h>

#include "base/text.hpp"

namespace quell::platform {

namespace {

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int number() const { return fd_; }
    [[nodiscard]] int release() { return std::exchange(fd_, -1); }

private:
    int fd_;
};

Failure system_failure(std::string_view what, int error) {
    auto code = error == ENOENT || error == ENOTDIR                   ? Errc::not_found
                : error == EACCES || error == EPERM || error == ELOOP ? Errc::denied
                                                                      : Errc::io;
    return fail(code, fmt::format("{}: {}", escape_for_display(what), std::strerror(error)));
}

Time to_time(const statx_timestamp& stamp) { return Time(Ticks(stamp.tv_sec * 10'000'000 + stamp.tv_nsec / 100)); }

Entry entry_of(std::string name, const struct statx& status) {
    Entry entry;
    entry.name = std::move(name);
    entry.kind = S_ISREG(status.stx_mode)   ? EntryKind::file
                 : S_ISDIR(status.stx_mode) ? EntryKind::directory
                 : S_ISLNK(status.stx_mode) ? EntryKind::link
                                            : EntryKind::other;
    entry.size = status.stx_size;
    entry.modified = to_time(status.stx_mtime);
    entry.accessed = to_time(status.stx_atime);
    if ((status.stx_mask & STATX_BTIME) != 0) entry.created = to_time(status.stx_btime);
    entry.device = makedev(status.stx_dev_major, status.stx_dev_minor);
    entry.serial = status.stx_ino;
    return entry;
}

constexpr unsigned wanted = STATX_BASIC_STATS | STATX_BTIME;

class PosixFile final : public ByteSource {
public:
    PosixFile(Descriptor fd, std::string name, std::uint64_t size)
        : fd_(std::move(fd)), name_(std::move(name)), size_(size) {}

    [[nodiscard]] std::uint64_t size() const override { return size_; }

    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, MutableBytes out) const override {
        std::size_t done = 0;
        while (done < out.size() && offset + done < size_) {
            auto got = ::pread(fd_.number(), out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return system_failure(fmt::format("{}: reading at {}", name_, offset + done), errno);
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        return done;
    }

private:
    Descriptor fd_;
    std::string name_;
    std::uint64_t size_;
};

// O_NONBLOCK: opening a pipe must not wait for its other end.
constexpr int read_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

Result<std::unique_ptr<ByteSource>> source_of(Descriptor fd, const std::string& name) {
    struct stat status {};
    if (::fstat(fd.number(), &status) != 0) return system_failure(name, errno);
    std::uint64_t size = 0;
    if (S_ISREG(status.st_mode)) {
        size = static_cast<std::uint64_t>(status.st_size);
    } else if (S_ISBLK(status.st_mode)) {
        if (::ioctl(fd.number(), BLKGETSIZE64, &size) != 0) return system_failure(name, errno);
    } else {
        return fail(Errc::unsupported,
                    fmt::format("{}: a file or block device was expected, this is neither", escape_for_display(name)));
    }
    return std::make_unique<PosixFile>(std::move(fd), name, size);
}

class PosixFolder final : public Folder {
public:
    PosixFolder(Descriptor fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}

    [[nodiscard]] Result<std::vector<Entry>> list() const override {
        // A second descriptor: the position of a directory stream belongs to its descriptor.
        Descriptor copy(::openat(fd_.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (copy.number() < 0) return system_failure(name_, errno);
        std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(copy.number()), ::closedir);
        if (!stream) return system_failure(name_, errno);
        (void)copy.release();
        std::vector<Entry> entries;
        while (true) {
            errno = 0;
            const auto* found = ::readdir(stream.get());
            if (found == nullptr) break;
            std::string name = found->d_name;
            if (name == "." || name == "..") continue;
            struct statx status {};
            if (::statx(fd_.number(), name.c_str(), AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, wanted, &status) == 0) {
                entries.push_back(entry_of(std::move(name), status));
            } else {
                entries.emplace_back();
                entries.back().name = std::move(name);
            }
        }
        if (errno != 0) return system_failure(name_, errno);
        return entries;
    }

    [[nodiscard]] Result<std::unique_ptr<Folder>> folder(const std::string& name) const override {
        if (!is_single(name)) return outside(name);
        Descriptor fd(::openat(fd_.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
        if (fd.number() < 0) return system_failure(name, errno);
        return std::make_unique<PosixFolder>(std::move(fd), name);
    }

    [[nodiscard]] Result<std::unique_ptr<ByteSource>> file(const std::string& name) const override {
        if (!is_single(name)) return outside(name);
        Descriptor fd(::openat(fd_.number(), name.c_str(), read_flags | O_NOFOLLOW));
        if (fd.number() < 0) return system_failure(name, errno);
        struct stat status {};
        if (::fstat(fd.number(), &status) != 0) return system_failure(name, errno);
        if (!S_ISREG(status.st_mode))
            return fail(Errc::unsupported, fmt::format("{}: not a regular file", escape_for_display(name)));
        return source_of(std::move(fd), name);
    }

private:
    static bool is_single(const std::string& name) {
        return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
               name.find('\0') == std::string::npos;
    }
    static Failure outside(const std::string& name) {
        return fail(Errc::denied,
                    fmt::format("\"{}\" is not a plain name inside the folder", escape_for_display(name)));
    }

    Descriptor fd_;
    std::string name_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_file(const std::string& path) {
    Descriptor fd(::open(path.c_str(), read_flags));
    if (fd.number() < 0) return system_failure(path, errno);
    return source_of(std::move(fd), path);
}

Result<Entry> describe(const std::string& path) {
    struct statx status {};
    if (::statx(AT_FDCWD, path.c_str(), 0, wanted, &status) != 0) return system_failure(path, errno);
    auto entry = entry_of(path, status);
    if (S_ISBLK(status.stx_mode)) entry.kind = EntryKind::file;
    return entry;
}

Result<std::unique_ptr<Folder>> Folder::open(const std::string& path) {
    Descriptor fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.number() < 0) return system_failure(path, errno);
    return std::make_unique<PosixFolder>(std::move(fd), path);
}

}  // namespace quell::platform
