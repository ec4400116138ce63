// make_worlds OUTDIR [--folders]: writes the demo's disk images infected.img, clean.img, fileserver.img,
// eternalrocks.img and exposed.img, with --folders the same volumes C: as folder trees OUTDIR/infected … instead;
// beside each, infected.json with what a scan of it must find. All of it is inert: see support/wannacry_stand_in.hpp
// and support/families.hpp.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "support/disk_image.hpp"
#include "support/worlds.hpp"

namespace {

nlohmann::ordered_json to_json(const quell::test::Expected& expected) {
    auto folders = nlohmann::ordered_json::array();
    for (const auto& folder : expected.folders)
        folders.push_back({{"folder", folder.path},
                           {"user", folder.sid},
                           {"files", folder.encrypted},
                           {"bytes", folder.bytes},
                           {"first", quell::to_iso8601(folder.first)},
                           {"last", quell::to_iso8601(folder.last)}});
    auto families = nlohmann::ordered_json::array();
    for (const auto& family : expected.families)
        families.push_back({{"id", family.id}, {"confidence", family.confidence}, {"stage", family.stage}});
    return {{"state", expected.state},
            {"families", families},
            {"encrypted", expected.encrypted},
            {"head_moved", expected.head_moved},
            {"staged", expected.staged},
            {"notes", expected.notes},
            {"folders", folders}};
}

}  // namespace

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
    for (auto* make : {infected_world, clean_world, file_server_world, eternalrocks_world, exposed_world}) {
        const auto demo = make();
        const auto path = fmt::format("{}/{}{}", folder, demo.name, folders ? "" : ".img");
        if (auto written = folders ? write_folder(demo.windows, path) : write_disk(demo, path); !written) {
            fmt::print(stderr, "{}: {}\n", path, written.error().what);
            return 2;
        }
        std::ofstream(fmt::format("{}/{}.json", folder, demo.name)) << to_json(demo.expected).dump(2) << "\n";
        fmt::print("{}: {} files and folders named, {} encrypted\n", path, demo.windows.files().size(),
                   demo.expected.encrypted);
    }
    return 0;
}
