#include "sources/drive_letters.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace quell::sources {

std::optional<std::string> letter_in(const Registry& registry, Bytes mount_id) {
    constexpr std::string_view prefix = "\\DosDevices\\";
    if (mount_id.empty()) return std::nullopt;
    auto key = registry.open("HKLM\\SYSTEM\\MountedDevices");
    if (!key) return std::nullopt;
    auto values = (*key)->values();
    if (!values) return std::nullopt;
    for (const auto& value : *values) {
        if (!starts_with_fold(value.name, prefix) || value.name.size() != prefix.size() + 2) continue;
        const auto letter = static_cast<char>(to_upper(static_cast<unsigned char>(value.name[prefix.size()])));
        if (letter < 'A' || letter > 'Z' || value.name.back() != ':') continue;
        if (std::equal(value.data.begin(), value.data.end(), mount_id.begin(), mount_id.end()))
            return std::string{letter, ':'};
    }
    return std::nullopt;
}

}  // namespace quell::sources
