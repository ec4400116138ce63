#include "platform/file.hpp"

#include <utility>

#include <windows.h>

#include <fmt/format.h>
#include <winioctl.h>

#include "base/text.hpp"

namespace quell::platform {

namespace {

class Handle {
public:
    explicit Handle(HANDLE handle) : handle_(handle) {}
    Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, INVALID_HANDLE_VALUE)) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    Handle& operator=(Handle&&) = delete;
    ~Handle() {
        if (valid()) CloseHandle(handle_);
    }
    [[nodiscard]] bool valid() const { return handle_ != INVALID_HANDLE_VALUE; }
    [[nodiscard]] HANDLE get() const { return handle_; }

private:
    HANDLE handle_;
};

Failure system_failure(std::string_view what, DWORD error) {
    auto code = error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND ? Errc::not_found
                : error == ERROR_ACCESS_DENIED                                 ? Errc::denied
                                                                               : Errc::io;
    return fail(code, fmt::format("{}: Windows error {}", escape_for_display(what), error));
}

std::wstring wide(std::string_view text) {
    auto units = utf16_from_utf8(text);
    return {units.begin(), units.end()};
}

std::string narrow(const wchar_t* text) {
    std::wstring_view view(text);
    return utf8_from_utf16le(std::as_bytes(std::span(view.data(), view.size())));
}

std::optional<Time> to_time(FILETIME value) {
    return from_filetime((static_cast<std::uint64_t>(value.dwHighDateTime) << 32) | value.dwLowDateTime);
}

EntryKind kind_of(DWORD attributes) {
    if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) return EntryKind::link;
    return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? EntryKind::directory : EntryKind::file;
}

Handle open_handle(const std::wstring& path, DWORD flags) {
    return Handle(CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                              nullptr, OPEN_EXISTING, flags, nullptr));
}

class Win32File final : public ByteSource {
public:
    Win32File(Handle handle, std::string name, std::uint64_t size)
        : handle_(std::move(handle)), name_(std::move(name)), size_(size) {}

    [[nodiscard]] std::uint64_t size() const override { return size_; }

    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, MutableBytes out) const override {
        constexpr std::size_t piece = 1 << 24;
        std::size_t done = 0;
        while (done < out.size() && offset + done < size_) {
            OVERLAPPED where{};
            where.Offset = static_cast<DWORD>((offset + done) & 0xFFFFFFFF);
            where.OffsetHigh = static_cast<DWORD>((offset + done) >> 32);
            DWORD got = 0;
            auto length = static_cast<DWORD>(std::min(out.size() - done, piece));
            if (ReadFile(handle_.get(), out.data() + done, length, &got, &where) == 0) {
                if (GetLastError() == ERROR_HANDLE_EOF) break;
                return system_failure(fmt::format("{}: reading at {}", name_, offset + done), GetLastError());
            }
            if (got == 0) break;
            done += got;
        }
        return done;
    }

private:
    Handle handle_;
    std::string name_;
    std::uint64_t size_;
};

Result<std::unique_ptr<ByteSource>> source_of(Handle handle, const std::string& name) {
    LARGE_INTEGER size{};
    if (GetFileSizeEx(handle.get(), &size) == 0) {
        GET_LENGTH_INFORMATION length{};
        DWORD got = 0;
        if (DeviceIoControl(handle.get(), IOCTL_DISK_GET_LENGTH_INFO, nullptr, 0, &length, sizeof length, &got,
                            nullptr) == 0)
            return system_failure(name, GetLastError());
        size = length.Length;
    }
    return std::make_unique<Win32File>(std::move(handle), name, static_cast<std::uint64_t>(size.QuadPart));
}

class Win32Folder final : public Folder {
public:
    explicit Win32Folder(std::string path) : path_(std::move(path)) {}

    [[nodiscard]] Result<std::vector<Entry>> list() const override {
        WIN32_FIND_DATAW found{};
        auto* search = FindFirstFileExW(wide(path_ + "\\*").c_str(), FindExInfoStandard, &found, FindExSearchNameMatch,
                                        nullptr, 0);
        if (search == INVALID_HANDLE_VALUE) return system_failure(path_, GetLastError());
        std::vector<Entry> entries;
        do {
            Entry entry;
            entry.name = narrow(found.cFileName);
            if (entry.name == "." || entry.name == "..") continue;
            entry.kind = kind_of(found.dwFileAttributes);
            entry.size = (static_cast<std::uint64_t>(found.nFileSizeHigh) << 32) | found.nFileSizeLow;
            entry.attributes = found.dwFileAttributes;
            entry.created = to_time(found.ftCreationTime);
            entry.modified = to_time(found.ftLastWriteTime);
            entry.accessed = to_time(found.ftLastAccessTime);
            entries.push_back(std::move(entry));
        } while (FindNextFileW(search, &found) != 0);
        auto error = GetLastError();
        FindClose(search);
        if (error != ERROR_NO_MORE_FILES) return system_failure(path_, error);
        return entries;
    }

    [[nodiscard]] Result<std::unique_ptr<Folder>> folder(const std::string& name) const override {
        TRY(require(name, EntryKind::directory));
        return std::make_unique<Win32Folder>(path_ + "\\" + name);
    }

    [[nodiscard]] Result<std::unique_ptr<ByteSource>> file(const std::string& name) const override {
        TRY(require(name, EntryKind::file));
        auto path = path_ + "\\" + name;
        auto handle = open_handle(wide(path), FILE_FLAG_OPEN_REPARSE_POINT);
        if (!handle.valid()) return system_failure(path, GetLastError());
        return source_of(std::move(handle), path);
    }

private:
    [[nodiscard]] Result<void> require(const std::string& name, EntryKind kind) const {
        if (name.empty() || name == "." || name == ".." || name.find_first_of("\\/:") != std::string::npos)
            return fail(Errc::denied,
                        fmt::format("\"{}\" is not a plain name inside the folder", escape_for_display(name)));
        auto attributes = GetFileAttributesW(wide(path_ + "\\" + name).c_str());
        if (attributes == INVALID_FILE_ATTRIBUTES) return system_failure(path_ + "\\" + name, GetLastError());
        if (kind_of(attributes) == EntryKind::link)
            return fail(Errc::denied, fmt::format("{}: a link, which is not followed", escape_for_display(name)));
        if (kind_of(attributes) != kind)
            return fail(Errc::not_found, fmt::format("{}: not what was expected", escape_for_display(name)));
        return {};
    }

    std::string path_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_file(const std::string& path) {
    auto handle = open_handle(wide(path), FILE_ATTRIBUTE_NORMAL);
    if (!handle.valid()) return system_failure(path, GetLastError());
    return source_of(std::move(handle), path);
}

Result<Entry> describe(const std::string& path) {
    WIN32_FILE_ATTRIBUTE_DATA data{};
    if (GetFileAttributesExW(wide(path).c_str(), GetFileExInfoStandard, &data) == 0)
        return system_failure(path, GetLastError());
    Entry entry;
    entry.name = path;
    entry.kind = (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? EntryKind::directory : EntryKind::file;
    entry.size = (static_cast<std::uint64_t>(data.nFileSizeHigh) << 32) | data.nFileSizeLow;
    entry.attributes = data.dwFileAttributes;
    entry.created = to_time(data.ftCreationTime);
    entry.modified = to_time(data.ftLastWriteTime);
    return entry;
}

Result<std::unique_ptr<Folder>> Folder::open(const std::string& path) {
    auto attributes = GetFileAttributesW(wide(path).c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) return system_failure(path, GetLastError());
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
        return fail(Errc::not_found, fmt::format("{}: a folder was expected", escape_for_display(path)));
    // The long form: paths past MAX_PATH and names with trailing dots are reached as they are.
    std::wstring full(32768, L'\0');
    auto length = GetFullPathNameW(wide(path).c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
    if (length == 0 || length >= full.size()) return system_failure(path, GetLastError());
    full.resize(length);
    while (!full.empty() && full.back() == L'\\') full.pop_back();
    auto text = narrow(full.c_str());
    if (!text.starts_with("\\\\")) text = "\\\\?\\" + text;
    return std::make_unique<Win32Folder>(text);
}

}  // namespace quell::platform
