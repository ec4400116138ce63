#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "platform/flush.hpp"

namespace quell::platform {

Result<void> write_and_flush(const std::string& path, std::string_view content) {
    auto failed = [&](int error) {
        ::unlink(path.c_str());
        return fail(Errc::io, fmt::format("{}: {}", path, std::strerror(error)));
    };
    int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0) return fail(Errc::io, fmt::format("{}: {}", path, std::strerror(errno)));
    while (!content.empty()) {
        auto written = ::write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            int error = errno;
            ::close(fd);
            return failed(error);
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    int error = ::fsync(fd) == 0 ? 0 : errno;
    if (::close(fd) != 0 && error == 0) error = errno;
    if (error != 0) return failed(error);
    return {};
}

}  // namespace quell::platform
