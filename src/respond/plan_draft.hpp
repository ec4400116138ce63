// A plan while it is being made: actions arrive in any order of steps, equal ones become one.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "respond/plan.hpp"

namespace quell::respond {

/// Whether Windows ran when it was looked at, and whether the host's volumes must be spared.
struct Circumstances {
    bool running = false;  ///< false: a disk image or a mounted folder
    /// Encryption has begun here: deleted originals may still lie on the volumes.
    bool damaged = false;
};

class PlanDraft {
public:
    explicit PlanDraft(Circumstances circumstances) : circumstances_(circumstances) {}

    /// Of two equal actions in one step (names without case) one remains: selected when either is, for the reason of
    /// the one that is, with the findings of both.
    void add(PlannedAction action);
    /// A warning is given once.
    void warn(Sentence warning);

    [[nodiscard]] const std::vector<PlannedAction>& actions() const { return actions_; }
    [[nodiscard]] bool running() const { return circumstances_.running; }
    /// In the order of the steps, within a step in the order of arrival; with ids.
    [[nodiscard]] Plan finish() &&;

private:
    Circumstances circumstances_;
    std::vector<PlannedAction> actions_;
    std::map<std::string, std::size_t> places_;
    std::vector<Sentence> warnings_;
};

}  // namespace quell::respond
