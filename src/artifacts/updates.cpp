#include "artifacts/updates.hpp"

#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::artifacts {

namespace {

constexpr std::string_view packages_key =
    R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages)";
constexpr std::string_view updates_key = R"(HKLM\SOFTWARE\Microsoft\Updates)";
constexpr std::string_view hotfix_key = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\HotFix)";

// A server that was serviced for ten years has about 20,000 packages; more are not updates but an attack on memory.
constexpr std::size_t most_updates = 100'000;

struct StateCode {
    std::uint32_t code;
    UpdateState state;
};
constexpr std::array<StateCode, 11> codes{{{0x00, UpdateState::absent},
                                           {0x05, UpdateState::uninstall_pending},
                                           {0x10, UpdateState::resolving},
                                           {0x20, UpdateState::resolved},
                                           {0x30, UpdateState::staging},
                                           {0x40, UpdateState::staged},
                                           {0x50, UpdateState::superseded},
                                           {0x60, UpdateState::install_pending},
                                           {0x65, UpdateState::partly_installed},
                                           {0x70, UpdateState::installed},
                                           {0x80, UpdateState::permanent}}};

UpdateState state_of(std::uint32_t code) {
    for (const auto& known : codes)
        if (known.code == code) return known.state;
    return UpdateState::unknown;
}

std::string below(std::string_view key, std::string_view name) { return std::string(key) + "\\" + std::string(name); }

// A DWORD, or why there is none.
Result<std::uint32_t> dword_of(const RegistryKey& key, std::string_view name) {
    auto value = TRY(key.value(name));
    if (auto number = value.dword()) return *number;
    return fail(Errc::corrupt, fmt::format("{}: REG_DWORD of four bytes expected, found {} of {} bytes", name,
                                           quell::name_of(value.type), value.data.size()));
}

std::optional<Time> install_time(const RegistryKey& key) {
    auto high = dword_of(key, "InstallTimeHigh");
    auto low = dword_of(key, "InstallTimeLow");
    if (!high || !low) return std::nullopt;
    return from_filetime((std::uint64_t{*high} << 32) | *low);
}

// Opens a key whose absence means nothing; every other failure is a gap.
std::unique_ptr<RegistryKey> open_or_miss(const Registry& registry, std::string_view path,
                                          Survey<InstalledUpdate>& survey) {
    auto key = registry.open(path);
    if (key) return std::move(*key);
    if (key.error().code != Errc::not_found) survey.miss(View::registry, std::string(path), key.error());
    return nullptr;
}

std::vector<std::string> subkeys_of(const RegistryKey& key, std::string_view path, Survey<InstalledUpdate>& survey) {
    auto names = key.subkeys();
    if (!names) {
        survey.miss(View::registry, std::string(path), names.error());
        return {};
    }
    if (names->size() > most_updates) {
        survey.miss(View::registry, std::string(path),
                    {Errc::limit, fmt::format("{} keys; {} are read", names->size(), most_updates)});
        names->resize(most_updates);
    }
    return std::move(*names);
}

// "Package_for_KB4012212~31bf3856ad364e35~amd64~~6.1.1.2": name, publisher, architecture, language, version.
void read_package(const RegistryKey& packages, const std::string& identity, Survey<InstalledUpdate>& survey) {
    auto parts = split(identity, '~');
    InstalledUpdate update;
    update.name = parts[0];
    update.kb = kb_number(update.name);
    if (parts.size() > 2) update.architecture = parts[2];
    if (parts.size() > 4) update.version = parts[4];
    update.key = below(packages_key, identity);
    auto key = packages.open(identity);
    if (!key) {
        survey.miss(View::registry, update.key, key.error());
    } else {
        if (auto code = dword_of(**key, "CurrentState"))
            update.state = state_of(*code);
        else
            survey.miss(View::registry, update.key, code.error());
        update.installed = install_time(**key);
    }
    survey.items.push_back(std::move(update));
}

void read_packages(const Registry& registry, Survey<InstalledUpdate>& survey) {
    auto packages = open_or_miss(registry, packages_key, survey);
    if (packages == nullptr) return;
    for (const auto& identity : subkeys_of(*packages, packages_key, survey))
        if (starts_with_fold(identity, "Package_")) read_package(*packages, identity, survey);
}

// Updates\<product>\SPn\KBnnn; some products leave the middle out. A key that is there is an installed update.
void read_updates(const Registry& registry, Survey<InstalledUpdate>& survey) {
    struct Level {
        std::string path;
        int depth;
    };
    constexpr int deepest = 3;
    std::vector<Level> open{{std::string(updates_key), 1}};
    std::size_t seen = 0;
    while (!open.empty()) {
        auto level = std::move(open.back());
        open.pop_back();
        auto key = open_or_miss(registry, level.path, survey);
        if (key == nullptr) continue;
        for (const auto& name : subkeys_of(*key, level.path, survey)) {
            if (++seen > most_updates) {
                survey.miss(View::registry, level.path, {Errc::limit, "more keys than an update list can have"});
                return;
            }
            auto path = below(level.path, name);
            if (auto kb = kb_number(name)) {
                auto own = key->open(name);
                survey.items.push_back({name,
                                        kb,
                                        {},
                                        {},
                                        UpdateState::installed,
                                        UpdateSource::updates_key,
                                        own ? (*own)->last_written() : std::nullopt,
                                        path});
                if (!own) {
                    survey.items.back().state = UpdateState::unknown;
                    survey.miss(View::registry, path, own.error());
                }
            } else if (level.depth < deepest) {
                open.push_back({std::move(path), level.depth + 1});
            }
        }
    }
}

void read_hotfixes(const Registry& registry, Survey<InstalledUpdate>& survey) {
    auto hotfixes = open_or_miss(registry, hotfix_key, survey);
    if (hotfixes == nullptr) return;
    for (const auto& name : subkeys_of(*hotfixes, hotfix_key, survey)) {
        auto kb = kb_number(name);
        if (!kb) continue;
        InstalledUpdate update{name, kb, {}, {}, UpdateState::unknown, UpdateSource::hotfix_key, {}, {}};
        update.key = below(hotfix_key, name);
        auto key = hotfixes->open(name);
        auto number = key ? dword_of(**key, "Installed") : Result<std::uint32_t>(fail(key.error()));
        if (number)
            update.state = *number == 0 ? UpdateState::absent : UpdateState::installed;
        else
            survey.miss(View::registry, update.key, number.error());
        if (key) update.installed = (*key)->last_written();
        survey.items.push_back(std::move(update));
    }
}

}  // namespace

std::string_view name_of(UpdateState state) {
    switch (state) {
        case UpdateState::absent: return "absent";
        case UpdateState::uninstall_pending: return "uninstall-pending";
        case UpdateState::resolving: return "resolving";
        case UpdateState::resolved: return "resolved";
        case UpdateState::staging: return "staging";
        case UpdateState::staged: return "staged";
        case UpdateState::superseded: return "superseded";
        case UpdateState::install_pending: return "install-pending";
        case UpdateState::partly_installed: return "partly-installed";
        case UpdateState::installed: return "installed";
        case UpdateState::permanent: return "permanent";
        case UpdateState::unknown: return "unknown";
    }
    return "unknown";
}

std::string_view name_of(UpdateSource source) {
    switch (source) {
        case UpdateSource::servicing: return "servicing";
        case UpdateSource::updates_key: return "updates-key";
        case UpdateSource::hotfix_key: return "hotfix-key";
    }
    return "servicing";
}

std::optional<std::uint32_t> kb_number(std::string_view text) {
    constexpr std::string_view before = "_for_";
    if (auto at = text.find(before); at != std::string_view::npos) text.remove_prefix(at + before.size());
    if (!starts_with_fold(text, "KB")) return std::nullopt;
    text.remove_prefix(2);
    auto digits = text.find_first_not_of("0123456789");
    if (digits == std::string_view::npos) digits = text.size();
    if (digits < 5 || digits > 7) return std::nullopt;
    std::uint32_t number = 0;
    for (char c : text.substr(0, digits)) number = number * 10 + static_cast<std::uint32_t>(c - '0');
    return number;
}

Survey<InstalledUpdate> installed_updates(const Host& host) {
    if (host.registry() == nullptr)
        return Survey<InstalledUpdate>::not_applicable(View::registry, "",
                                                       {Errc::not_found, "no Windows on this volume"});
    Survey<InstalledUpdate> survey;
    read_packages(*host.registry(), survey);
    read_updates(*host.registry(), survey);
    read_hotfixes(*host.registry(), survey);
    return survey;
}

}  // namespace quell::artifacts
