#include "patch/patch.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace quell::patch {

namespace {

using artifacts::DriverOnDisk;
using artifacts::Role;
using artifacts::UpdateList;
using artifacts::WindowsVersion;

std::string kb(std::uint32_t number) { return fmt::format("KB{}", number); }

bool holds(const std::vector<std::uint32_t>& sorted, std::uint32_t number) {
    return std::binary_search(sorted.begin(), sorted.end(), number);
}

std::string in_words(std::uint32_t service_pack) { return fmt::format("Service Pack {}", service_pack); }

std::string text_of(const WindowsVersion& version) {
    return fmt::format("{}.{}.{}", version.major, version.minor, version.build);
}

bool is_of(const SystemRow& row, const WindowsVersion& system) {
    return row.major == system.major && row.minor == system.minor && row.first_build <= system.build &&
           system.build <= row.last_build;
}

/// One bulletin on one machine. Each step decides, or leaves its reason and hands on to the next.
class Assessment {
public:
    Assessment(const Evidence& evidence, const Bulletin& bulletin) : evidence_(evidence), bulletin_(bulletin) {
        result_.bulletin = bulletin.id;
    }

    BulletinState run() {
        decide();
        if (result_.is_open()) result_.fix = fix();
        return std::move(result_);
    }

private:
    void decide() {
        auto system = evidence_.system;
        const auto& version = evidence_.srv.version;
        if (!system && evidence_.srv.seen == DriverOnDisk::Seen::present)
            system = WindowsVersion{version[0], version[1], version[2]};
        if (!system) return by_list_alone();
        show_system(*system);
        row_ = row_of(*system);
        if (row_ == nullptr) return settle(State::unknown, "no-row", {text_of(*system)});
        if (row_->standing == Standing::fixed)
            return settle(State::not_applicable, "shipped-fixed", {text_of(*system)});
        if (row_->standing == Standing::no_update) return settle(State::vulnerable, "no-public-update", {});
        if (row_->driver && by_driver(*system)) return;
        if (too_old()) return settle(State::vulnerable, "service-pack-too-old", {in_words(*row_->service_pack)});
        if (row_->revision && evidence_.revision) return by_revision();
        by_list();
    }

    const SystemRow* row_of(const WindowsVersion& system) const {
        const SystemRow* found = nullptr;
        for (const auto& row : bulletin_.systems) {
            if (!is_of(row, system)) continue;
            if (row.role == Role::unknown || row.role == evidence_.role) return &row;
            if (found == nullptr && evidence_.role == Role::unknown) found = &row;
        }
        return found;
    }

    // --- the driver

    // True when it decided.
    bool by_driver(const WindowsVersion& system) {
        const auto& srv = evidence_.srv;
        switch (srv.seen) {
            case DriverOnDisk::Seen::not_asked: add("srv-not-seen", {}); return false;
            case DriverOnDisk::Seen::unreadable: add("srv-unreadable", {srv.path.text()}); return false;
            case DriverOnDisk::Seen::absent: without_driver(); return true;
            case DriverOnDisk::Seen::present: break;
        }
        show("srv.sys", pe::to_string(srv.version));
        if (srv.version[0] != system.major || srv.version[1] != system.minor)
            settle(State::unknown, "srv-foreign", {pe::to_string(srv.version), text_of(system)});
        else if (is_fixed(srv.version))
            with_fixed_driver();
        else
            with_old_driver();
        return true;
    }

    // Vista and 2008 have two branches of every file, told apart by the first digit of the fourth number: 1 general, 2
    // hotfix. A file of another build than the row's first fixed one is compared by its build.
    [[nodiscard]] const pe::Version& first_fixed(const pe::Version& version) const {
        constexpr std::uint16_t hotfix_branch = 20000;
        return row_->driver_ldr && version[3] >= hotfix_branch ? *row_->driver_ldr : *row_->driver;
    }
    [[nodiscard]] bool is_fixed(const pe::Version& version) const { return version >= first_fixed(version); }

    void without_driver() {
        show("srv.sys", "absent");
        if (evidence_.pending.rename_onto_driver)
            return settle(State::unknown, "rename-brings-driver", {evidence_.pending.rename_onto_driver->path.text()});
        if (!row_->driver_removable) return settle(State::unknown, "srv-missing", {evidence_.srv.path.text()});
        settle(State::not_applicable, "smb1-removed", {});
        if (restart_pending()) add("look-again-after-restart", {});
    }

    void with_old_driver() {
        const auto& version = evidence_.srv.version;
        settle(State::vulnerable, "srv-version-below", {pe::to_string(version), pe::to_string(first_fixed(version))});
        if (too_old()) add("service-pack-too-old", {in_words(*row_->service_pack)});
        if (const auto* copy = waiting_fix()) {
            result_.state = State::vulnerable_until_restart;
            show(copy->path.text(), pe::to_string(*copy->version));
            add("restart-brings-copy", {copy->path.text(), pe::to_string(*copy->version)});
        } else if (auto update = pending_update()) {
            result_.state = State::vulnerable_until_restart;
            add("restart-installs", {kb(*update)});
        }
        show_signs();
        if (auto listed = listed_fix()) add("listed-but-old-file", {kb(*listed)});
        show_wrong_numbers();
    }

    void with_fixed_driver() {
        const auto& version = evidence_.srv.version;
        settle(State::patched, "srv-version-reaches", {pe::to_string(version), pe::to_string(first_fixed(version))});
        const auto& pending = evidence_.pending;
        if (const auto& rename = pending.rename_onto_driver) {
            if (!rename->version) {
                result_.state = State::unknown;
                return add("rename-unreadable", {rename->path.text()});
            }
            if (!is_fixed(*rename->version)) {
                result_.state = State::vulnerable;
                return add("rename-brings-old", {rename->path.text(), pe::to_string(*rename->version)});
            }
        }
        if (pending.removes_driver) add("rename-removes-driver", {});
        if (!restart_pending()) return;
        const auto& placed = evidence_.srv.placed;
        if (placed && pending.last_shutdown && *placed <= *pending.last_shutdown) {
            show("srv.sys placed", to_display(*placed));
            show("last shutdown", to_display(*pending.last_shutdown));
            return add("started-since", {to_display(*placed), to_display(*pending.last_shutdown)});
        }
        result_.state = State::vulnerable_until_restart;
        if (placed) show("srv.sys placed", to_display(*placed));
        add("restart-pending", {pending.signs.front()});
        show_signs();
    }

    /// What the next start will put in place of an old driver, when that is fixed.
    [[nodiscard]] const artifacts::WaitingCopy* waiting_fix() const {
        const auto& pending = evidence_.pending;
        if (pending.rename_onto_driver) {
            const auto& rename = *pending.rename_onto_driver;
            return rename.version && is_fixed(*rename.version) ? &rename : nullptr;
        }
        if (!restart_pending()) return nullptr;
        const artifacts::WaitingCopy* best = nullptr;
        for (const auto& copy : pending.copies) {
            // A copy of another Windows lies there after an upgrade and is not what waits.
            if (!copy.version || (*copy.version)[0] != evidence_.srv.version[0] ||
                (*copy.version)[1] != evidence_.srv.version[1])
                continue;
            if (is_fixed(*copy.version) && (best == nullptr || *copy.version > *best->version)) best = &copy;
        }
        return best;
    }

    [[nodiscard]] std::optional<std::uint32_t> pending_update() const {
        for (auto number : evidence_.pending.updates)
            if (holds(row_->fixed_by, number)) return number;
        return std::nullopt;
    }

    // --- service pack, revision, lists

    [[nodiscard]] bool too_old() const {
        return row_->service_pack && evidence_.service_pack && *evidence_.service_pack < *row_->service_pack;
    }

    void by_revision() {
        auto revision = *evidence_.revision;
        if (revision < *row_->revision)
            settle(State::vulnerable, "revision-below", {fmt::to_string(revision), fmt::to_string(*row_->revision)});
        else
            settle_unless_pending("revision-reaches", {fmt::to_string(revision), fmt::to_string(*row_->revision)});
        show_wrong_numbers();
    }

    void by_list() {
        if (auto update = listed_fix()) {
            show("update", kb(*update));
            settle_unless_pending("update-holds-fix", {kb(*update)});
            if (evidence_.from_text) add("text-shows-no-restart", {});
            return;
        }
        if (evidence_.list == UpdateList::none) {
            settle(State::unknown, "no-list", {});
        } else if (evidence_.list == UpdateList::cut) {
            settle(State::unknown, "list-cut", {});
        } else if (auto newer = update_that_may_hold_it()) {
            show("update", kb(*newer));
            settle(State::unknown, "list-holds-newer", {kb(*newer)});
        } else {
            settle(State::vulnerable, "list-without-fix", {fmt::to_string(evidence_.updates.size())});
        }
        show_wrong_numbers();
    }

    // Updates are made for one Windows: the fix of any of them in the list is this machine's.
    void by_list_alone() {
        for (const auto& row : bulletin_.systems) {
            row_ = &row;
            auto update = evidence_.list == UpdateList::none ? std::nullopt : listed_fix();
            row_ = nullptr;
            if (!update) continue;
            show("update", kb(*update));
            settle(State::patched, "update-holds-fix", {kb(*update)});
            return add("text-shows-no-restart", {});
        }
        settle(State::unknown, "no-system", {});
        show_wrong_numbers();
    }

    [[nodiscard]] std::optional<std::uint32_t> listed_fix() const {
        for (auto number : evidence_.updates)
            if (holds(row_->fixed_by, number)) return number;
        return std::nullopt;
    }

    // The lists of updates that hold a fix are never whole: a later one may have taken the place of all that are known.
    [[nodiscard]] std::optional<std::uint32_t> update_that_may_hold_it() const {
        for (auto number : evidence_.updates)
            if (number >= bulletin_.least_update && !holds(row_->not_fixed_by, number) &&
                !holds(bulletin_.not_updates, number) && !holds(bulletin_.unrelated, number))
                return number;
        return std::nullopt;
    }

    // Numbers that circulate as the fix and are not: said, because somebody may have relied on them.
    void show_wrong_numbers() {
        std::string wrong;
        for (auto number : evidence_.updates)
            if (holds(bulletin_.not_updates, number) || (row_ != nullptr && holds(row_->not_fixed_by, number)))
                wrong += (wrong.empty() ? "" : ", ") + kb(number);
        if (!wrong.empty()) add("not-the-fix", {wrong});
    }

    void settle_unless_pending(const char* id, std::vector<std::string> values) {
        settle(restart_pending() ? State::vulnerable_until_restart : State::patched, id, std::move(values));
        if (!restart_pending()) return;
        add("restart-pending", {evidence_.pending.signs.front()});
        show_signs();
    }

    // --- what to install

    [[nodiscard]] std::optional<Fix> fix() const {
        if (row_ == nullptr || row_->update == 0) return std::nullopt;
        Fix fix;
        fix.kb = kb(row_->update);
        auto server = evidence_.role == Role::server && !row_->search_server.empty();
        fix.search = fmt::format("{} {}", fix.kb, server ? row_->search_server : row_->search);
        if (!evidence_.architecture.empty()) fix.search += " " + evidence_.architecture;
        for (const auto& file : row_->files) {
            if (file.architecture != evidence_.architecture) continue;
            if (!file.language.empty() && file.language != evidence_.language) continue;
            fix.file_name = file.name;
            fix.sha1 = file.sha1;
            break;
        }
        if (result_.state == State::vulnerable_until_restart)
            fix.needs = {"restart-first", {}};
        else if (too_old())
            fix.needs = {"service-pack-first", {in_words(*row_->service_pack)}};
        if (row_->cumulative)
            fix.note = {"later-cumulative", {}};
        else if (row_->rollup != 0)
            fix.note = {"or-rollup", {kb(row_->rollup)}};
        return fix;
    }

    // --- the result

    [[nodiscard]] bool restart_pending() const { return !evidence_.pending.signs.empty(); }

    void settle(State state, const char* id, std::vector<std::string> values) {
        result_.state = state;
        result_.because.insert(result_.because.begin(), Sentence{id, std::move(values)});
    }
    void add(const char* id, std::vector<std::string> values) { result_.because.push_back({id, std::move(values)}); }
    void show(std::string what, std::string value) { result_.evidence.emplace_back(std::move(what), std::move(value)); }
    void show_system(const WindowsVersion& system) {
        auto text = text_of(system);
        if (evidence_.revision) text += fmt::format(".{}", *evidence_.revision);
        show("Windows", text);
        if (evidence_.service_pack && *evidence_.service_pack != 0)
            show("service pack", fmt::to_string(*evidence_.service_pack));
    }
    void show_signs() {
        for (const auto& sign : evidence_.pending.signs) show("restart pending", sign);
    }

    const Evidence& evidence_;
    const Bulletin& bulletin_;
    const SystemRow* row_ = nullptr;
    BulletinState result_;
};

}  // namespace

std::string_view name_of(State state) {
    switch (state) {
        case State::patched: return "patched";
        case State::vulnerable: return "vulnerable";
        case State::vulnerable_until_restart: return "vulnerable-until-restart";
        case State::unknown: return "unknown";
        case State::not_applicable: return "not-applicable";
    }
    return "unknown";
}

std::vector<BulletinState> assess(const Evidence& evidence, const Tables& tables) {
    std::vector<BulletinState> states;
    states.reserve(tables.bulletins.size());
    for (const auto& bulletin : tables.bulletins) states.push_back(Assessment(evidence, bulletin).run());
    return states;
}

}  // namespace quell::patch
