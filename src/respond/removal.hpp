// What the findings of a confirmed family ask for: which of them may be removed, and how.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "detect/verdict.hpp"
#include "respond/plan_draft.hpp"

namespace quell::respond {

/// A genuine copy and the place it belongs to.
struct Restoration {
    std::string from;
    std::string to;
    bool selected = false;  ///< rests on more than traces
    std::string family;
    std::string family_name;
    std::vector<std::string> findings;
};

/// Which files of a host stay, whatever else says that they are malware's.
class Spared {
public:
    explicit Spared(const detect::Verdict& verdict);

    /// It belongs elsewhere, and is not itself proven to be malware.
    [[nodiscard]] bool is_genuine_copy(const threats::Finding& finding) const;
    [[nodiscard]] bool is_kept(const std::string& path) const;
    /// One of Windows' own programs: taken away only when a genuine copy takes its place.
    [[nodiscard]] bool is_windows(const std::string& path) const;
    /// May be taken away, and its process suspended or ended.
    [[nodiscard]] bool is_free(const std::string& path) const { return !is_kept(path) && !is_windows(path); }

private:
    std::set<std::string> known_;  ///< folded, like kept_: proven to be malware
    std::set<std::string> kept_;
    WinPath windows_;
};

/// Adds the steps of one host's removal to a draft. `families` are those that ran here and are confirmed.
class Removal {
public:
    Removal(const detect::Verdict& verdict, std::vector<const detect::FamilyVerdict*> families, PlanDraft& draft);

    void suspend_encryptors();
    void suspend_and_disable_services();
    void save_memory();
    void disable();
    void end_processes();
    void quarantine();
    void restore();

private:
    enum class Only : std::uint8_t { encryptors, any };
    struct Program {
        std::string path;
        const threats::Finding* finding;
        const detect::FamilyVerdict* family;
    };
    [[nodiscard]] std::vector<Program> processes(Only only) const;
    void take_away(const detect::FamilyVerdict& family, const threats::Finding& finding, const std::string& path);
    void disable_autostart(const detect::FamilyVerdict& family, const threats::Finding& finding);
    void disable_registry(const detect::FamilyVerdict& family, const threats::Finding& finding);
    void disable_one(const detect::FamilyVerdict& family, const threats::Finding& finding);
    void find_restorations();

    std::vector<const detect::FamilyVerdict*> families_;
    PlanDraft& draft_;
    Spared spared_;
    WinPath windows_;
    std::vector<Restoration> restorations_;
    std::set<std::string> suspended_;  ///< folded: planned already
};

/// What was looked at: {"program", …} of a service; empty when it is not among the evidence.
std::string evidence_of(const threats::Finding& finding, std::string_view what);
/// Encryption has begun, here or from another machine.
bool has_encrypted(const detect::FamilyVerdict& family);
/// A worm with a kill switch on the network: isolated and started again, it encrypts. Of the families that quell knows
/// those of the kind "ransomware-worm".
bool encrypts_without_network(const detect::FamilyVerdict& family);
/// The finding names one file.
bool is_file(const threats::Finding& finding);

}  // namespace quell::respond
