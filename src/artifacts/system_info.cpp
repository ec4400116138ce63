#include "artifacts/system_info.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "artifacts/environment.hpp"
#include "base/text.hpp"

namespace quell::artifacts {

namespace {

constexpr std::string_view current_version = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)";
constexpr std::string_view control = R"(HKLM\SYSTEM\CurrentControlSet\Control)";
constexpr std::string_view profile_list = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList)";

std::string text_in(const RegistryKey& key, std::string_view name) {
    auto value = key.value(name);
    return value ? value->text().value_or("") : "";
}

std::optional<std::uint32_t> dword_in(const RegistryKey& key, std::string_view name) {
    auto value = key.value(name);
    return value ? value->dword() : std::nullopt;
}

void read_version(const RegistryKey& key, SystemInfo& info) {
    info.product = text_in(key, "ProductName");
    info.edition = text_in(key, "EditionID");
    info.installation = text_in(key, "InstallationType");
    info.version = text_in(key, "CurrentVersion");
    info.build = text_in(key, "CurrentBuildNumber");
    if (info.build.empty()) info.build = text_in(key, "CurrentBuild");
    info.service_pack = text_in(key, "CSDVersion");
    info.build_lab = text_in(key, "BuildLabEx");
    if (info.build_lab.empty()) info.build_lab = text_in(key, "BuildLab");
    info.owner = text_in(key, "RegisteredOwner");
    info.revision = dword_in(key, "UBR");
    if (auto major = dword_in(key, "CurrentMajorVersionNumber"))
        info.version = fmt::format("{}.{}", *major, dword_in(key, "CurrentMinorVersionNumber").value_or(0));
    // Windows 11 still calls itself 10 here; its builds begin at 22000.
    unsigned build = 0;
    std::from_chars(info.build.data(), info.build.data() + info.build.size(), build);
    constexpr std::string_view ten = "Windows 10";
    if (build >= 22000 && info.product.starts_with(ten)) info.product.replace(0, ten.size(), "Windows 11");
    if (auto seconds = dword_in(key, "InstallDate"); seconds && *seconds != 0)
        info.installed = Time(std::chrono::seconds(*seconds));
}

void read_time_zone(const RegistryKey& key, SystemInfo& info) {
    info.time_zone = text_in(key, "TimeZoneKeyName");
    if (info.time_zone.empty()) info.time_zone = text_in(key, "StandardName");
    // Bias counts west of Greenwich in minutes, as two's complement.
    if (auto bias = dword_in(key, "ActiveTimeBias")) info.utc_offset_minutes = -static_cast<std::int32_t>(*bias);
}

}  // namespace

Survey<SystemInfo> system_info(const Host& host) {
    if (host.registry() == nullptr)
        return Survey<SystemInfo>::not_applicable(View::registry, "", {Errc::not_found, "no Windows on this volume"});
    const auto& registry = *host.registry();
    Survey<SystemInfo> survey;
    SystemInfo info;
    auto read = [&](std::string_view path, auto&& reader) {
        auto key = registry.open(path);
        if (key)
            reader(**key, info);
        else
            survey.miss(View::registry, std::string(path), key.error());
    };
    read(current_version, read_version);
    read(std::string(control) + R"(\TimeZoneInformation)", read_time_zone);
    read(std::string(control) + R"(\ComputerName\ComputerName)",
         [](const RegistryKey& key, SystemInfo& out) { out.computer_name = text_in(key, "ComputerName"); });
    read(std::string(control) + R"(\Session Manager\Environment)",
         [](const RegistryKey& key, SystemInfo& out) { out.architecture = text_in(key, "PROCESSOR_ARCHITECTURE"); });
    survey.items.push_back(std::move(info));
    return survey;
}

Survey<User> users(const Host& host) {
    if (host.registry() == nullptr)
        return Survey<User>::not_applicable(View::registry, "", {Errc::not_found, "no Windows on this volume"});
    const auto& registry = *host.registry();
    Survey<User> survey;
    for (const auto& hive : registry.users()) {
        User user{hive.sid, hive.name, WinPath(hive.profile), std::nullopt};
        if (auto root = registry.open("HKU\\" + hive.sid)) user.hive_written = (*root)->last_written();
        survey.items.push_back(std::move(user));
    }
    auto list = registry.open(profile_list);
    if (!list) {
        survey.miss(View::registry, std::string(profile_list), list.error());
        return survey;
    }
    auto sids = (*list)->subkeys();
    if (!sids) {
        survey.miss(View::registry, std::string(profile_list), sids.error());
        return survey;
    }
    auto environment = Environment::of_machine(host);
    for (const auto& sid : *sids) {
        if (std::any_of(survey.items.begin(), survey.items.end(),
                        [&](const User& user) { return equal_fold(user.sid, sid); }))
            continue;
        auto path = registry.value(std::string(profile_list) + "\\" + sid, "ProfileImagePath");
        if (!path) continue;
        WinPath profile(environment.expand(path->text().value_or("")));
        survey.items.push_back({sid, std::string(profile.name()), profile, std::nullopt});
    }
    return survey;
}

}  // namespace quell::artifacts
