// Real files that nobody of this project wrote: ../shared/data from the project's root. POSIX only: unpacks with xz.
#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace quell::test {

/// The bytes of a file there ("registry/SYSTEM.xz", unpacked when its name ends in .xz); nothing, and a line that
/// begins with "skipped:", when it is absent.
inline std::optional<std::vector<std::byte>> shared_file(const std::string& name) {
    auto path = std::string(QUELL_PROJECT_DIR) + "/../shared/data/" + name;
    if (!std::filesystem::exists(path)) {
        std::printf("skipped: ../shared/data/%s is not here\n", name.c_str());
        return std::nullopt;
    }
    auto command = (name.ends_with(".xz") ? "xz -dc '" : "cat '") + path + "'";
    auto close = [](FILE* pipe) { pclose(pipe); };
    std::unique_ptr<FILE, decltype(close)> pipe(popen(command.c_str(), "r"), close);
    std::vector<std::byte> out;
    std::array<std::byte, 65536> part{};
    while (pipe) {
        auto got = std::fread(part.data(), 1, part.size(), pipe.get());
        if (got == 0) break;
        out.insert(out.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(got));
    }
    return out;
}

}  // namespace quell::test
