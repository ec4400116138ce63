#include "platform/flush.hpp"

#include <algorithm>

#include <windows.h>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::platform {

Result<void> write_and_flush(const std::string& path, std::string_view content) {
    auto units = utf16_from_utf8(path);
    std::wstring wide(units.begin(), units.end());
    auto* handle = CreateFileW(wide.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (handle == INVALID_HANDLE_VALUE)
        return fail(Errc::io, fmt::format("{}: Windows error {}", path, GetLastError()));
    auto failed = false;
    while (!content.empty() && !failed) {
        DWORD written = 0;
        auto length = static_cast<DWORD>(std::min<std::size_t>(content.size(), 1 << 24));
        failed = WriteFile(handle, content.data(), length, &written, nullptr) == 0;
        content.remove_prefix(written);
    }
    failed = failed || FlushFileBuffers(handle) == 0;
    auto error = GetLastError();
    CloseHandle(handle);
    if (!failed) return {};
    DeleteFileW(wide.c_str());
    return fail(Errc::io, fmt::format("{}: Windows error {}", path, error));
}

}  // namespace quell::platform
