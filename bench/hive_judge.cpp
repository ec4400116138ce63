// Opening the hives of a machine and judging it by all packs, against hivex opening and reading the same hives once, in
// turns. SOFTWARE has the size of a real one (40 to 60 MB): classes, installer data, packages of the component store,
// scheduled tasks. The goal is 0.25 s a hive.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include "detect/scan.hpp"
#include "oracles/hivex_list.hpp"
#include "patch/load.hpp"
#include "sources/offline_registry.hpp"
#include "support/hive_builder.hpp"
#include "support/memory_files.hpp"
#include "threats/load.hpp"

using namespace quell;
using namespace quell::test;

namespace {

void add_classes(HiveKey& software) {
    for (int i = 0; i < 75'000; ++i) {
        auto& clsid = software.key(fmt::format("Classes\\CLSID{:03}", i / 500))
                          .add_raw(fmt::format("{{{:08X}-1D2E-4A00-B000-00C04F{:06X}}}", i * 2654435761U, i));
        clsid.sz("", fmt::format("Component number {}", i));
        clsid.key("InprocServer32")
            .expand_sz("", fmt::format("%SystemRoot%\\System32\\component{}.dll", i % 900))
            .sz("ThreadingModel", "Both");
    }
}

void add_installed(HiveKey& software) {
    for (int i = 0; i < 7'000; ++i)
        software
            .key(fmt::format("Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages\\"
                             "Package_{}_for_KB{}~31bf3856ad364e35~amd64~~6.1.1.{}",
                             i % 60, 2'400'000 + i / 10, i % 7))
            .dword("CurrentState", 0x70)
            .sz("InstallName", "update.mum")
            .dword("InstallTimeHigh", 0x01D2C000)
            .dword("InstallTimeLow", static_cast<std::uint32_t>(i));
    for (int i = 0; i < 60'000; ++i)
        software
            .key(
                fmt::format("Microsoft\\Windows\\CurrentVersion\\Installer\\UserData\\S-1-5-18\\Components{}", i / 300))
            .add_raw(fmt::format("{:032X}", i))
            .sz(fmt::format("{:032X}", i * 7), "C:\\Program Files\\Product\\Folder\\File.dll");
}

HiveKey software_hive() {
    HiveKey software("SOFTWARE");
    software.key("Microsoft\\Windows NT\\CurrentVersion")
        .sz("SystemRoot", "C:\\Windows")
        .sz("ProductName", "Windows 7 Professional")
        .sz("CurrentVersion", "6.1")
        .sz("CurrentBuildNumber", "7601");
    add_classes(software);
    add_installed(software);
    for (int i = 0; i < 200; ++i)
        software
            .key(fmt::format("Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\Vendor\\Task {}", i))
            .sz("Id", fmt::format("{{{:08X}-0000-4000-8000-000000000000}}", i));
    return software;
}

HiveKey system_hive() {
    HiveKey system("SYSTEM");
    system.key("Select").dword("Current", 1);
    for (int i = 0; i < 600; ++i)
        system.key(fmt::format("ControlSet001\\services\\Service{}", i))
            .dword("Type", 0x20)
            .dword("Start", 2)
            .expand_sz("ImagePath", "%SystemRoot%\\System32\\svchost.exe -k netsvcs")
            .sz("DisplayName", fmt::format("Ordinary service {}", i))
            .key("Parameters")
            .expand_sz("ServiceDll", fmt::format("%SystemRoot%\\System32\\service{}.dll", i));
    for (int i = 0; i < 40'000; ++i)
        system.key(fmt::format("ControlSet001\\Enum\\ROOT\\Class{}\\{:04}", i / 100, i % 100))
            .sz("DeviceDesc", "An ordinary device")
            .dword("Capabilities", 0);
    return system;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main() {
    struct Named {
        std::string name;
        std::vector<std::byte> bytes;
        std::string path;
    };
    std::vector<Named> hives;
    hives.push_back({"SOFTWARE", build_hive(software_hive()), {}});
    hives.push_back({"SYSTEM", build_hive(system_hive()), {}});
    hives.push_back({"DEFAULT", build_hive(HiveKey("DEFAULT")), {}});
    auto files = std::make_shared<MemoryFiles>();
    for (auto& hive : hives) {
        files->add("C:\\Windows\\System32\\config\\" + hive.name, hive.bytes);
        hive.path = (std::filesystem::temp_directory_path() / ("quell-bench." + hive.name)).string();
        std::ofstream(hive.path, std::ios::binary)
            .write(as_text(hive.bytes).data(), static_cast<std::streamsize>(hive.bytes.size()));
    }
    detect::Knowledge knowledge{threats::load_packs(threats::embedded_packs(), {}).packs,
                                patch::load_tables(patch::embedded_tables(), {}).tables};
    WinPath windows("C:\\Windows");
    Workers workers(1);
    NoProgress progress;
    Work work{workers, progress, {}};
    std::vector<double> ours;
    std::vector<double> opening;
    std::vector<double> theirs;
    std::uint64_t keys = 0;
    for (int round = 0; round < 7; ++round) {
        auto begin = std::chrono::steady_clock::now();
        auto registry = sources::OfflineRegistry::open(*files, windows);
        if (!registry) return 2;
        opening.push_back(seconds_since(begin));
        Host host("bench", "image", windows, files, std::move(*registry), {});
        auto verdict = detect::scan(host, knowledge, detect::Depth::usual, work);
        ours.push_back(seconds_since(begin));
        if (!verdict.families.empty()) return 2;
        begin = std::chrono::steady_clock::now();
        keys = 0;
        for (const auto& hive : hives) {
            auto file = HivexFile::open(hive.path);
            if (!file) return 2;
            keys += file->visit().keys;
        }
        theirs.push_back(seconds_since(begin));
    }
    for (const auto& hive : hives) std::filesystem::remove(hive.path);
    auto per_hive = median(ours) / 2;  // DEFAULT is empty
    std::printf("opening and judging hives (SOFTWARE %.0f MB, SYSTEM %.0f MB, %llu keys, %zu packs), one thread:\n",
                static_cast<double>(hives[0].bytes.size()) / 1e6, static_cast<double>(hives[1].bytes.size()) / 1e6,
                static_cast<unsigned long long>(keys), knowledge.packs.size());
    std::printf(
        "  ratio to hivex opening and reading them once %.2f; of our time %.0f %% is opening; %.3f s a hive (goal "
        "0.25)\n",
        median(theirs) / median(ours), 100 * median(opening) / median(ours), per_hive);
    return per_hive < 0.25 ? 0 : 1;
}
