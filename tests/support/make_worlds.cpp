// make_worlds OUTDIR [--folders]: writes the demo's disk images infected.img, clean.img and fileserver.img, with
// --folders the same volumes C: as folder trees OUTDIR/infected … instead. All of it is inert: see
// support/wannacry_stand_in.hpp.
#include <cstdio>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>

#include "support/disk_image.hpp"
#include "support/worlds.hpp"

int main(int argc, char** argv) {
    using namespace quell::test;
    const bool folders = argc == 3 && std::string_view(argv[2]) == "--folders";
    if (argc != 2 && !folders) {
        fmt::print(stderr, "usage: make_worlds OUTDIR [--folders]\n");
        return 2;
    }
    const std::string folder = argv[1];
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    for (auto* make : {infected_world, clean_world, file_server_world}) {
        const auto demo = make();
        const auto path = fmt::format("{}/{}{}", folder, demo.name, folders ? "" : ".img");
        if (auto written = folders ? write_folder(demo.windows, path) : write_disk(demo, path); !written) {
            fmt::print(stderr, "{}: {}\n", path, written.error().what);
            return 2;
        }
        fmt::print("{}: {} files and folders named, {} encrypted\n", path, demo.windows.files().size(),
                   demo.expected.encrypted);
    }
    return 0;
}
