#include "sources/offline_registry.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "formats/regf/text_search.hpp"

namespace quell::sources {

namespace {

constexpr std::string_view current_control_set = "CurrentControlSet";
constexpr std::string_view system_mount = "HKLM\\SYSTEM";
// No more hives are read once this much of them is held: the registries of real machines stay far below.
constexpr std::uint64_t total_limit = std::uint64_t{2} << 30;

RegistryValue copy_of(const regf::Value& value, const regf::ValueData& data) {
    auto bytes = data.bytes();
    return {value.name().text(), static_cast<ValueType>(value.type()), {bytes.begin(), bytes.end()}};
}

/// A key of one hive. Only the root of SYSTEM knows a control set.
class HiveKey final : public RegistryKey {
public:
    HiveKey(const regf::Key& key, std::string_view control_set)
        : key_(key), name_(key.name().text()), control_set_(control_set) {}

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] std::optional<Time> last_written() const override { return key_.last_written(); }

    // What is damaged is left out here, because it is among the registry's gaps; nothing readable at all is an error.
    [[nodiscard]] Result<std::vector<std::string>> subkeys() const override {
        std::vector<std::string> out;
        std::optional<Error> error;
        auto cursor = key_.subkeys();
        while (auto key = cursor.next()) {
            if (*key)
                out.push_back((*key)->name().text());
            else
                error = key->error();
        }
        if (out.empty() && error) return fail(std::move(*error));
        return out;
    }

    [[nodiscard]] Result<std::unique_ptr<RegistryKey>> open(std::string_view subkey) const override {
        auto key = descend(subkey);
        // A name that holds a backslash cannot be made with Windows' own calls, but in a hive.
        if (!key && key.error().code == Errc::not_found && subkey.find('\\') != std::string_view::npos)
            key = key_.subkey(subkey);
        if (!key) return fail(key.error().in(subkey));
        return std::make_unique<HiveKey>(*key, std::string_view{});
    }

    [[nodiscard]] Result<std::vector<RegistryValue>> values() const override {
        std::vector<RegistryValue> out;
        std::optional<Error> error;
        auto cursor = key_.values();
        while (auto value = cursor.next()) {
            if (!*value) {
                error = value->error();
                continue;
            }
            auto data = (*value)->data();
            if (data)
                out.push_back(copy_of(**value, *data));
            else
                error = data.error();
        }
        if (out.empty() && error) return fail(std::move(*error));
        return out;
    }

    [[nodiscard]] Result<RegistryValue> value(std::string_view name) const override {
        auto value = key_.value(name);
        if (!value) return fail(value.error().in(name));
        auto data = value->data();
        if (!data) return fail(data.error().in(name));
        return copy_of(*value, *data);
    }

    [[nodiscard]] Result<regf::Key> descend(std::string_view path) const {
        auto end = std::min(path.find('\\'), path.size());
        if (control_set_.empty() || !equal_fold(path.substr(0, end), current_control_set)) return key_.descend(path);
        auto set = TRY(key_.subkey(control_set_));
        return set.descend(path.substr(end));
    }

private:
    regf::Key key_;
    std::string name_;
    std::string control_set_;
};

/// A path of the registry: the mount is its first two components, with a long root name made short.
struct RegistryPath {
    std::string mount;
    std::string below;
};

RegistryPath split_path(std::string_view path) {
    auto root_end = std::min(path.find('\\'), path.size());
    auto root = path.substr(0, root_end);
    if (equal_fold(root, "HKEY_LOCAL_MACHINE")) root = "HKLM";
    if (equal_fold(root, "HKEY_USERS")) root = "HKU";
    RegistryPath out{std::string(root), {}};
    if (root_end == path.size()) return out;
    auto rest = path.substr(root_end + 1);
    auto hive_end = std::min(rest.find('\\'), rest.size());
    out.mount += '\\';
    out.mount += rest.substr(0, hive_end);
    if (hive_end < rest.size()) out.below = rest.substr(hive_end + 1);
    return out;
}

Result<regf::Value> value_at(const regf::Hive& hive, std::string_view path, std::string_view name) {
    auto key = TRY(hive.root().descend(path));
    return key.value(name);
}

}  // namespace

Result<std::unique_ptr<OfflineRegistry>> OfflineRegistry::open(const FileTree& files, const WinPath& windows) {
    auto config = files.find(windows / "System32\\config");
    if (!config) return fail(config.error().in((windows / "System32\\config").text()));
    std::unique_ptr<OfflineRegistry> registry(new OfflineRegistry);
    registry->mount_machine(files, windows);
    registry->find_control_set();
    registry->mount_users(files, windows);
    return registry;
}

void OfflineRegistry::mount(std::string path, const WinPath& file, Result<HiveFile> loaded) {
    if (!loaded) {
        miss(file, loaded.error());
        mounts_.push_back({std::move(path), nullptr, loaded.error().in(file.text())});
        return;
    }
    for (auto& loss : loaded->losses) miss(file, std::move(loss));
    mounts_.push_back({std::move(path), std::move(loaded->hive), {}});
}

void OfflineRegistry::mount_machine(const FileTree& files, const WinPath& windows) {
    enum class Need : std::uint8_t { required, optional };
    struct Machine {
        std::string_view file;
        std::string_view path;
        Need need;
    };
    constexpr std::array<Machine, 5> hives{{{"SYSTEM", system_mount, Need::required},
                                            {"SOFTWARE", "HKLM\\SOFTWARE", Need::required},
                                            {"DEFAULT", "HKU\\.DEFAULT", Need::required},
                                            {"SAM", "HKLM\\SAM", Need::optional},
                                            {"SECURITY", "HKLM\\SECURITY", Need::optional}}};
    for (const auto& hive : hives) {
        auto file = windows / "System32\\config" / hive.file;
        auto loaded = load(files, file);
        bool absent = !loaded && loaded.error().code == Errc::not_found;
        if (absent && hive.need == Need::optional) continue;
        // Not "not found": for the one who asks, the keys in it could not be looked at.
        if (absent) loaded = fail(Errc::io, "the hive is missing");
        mount(std::string(hive.path), file, std::move(loaded));
    }
}

void OfflineRegistry::find_control_set() {
    const auto* system = find_mount(system_mount);
    if (!system->hive) return;
    auto current = value_at(*system->hive, "Select", "Current");
    if (!current) {
        gaps_.push_back({GapKind::unseen, View::registry, "HKLM\\SYSTEM\\Select", current.error().in("Current")});
        return;
    }
    auto data = current->data();
    if (!data || data->bytes().size() != 4) {
        gaps_.push_back(
            {GapKind::unseen, View::registry, "HKLM\\SYSTEM\\Select", {Errc::corrupt, "Current is no number"}});
        return;
    }
    control_set_ = fmt::format("ControlSet{:03}", load_le<std::uint32_t>(data->bytes(), 0));
}

Result<HiveFile> OfflineRegistry::load(const FileTree& files, const WinPath& file) {
    if (loaded_bytes_ > total_limit)
        return fail(Errc::limit, "the hives read so far fill the memory set aside for them");
    auto loaded = load_hive(files, file);
    if (loaded) loaded_bytes_ += loaded->hive->size();
    return loaded;
}

void OfflineRegistry::mount_profile(const FileTree& files, const UserProfile& profile) {
    auto file = profile.folder / "NTUSER.DAT";
    auto loaded = load(files, file);
    if (!loaded && loaded.error().code == Errc::not_found) {
        // A mandatory profile.
        auto mandatory = load(files, profile.folder / "NTUSER.MAN");
        if (mandatory || mandatory.error().code != Errc::not_found) loaded = std::move(mandatory);
    }
    bool absent = !loaded && loaded.error().code == Errc::not_found;
    if (absent && is_service_account(profile.sid)) return;
    if (absent && !files.find(profile.folder)) {
        gaps_.push_back(
            {GapKind::not_applicable, View::registry, file.text(), {Errc::not_found, "the profile's folder is gone"}});
        return;
    }
    if (absent) loaded = fail(Errc::io, "the hive is missing");
    if (loaded) users_.push_back({profile.sid, std::string(profile.folder.name()), profile.folder.text()});
    mount("HKU\\" + profile.sid, file, std::move(loaded));
    constexpr std::array<std::string_view, 2> class_hives{
        "AppData\\Local\\Microsoft\\Windows\\UsrClass.dat",
        "Local Settings\\Application Data\\Microsoft\\Windows\\UsrClass.dat"};
    for (auto relative : class_hives) {
        auto classes = load(files, profile.folder / relative);
        if (!classes && classes.error().code == Errc::not_found) continue;
        mount("HKU\\" + profile.sid + "_Classes", profile.folder / relative, std::move(classes));
        return;
    }
}

void OfflineRegistry::mount_users(const FileTree& files, const WinPath& windows) {
    auto profiles = find_profiles(files, windows, find_mount("HKLM\\SOFTWARE")->hive.get());
    std::move(profiles.gaps.begin(), profiles.gaps.end(), std::back_inserter(gaps_));
    for (const auto& profile : profiles.items) mount_profile(files, profile);
    if (!find_mount("HKU\\S-1-5-18")) {
        auto system = *find_mount("HKU\\.DEFAULT");
        system.path = "HKU\\S-1-5-18";
        mounts_.push_back(std::move(system));
    }
    std::sort(users_.begin(), users_.end(), [](const auto& a, const auto& b) { return a.sid < b.sid; });
}

const OfflineRegistry::Mount* OfflineRegistry::find_mount(std::string_view path) const {
    auto hit =
        std::find_if(mounts_.begin(), mounts_.end(), [&](const auto& mount) { return equal_fold(mount.path, path); });
    return hit == mounts_.end() ? nullptr : &*hit;
}

Result<std::unique_ptr<RegistryKey>> OfflineRegistry::open(std::string_view path) const {
    auto parts = split_path(path);
    const auto* mount = find_mount(parts.mount);
    if (!mount) return fail(Errc::not_found, fmt::format("{}: no such part of the registry", path));
    if (!mount->hive) return fail(mount->why);
    auto control_set = mount->path == system_mount ? std::string_view(control_set_) : std::string_view{};
    auto first = std::string_view(parts.below).substr(0, parts.below.find('\\'));
    if (mount->path == system_mount && control_set.empty() && equal_fold(first, current_control_set))
        return fail(Errc::corrupt, fmt::format("{}: Select\\Current does not tell which control set is current", path));
    auto key = HiveKey(mount->hive->root(), control_set).descend(parts.below);
    if (!key) return fail(key.error().in(path));
    return std::make_unique<HiveKey>(*key, parts.below.empty() ? control_set : std::string_view{});
}

std::vector<RegistryText> OfflineRegistry::find_text(std::string_view text, std::size_t limit) const {
    std::vector<RegistryText> out;
    for (const auto& mount : mounts_) {
        // .DEFAULT is one hive with two names.
        if (!mount.hive || (mount.path == "HKU\\S-1-5-18" && mount.hive == find_mount("HKU\\.DEFAULT")->hive)) continue;
        for (auto& hit : regf::find_text(*mount.hive, text, limit - out.size()))
            out.push_back(
                {hit.key.empty() ? mount.path : mount.path + "\\" + hit.key, std::move(hit.value), hit.written});
        if (out.size() >= limit) break;
    }
    return out;
}

Result<std::string> system_root_of(const FileTree& files, const WinPath& windows_folder) {
    auto file = windows_folder / "System32\\config\\SOFTWARE";
    auto loaded = load_hive(files, file);
    if (!loaded) return fail(loaded.error().in(file.text()));
    auto value = value_at(*loaded->hive, "Microsoft\\Windows NT\\CurrentVersion", "SystemRoot");
    if (!value) return fail(value.error().in(file.text()));
    auto data = TRY(value->data());
    auto text = copy_of(*value, data).text();
    if (!text || text->empty()) return fail(Errc::corrupt, file.text() + ": SystemRoot is no text");
    return *text;
}

}  // namespace quell::sources
