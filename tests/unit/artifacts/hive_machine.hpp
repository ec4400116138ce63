// A Windows machine in memory: files, and hives that the offline registry reads.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/host.hpp"
#include "sources/offline_registry.hpp"
#include "support/hive_builder.hpp"
#include "support/memory_files.hpp"

namespace quell::test {

class HiveMachine {
public:
    HiveMachine() : files_(std::make_shared<MemoryFiles>()) {
        system.key("Select").dword("Current", 1);
        software.key("Microsoft\\Windows NT\\CurrentVersion").sz("SystemRoot", "C:\\Windows");
        files_->add_folder("C:\\Windows");
    }
    HiveKey system{"SYSTEM"};
    HiveKey software{"SOFTWARE"};
    HiveKey user{"NTUSER"};
    static constexpr std::string_view sid = "S-1-5-21-1-2-3-1001";

    /// The machine's own control set, ControlSet001.
    HiveKey& control_set(std::string_view below) { return system.key("ControlSet001\\" + std::string(below)); }
    HiveMachine& file(std::string_view path, std::vector<std::byte> content = {std::byte{1}}) {
        files_->add(path, std::move(content));
        return *this;
    }
    /// A user whose hive is `user`.
    HiveMachine& person(std::string_view name) {
        auto profile = "C:\\Users\\" + std::string(name);
        software.key("Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\" + std::string(sid))
            .expand_sz("ProfileImagePath", profile);
        person_ = profile;
        return *this;
    }
    /// Leaves a hive out: "SYSTEM", "SOFTWARE", "DEFAULT".
    HiveMachine& without(std::string_view hive) {
        left_out_ = hive;
        return *this;
    }
    /// The list of subkeys of SOFTWARE's key of this name points outside the hive.
    HiveMachine& break_subkeys_of(std::string_view key) {
        broken_ = key;
        return *this;
    }

    Host host() {
        const std::string config = "C:\\Windows\\System32\\config\\";
        if (left_out_ != "SYSTEM") files_->add(config + "SYSTEM", build_hive(system));
        if (left_out_ != "SOFTWARE") files_->add(config + "SOFTWARE", software_hive());
        files_->add(config + "DEFAULT", build_hive(HiveKey("DEFAULT")));
        if (!person_.empty()) files_->add(person_ + "\\NTUSER.DAT", build_hive(user));
        WinPath windows("C:\\Windows");
        auto registry = sources::OfflineRegistry::open(*files_, windows);
        return {"test", "image", windows, files_, registry ? std::move(*registry) : nullptr, {}};
    }

private:
    std::vector<std::byte> software_hive() const {
        auto hive = build_hive(software);
        if (broken_.empty()) return hive;
        // A key's cell holds its list of subkeys at 0x1C and its name at 0x4C.
        auto name = as_text(hive).find(broken_);
        if (name != std::string_view::npos) std::fill_n(hive.begin() + name - 0x4C + 0x1C, 4, std::byte{0xF0});
        return hive;
    }

    std::shared_ptr<MemoryFiles> files_;
    std::string person_;
    std::string left_out_;
    std::string broken_;
};

}  // namespace quell::test
