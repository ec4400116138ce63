// The verdict on one host: data only. Sentences are made where it is shown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "artifacts/system_info.hpp"
#include "harden/exposure.hpp"
#include "host/survey.hpp"
#include "patch/patch.hpp"
#include "threats/finding.hpp"

namespace quell::detect {

/// trace: findings that together do not even make a suspicion; shown, judged nothing.
enum class Confidence : std::uint8_t { trace, suspected, confirmed };
std::string_view name_of(Confidence confidence);

enum class HostState : std::uint8_t {
    clear,         ///< everything the indicators asked for was looked at; nothing found
    exposed,       ///< not infected, but can be, or was already reached from another machine
    infected,      ///< a family is confirmed on this host
    inconclusive,  ///< something that matters was not seen, or a family is only suspected
};
std::string_view name_of(HostState state);

struct FamilyVerdict {
    std::string id;
    std::string name;
    std::string kind;  ///< of the pack: "ransomware-worm"
    Confidence confidence = Confidence::trace;
    threats::Stage stage = threats::Stage::remnants;
    std::vector<threats::Finding> findings;
    std::uint64_t encrypted_files = 0;
    std::uint64_t encrypted_bytes = 0;
    std::optional<Time> first_seen;  ///< earliest time among the findings, by the machine's own clock
    std::optional<Time> last_seen;
};

/// A gap, with the most demanding indicator that asked for what it hides.
struct JudgedGap {
    Gap gap;
    bool blocks_clear = false;
    std::uint64_t indicators = 0;  ///< how many strong or decisive ones asked for it
    std::string example;           ///< id of one of them
};

/// Something that happened, by the machine's own timestamps.
struct Event {
    Time at;
    std::string
        what;  ///< message key: "file-created", "service-written", "key-written", "encryption-began", "encryption-last"
    std::string subject;
    std::string family;
    std::string indicator;
};

struct Counts {
    std::uint64_t files = 0;
    std::uint64_t directories = 0;
    std::uint64_t bytes_hashed = 0;
    std::uint64_t files_hashed = 0;
    std::uint64_t services = 0;
    std::uint64_t autostarts = 0;
    std::uint64_t tasks = 0;
    std::uint64_t registry_keys_read = 0;
    std::uint64_t indicators = 0;
};

/// An executable that came into the Windows folder since a family's first trace: listed beside the findings, because
/// a variant may have another name; judged nothing.
struct Variant {
    std::string path;
    std::uint64_t size = 0;
    std::optional<Time> created;
    std::string company;   ///< of the version resource; empty: it names none
    std::string original;  ///< OriginalFilename
};

/// Which packs judged: so that a case can be understood years later.
struct PackUsed {
    std::string id;
    std::string version;
    std::string sha256;
};

struct Verdict {
    HostState state = HostState::inconclusive;
    std::string locator;
    std::string source;
    WinPath windows;
    std::optional<artifacts::SystemInfo> system;
    std::vector<artifacts::User> users;
    std::vector<FamilyVerdict> families;  ///< confirmed first, then by how far each has got
    std::vector<Event> timeline;          ///< in order of time
    std::vector<patch::BulletinState> patches;
    std::vector<harden::Exposure> exposure;  ///< open holes first
    std::vector<Variant> variants;           ///< by time of creation
    std::vector<JudgedGap> gaps;
    Counts counts;
    std::vector<PackUsed> packs;
};

}  // namespace quell::detect
