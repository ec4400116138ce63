// make_files COUNT IMAGE: an NTFS volume (no partition table) with COUNT ordinary files and the hives of one machine,
// for measuring.
#include <charconv>
#include <cstdio>
#include <string_view>

#include <fmt/format.h>

#include "support/ntfs_image.hpp"
#include "support/worlds.hpp"

int main(int argc, char** argv) {
    using namespace quell::test;
    std::uint64_t count = 0;
    const std::string_view number = argc == 3 ? argv[1] : "";
    if (std::from_chars(number.data(), number.data() + number.size(), count).ec != std::errc()) {
        fmt::print(stderr, "usage: make_files COUNT IMAGE\n");
        return 2;
    }
    const auto demo = large_world(count);
    NtfsOptions options;
    options.size = demo.volume_size;
    if (auto written = write_ntfs(demo.windows, argv[2], options); !written) {
        fmt::print(stderr, "{}: {}\n", argv[2], written.error().what);
        return 2;
    }
    fmt::print("{}: {} files\n", argv[2], demo.windows.files().size());
    return 0;
}
