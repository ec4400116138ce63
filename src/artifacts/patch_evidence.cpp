#include "artifacts/patch_evidence.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "artifacts/autostarts.hpp"
#include "artifacts/file_versions.hpp"
#include "base/text.hpp"

namespace quell::artifacts {

namespace {

constexpr std::string_view servicing = R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing)";
constexpr std::string_view control = R"(HKLM\SYSTEM\CurrentControlSet\Control)";
constexpr std::string_view driver_below_windows = R"(System32\drivers\srv.sys)";

// An update leaves one copy of a driver in winsxs; ten years of monthly updates stay below this.
constexpr std::size_t most_copies = 256;

std::optional<std::uint32_t> number_in(std::string_view text) {
    std::uint32_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number;
}

// "Service Pack 2" as every language of Windows writes it into CSDVersion; "" means none.
std::optional<std::uint32_t> service_pack_number(std::string_view text) {
    if (trim(text).empty()) return 0;
    auto digit = text.find_first_of("0123456789");
    if (digit == std::string_view::npos) return std::nullopt;
    auto end = text.find_first_not_of("0123456789", digit);
    return number_in(text.substr(digit, end == std::string_view::npos ? end : end - digit));
}

Role role_of(const SystemInfo& system) {
    if (starts_with_fold(system.installation, "Server") || equal_fold(system.installation, "Domain Controller"))
        return Role::server;
    if (equal_fold(system.installation, "Client")) return Role::client;
    if (system.product.find("Server") != std::string::npos) return Role::server;
    return system.product.empty() ? Role::unknown : Role::client;
}

// The languages in which XP and 2003 updates with a known name exist; later updates are the same for all.
std::string language_name(std::string_view lcid) {
    if (equal_fold(lcid, "0409")) return "enu";
    if (equal_fold(lcid, "0804")) return "chs";
    if (equal_fold(lcid, "0404")) return "cht";
    return {};
}

class Gatherer {
public:
    explicit Gatherer(const Host& host) : host_(host), driver_(host.windows() / driver_below_windows) {}

    Survey<PatchEvidence> gather(const SystemInfo* system) {
        if (system != nullptr) describe(*system);
        if (auto value = host_.registry()->value(std::string(control) + R"(\Nls\Language)", "InstallLanguage"))
            evidence_.language = language_name(value->text().value_or(""));
        read_updates();
        read_driver();
        read_signs();
        read_renames();
        if (!evidence_.pending.signs.empty()) read_copies();
        read_last_shutdown();
        survey_.items.push_back(std::move(evidence_));
        return std::move(survey_);
    }

private:
    void describe(const SystemInfo& system) {
        evidence_.product = system.product;
        evidence_.system = windows_version(system.version, system.build);
        evidence_.revision = system.revision;
        // Where the version could not be read, an empty CSDVersion says nothing.
        if (evidence_.system) evidence_.service_pack = service_pack_number(system.service_pack);
        evidence_.role = role_of(system);
        evidence_.architecture = architecture_name(system.architecture);
    }

    void read_updates() {
        auto updates = installed_updates(host_);
        std::set<std::uint32_t> in_place;
        for (const auto& update : updates.items) {
            if (update.kb && update.in_place()) in_place.insert(*update.kb);
            if (update.state != UpdateState::install_pending) continue;
            sign(update.key);
            if (update.kb) evidence_.pending.updates.push_back(*update.kb);
        }
        evidence_.updates.assign(in_place.begin(), in_place.end());
        evidence_.list = !updates.gaps.empty()   ? UpdateList::cut
                         : updates.items.empty() ? UpdateList::none
                                                 : UpdateList::complete;
        survey_.absorb_gaps(std::move(updates.gaps));
    }

    void read_driver() {
        evidence_.srv.path = driver_;
        auto file = host_.files().find(driver_);
        if (!file) {
            evidence_.srv.seen = DriverOnDisk::Seen::unreadable;
            if (file.error().code != Errc::not_found)
                survey_.miss(View::files, driver_.text(), file.error());
            else
                explain_absence();
            return;
        }
        for (auto time : {file->facts.created, file->facts.changed})
            if (time && (!evidence_.srv.placed || *time > *evidence_.srv.placed)) evidence_.srv.placed = time;
        auto version = version_of(driver_);
        evidence_.srv.seen = version ? DriverOnDisk::Seen::present : DriverOnDisk::Seen::unreadable;
        if (version) evidence_.srv.version = *version;
    }

    // Missing is only a fact where the folder was listed, holds drivers, and nothing on the machine still wants this
    // one.
    void explain_absence() {
        auto folder = driver_.parent();
        auto files = host_.files().list(folder);
        if (!files) return survey_.miss(View::files, folder.text(), files.error());
        auto is_driver = [](const File& file) { return equal_fold(file.path.extension(), ".sys"); };
        if (std::none_of(files->begin(), files->end(), is_driver))
            return survey_.miss(View::files, folder.text(), {Errc::not_found, "no driver is in the drivers' folder"});
        auto service = host_.registry()->open(R"(HKLM\SYSTEM\CurrentControlSet\Services\srv)");
        if (service)
            return survey_.miss(View::files, driver_.text(),
                                {Errc::not_found, "the service srv is registered, and its file was not found"});
        if (service.error().code != Errc::not_found)
            return survey_.miss(View::registry, R"(HKLM\SYSTEM\CurrentControlSet\Services\srv)", service.error());
        evidence_.srv.seen = DriverOnDisk::Seen::absent;
    }

    // A file without a version, or that is no executable, is a gap here: what it is cannot be told.
    std::optional<pe::Version> version_of(const WinPath& path) {
        auto versions = file_versions(host_, {path});
        if (versions.items.empty() && versions.gaps.empty())
            versions.miss(View::content, path.text(), {Errc::unsupported, "no version in this file"});
        survey_.absorb_gaps(std::move(versions.gaps));
        if (versions.items.empty()) return std::nullopt;
        return versions.items.front().file;
    }

    void sign(std::string where) { evidence_.pending.signs.push_back(std::move(where)); }

    // RebootPending and RebootRequired are volatile on most systems: a disk keeps what waits in PackagesPending,
    // SessionsPending\Exclusive and winsxs\pending.xml.
    void read_signs() {
        sign_when_there(std::string(servicing) + R"(\RebootPending)");
        sign_when_there(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired)");
        auto sessions = std::string(servicing) + R"(\SessionsPending)";
        if (auto exclusive = host_.registry()->value(sessions, "Exclusive"))
            if (exclusive->dword().value_or(0) != 0) sign(sessions + R"(\Exclusive)");
        auto packages = std::string(servicing) + R"(\PackagesPending)";
        if (auto key = host_.registry()->open(packages))
            if (auto names = (*key)->subkeys(); names && !names->empty()) sign(packages);
        auto pending = host_.windows() / R"(winsxs\pending.xml)";
        if (auto file = host_.files().find(pending); file && file->facts.size != 0) sign(pending.text());
    }

    void sign_when_there(const std::string& path) {
        auto key = host_.registry()->open(path);
        if (key)
            sign(path);
        else if (key.error().code != Errc::not_found)
            survey_.miss(View::registry, path, key.error());
    }

    void read_renames() {
        auto renames = pending_renames(host_);
        for (const auto& rename : renames.items) {
            if (rename.destination == driver_) {
                // What an earlier pair brought is overwritten by a later one.
                evidence_.pending.rename_onto_driver = WaitingCopy{rename.source, version_of(rename.source)};
                evidence_.pending.removes_driver = false;
            } else if (rename.source == driver_) {
                evidence_.pending.rename_onto_driver.reset();
                evidence_.pending.removes_driver = true;
            }
        }
        survey_.absorb_gaps(std::move(renames.gaps));
    }

    void read_copies() {
        auto store = host_.windows() / "winsxs";
        auto folders = host_.files().list(store);
        if (!folders) {
            if (folders.error().code != Errc::not_found) survey_.miss(View::files, store.text(), folders.error());
            return;
        }
        std::size_t copies = 0;
        for (const auto& folder : *folders) {
            auto name = fold_case(folder.path.name());
            if (name.find("-SMBSERVER") == std::string::npos) continue;
            auto copy = folder.path / "srv.sys";
            if (!host_.files().find(copy)) continue;
            if (++copies > most_copies)
                return survey_.miss(View::files, store.text(), {Errc::limit, "more copies of srv.sys than are read"});
            evidence_.pending.copies.push_back({copy, version_of(copy)});
        }
    }

    void read_last_shutdown() {
        auto value = host_.registry()->value(std::string(control) + R"(\Windows)", "ShutdownTime");
        if (value && value->data.size() == sizeof(std::uint64_t))
            evidence_.pending.last_shutdown = from_filetime(load_le<std::uint64_t>(value->data, 0));
    }

    const Host& host_;
    WinPath driver_;
    PatchEvidence evidence_;
    Survey<PatchEvidence> survey_;
};

}  // namespace

std::optional<WindowsVersion> windows_version(std::string_view version, std::string_view build) {
    auto parts = split(version, '.');
    if (parts.size() < 2) return std::nullopt;
    auto major = number_in(trim(parts[0]));
    auto minor = number_in(trim(parts[1]));
    auto number = number_in(trim(build));
    if (!major || !minor || !number) return std::nullopt;
    return WindowsVersion{*major, *minor, *number};
}

std::string architecture_name(std::string_view processor) {
    if (equal_fold(processor, "AMD64") || equal_fold(processor, "x64")) return "x64";
    if (equal_fold(processor, "x86")) return "x86";
    if (equal_fold(processor, "ARM64")) return "arm64";
    if (equal_fold(processor, "IA64") || equal_fold(processor, "Itanium")) return "ia64";
    return {};
}

Survey<PatchEvidence> patch_evidence(const Host& host, const SystemInfo* system) {
    if (host.registry() == nullptr)
        return Survey<PatchEvidence>::not_applicable(View::registry, "",
                                                     {Errc::not_found, "no Windows on this volume"});
    return Gatherer(host).gather(system);
}

}  // namespace quell::artifacts
