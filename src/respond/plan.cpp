#include "respond/plan.hpp"

#include <algorithm>
#include <array>

#include "respond/plan_draft.hpp"
#include "respond/removal.hpp"

namespace quell::respond {

namespace {

using detect::Confidence;
using detect::FamilyVerdict;
using detect::HostState;
using detect::Verdict;
using threats::Stage;

// An image and a folder are read while nothing on them runs; every other source is a running Windows.
bool was_running(const Verdict& verdict) { return verdict.source != "image" && verdict.source != "folder"; }

bool any(const std::vector<const FamilyVerdict*>& families, std::initializer_list<Stage> stages) {
    return std::any_of(families.begin(), families.end(), [&](const FamilyVerdict* family) {
        return std::find(stages.begin(), stages.end(), family->stage) != stages.end();
    });
}

// What closing a hole costs, and whether it takes a restart. Ids of harden/exposure; others cost nothing known.
struct Closing {
    std::string_view exposure;
    std::string_view breaks;  ///< plan.breaks.<id>
    bool restart = false;
    Actor actor = Actor::quell;
};
constexpr std::array<Closing, 8> closings{{
    {"smb.445", "shares"},
    {"netbios.139", "shares"},
    {"smb1.server", "smb1", true},
    {"smb-device.type", "shares", true},
    {"rpc.135", "rpc"},
    {"rdp.3389", "remote-desktop"},
    {"antivirus.none", "", false, Actor::person},
    {"ipsec.not-protection", "", false, Actor::person},
}};

class Planner {
public:
    explicit Planner(const Verdict& verdict)
        : verdict_(verdict),
          begun_(std::any_of(verdict.families.begin(), verdict.families.end(),
                             [](const FamilyVerdict& family) {
                                 return family.confidence != Confidence::trace && has_encrypted(family);
                             })),
          draft_({was_running(verdict), begun_}) {
        for (const auto& family : verdict.families) {
            if (family.confidence == Confidence::suspected) suspected_.push_back(&family);
            if (family.confidence != Confidence::confirmed) continue;
            confirmed_.push_back(&family);
            if (family.stage != Stage::encrypted_remotely) ran_here_.push_back(&family);
        }
    }

    Plan make() && {
        warn();
        Removal removal(verdict_, ran_here_, draft_);
        if (encrypts_here()) removal.suspend_encryptors();
        removal.suspend_and_disable_services();
        isolate();
        if (encrypts_here()) removal.save_memory();
        save_keys();
        removal.disable();
        removal.end_processes();
        removal.quarantine();
        removal.restore();
        back_up();
        harden();
        install_updates();
        restart();
        verify();
        reconnect();
        return std::move(draft_).finish();
    }

private:
    [[nodiscard]] bool encrypts_here() const { return any(ran_here_, {Stage::encrypting, Stage::encrypted}); }
    [[nodiscard]] bool runs_here() const {
        return any(ran_here_, {Stage::dropped, Stage::active, Stage::encrypting, Stage::encrypted});
    }

    void add(Step step, Action action, Actor actor, Sentence reason, bool selected = true) {
        PlannedAction planned;
        planned.step = step;
        planned.action = std::move(action);
        planned.actor = actor;
        planned.reason = std::move(reason);
        planned.selected = selected;
        draft_.add(std::move(planned));
    }

    void warn() {
        if (encrypts_here()) draft_.warn({"encrypting", {}});
        if (any(ran_here_, {Stage::active}))
            draft_.warn({std::any_of(ran_here_.begin(), ran_here_.end(),
                                     [](const FamilyVerdict* family) { return encrypts_without_network(*family); })
                             ? "no-restart"
                             : "no-restart-yet",
                         {}});
        if (begun_) draft_.warn({"do-not-write", {}});
        for (const auto* family : confirmed_)
            if (family->stage == Stage::encrypted_remotely) draft_.warn({"from-another-machine", {family->name}});
        for (const auto* family : suspected_) draft_.warn({"look-closer", {family->name}});
        if (runs_here() && !draft_.running()) draft_.warn({"only-the-disk", {}});
        if (std::any_of(verdict_.gaps.begin(), verdict_.gaps.end(),
                        [](const detect::JudgedGap& gap) { return gap.blocks_clear; }))
            draft_.warn({"not-all-seen", {}});
    }

    // Everything that may still run, or be reached by what runs elsewhere, leaves the network. A suspicion is for
    // somebody to decide.
    [[nodiscard]] bool must_be_isolated() const { return runs_here() || any(confirmed_, {Stage::encrypted_remotely}); }
    void isolate() {
        if (!must_be_isolated() && suspected_.empty()) return;
        std::string_view why = !must_be_isolated() ? "suspected"
                               : !runs_here()      ? "written-over-the-network"
                               : draft_.running()  ? "spreads"
                                                   : "spreads-when-started";
        PlannedAction planned;
        planned.step = Step::isolate;
        planned.action = Isolate{};
        planned.actor = Actor::person;
        planned.selected = must_be_isolated();
        planned.reason = {std::string(why), {}};
        planned.breaks = {"network", {}};
        draft_.add(std::move(planned));
    }

    // Key files are copied, of remote damage too; they are never removed.
    void save_keys() {
        for (const auto* family : confirmed_)
            for (const auto& finding : family->findings) {
                if (!finding.keep || !is_file(finding)) continue;
                PlannedAction planned;
                planned.step = Step::save_keys;
                planned.action = SaveFile{finding.subject};
                planned.reason = {"key-file", {}};
                planned.family = family->id;
                planned.findings = {finding.indicator};
                draft_.add(std::move(planned));
            }
        if (encrypts_here())
            add(Step::save_keys, SearchKey{}, Actor::quell,
                {draft_.running() ? "key-in-memory" : "key-in-hibernation", {}});
    }

    void back_up() {
        auto removes = std::any_of(draft_.actions().begin(), draft_.actions().end(), [](const PlannedAction& action) {
            return action.selected && writes_to_target(action.action);
        });
        if (begun_ && !confirmed_.empty())
            add(Step::back_up, BackUp{}, Actor::person, {"damaged", {}});
        else if (removes)
            add(Step::back_up, BackUp{}, Actor::person, {"before-changes", {}});
    }

    void install_updates() {
        for (const auto& bulletin : verdict_.patches) {
            if (bulletin.state == patch::State::vulnerable_until_restart) waits_.push_back(bulletin.bulletin);
            if (bulletin.state != patch::State::vulnerable) continue;
            if (!bulletin.fix || bulletin.fix->kb.empty()) {
                draft_.warn({"no-update", {bulletin.bulletin}});
                continue;
            }
            PlannedAction planned;
            planned.step = Step::harden;
            planned.action = InstallUpdate{bulletin.fix->kb, bulletin.fix->file_name, bulletin.fix->sha1};
            planned.actor = Actor::person;
            planned.restart_needed = true;
            planned.reason = {"update-missing", {bulletin.bulletin}};
            draft_.add(std::move(planned));
        }
    }

    void harden() {
        for (const auto& exposure : verdict_.exposure) {
            if (exposure.openness != harden::Openness::open && exposure.openness != harden::Openness::partly) continue;
            auto serious = exposure.openness == harden::Openness::open && exposure.weight == harden::Weight::serious;
            PlannedAction planned;
            planned.step = Step::harden;
            planned.action = CloseExposure{exposure.id};
            planned.selected = serious;
            planned.reason = {serious ? "hole-serious" : "hole-lesser", {}};
            for (const auto& closing : closings) {
                if (closing.exposure != exposure.id) continue;
                planned.breaks.id = closing.breaks;
                planned.restart_needed = closing.restart;
                planned.actor = closing.actor;
            }
            draft_.add(std::move(planned));
        }
    }

    void restart() {
        auto needed = std::any_of(draft_.actions().begin(), draft_.actions().end(),
                                  [](const PlannedAction& action) { return action.selected && action.restart_needed; });
        if (runs_here() && !draft_.running())
            add(Step::restart, Restart{}, Actor::person, {"first-start", {}});
        else if (!waits_.empty())
            add(Step::restart, Restart{}, Actor::person, {"update-waits", {waits_.front()}});
        else if (needed)
            add(Step::restart, Restart{}, Actor::person, {"restart-needed", {}});
    }

    void verify() {
        if (!draft_.actions().empty()) add(Step::verify, Verify{}, Actor::quell, {"prove", {}});
    }

    void reconnect() {
        if (must_be_isolated() || !suspected_.empty())
            add(Step::reconnect, Reconnect{}, Actor::person, {"proven", {}}, must_be_isolated());
    }

    const Verdict& verdict_;
    bool begun_;
    PlanDraft draft_;
    std::vector<std::string> waits_;  ///< bulletins whose fix works only after a restart
    std::vector<const FamilyVerdict*> confirmed_;
    std::vector<const FamilyVerdict*> ran_here_;
    std::vector<const FamilyVerdict*> suspected_;
};

}  // namespace

Plan propose(const Verdict& verdict) {
    if (verdict.state == HostState::clear) return {};
    return Planner(verdict).make();
}

}  // namespace quell::respond
