#include "platform/output_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "platform/flush.hpp"

namespace quell::platform {

namespace {

std::filesystem::path native(const std::string& path) { return {std::u8string(path.begin(), path.end())}; }

}  // namespace

Result<void> make_folder(const std::string& path) {
    std::error_code error;
    if (std::filesystem::create_directory(native(path), error)) return {};
    if (!error) return fail(Errc::invalid, fmt::format("{}: exists already", path));
    return fail(Errc::io, fmt::format("{}: {}", path, error.message()));
}

Result<void> write_file(const std::string& path, std::string_view content) {
    auto temporary = path + ".part";
    TRY(write_and_flush(temporary, content));
    std::error_code error;
    std::filesystem::rename(native(temporary), native(path), error);
    if (error) return fail(Errc::io, fmt::format("{}: {}", path, error.message()));
    return {};
}

bool lies_within(const std::string& path, const std::string& folder) {
    std::error_code error;
    auto inner = std::filesystem::weakly_canonical(native(path), error);
    if (error) return false;
    auto outer = std::filesystem::weakly_canonical(native(folder), error);
    if (error) return false;
    auto [inner_end, outer_end] = std::mismatch(inner.begin(), inner.end(), outer.begin(), outer.end());
    return outer_end == outer.end();
}

}  // namespace quell::platform
