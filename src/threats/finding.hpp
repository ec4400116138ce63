// What was found, in the words of the threat packs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace quell::threats {

/// How much a single sign says. trace: legitimate software may have it too. strong: none does. decisive: proof by
/// itself.
enum class Strength : std::uint8_t { trace, strong, decisive };
std::string_view name_of(Strength strength);

/// How far a family has got on a host; also, in an indicator, the stage that it speaks for.
enum class Stage : std::uint8_t {
    remnants,            ///< something of it is left, nothing that would run
    dropped,             ///< its files are here
    active,              ///< a service, an autostart or a process runs it
    encrypting,          ///< in the middle of its work
    encrypted,           ///< done
    encrypted_remotely,  ///< damage on shares or in user folders, done from another machine
};
std::string_view name_of(Stage stage);

/// What kind of evidence: two strong ones confirm a family only when they are of different kinds.
enum class EvidenceKind : std::uint8_t {
    file_name,
    file_content,
    file_hash,
    service,
    registry,
    autostart,
    encrypted_files,
    named_object,
    task,
    wmi,
    ipsec_policy,
    firewall_rule,
    hive_text,
};
std::string_view name_of(EvidenceKind kind);

/// Files of one folder counted together.
struct FolderCount {
    std::string folder;  ///< path on the target
    std::string user;    ///< sid of the profile it lies in; empty elsewhere
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::optional<Time> first;  ///< when the first counted file was made what it is (Pack::not_before)
    std::optional<Time> last;   ///< latest
};

struct Finding {
    std::string indicator;  ///< "wannacry.service.loader"
    std::string family;     ///< "wannacry"
    EvidenceKind kind = EvidenceKind::file_name;
    Strength strength = Strength::trace;
    Stage stage = Stage::remnants;
    std::string subject;  ///< path, service name or key on the target
    /// What was compared, in the order it was looked at: {"size", "3514368"}, {"sha256", …}, {"binary", …}.
    std::vector<std::pair<std::string, std::string>> evidence;
    std::optional<Time> created;   ///< file: creation
    std::optional<Time> modified;  ///< file: last write; key: last write
    /// Indicators that match by the thousand (notes, encrypted files) are one finding with counts.
    std::vector<FolderCount> folders;
    /// May have been written from another machine over a share: says nothing about whether anything ran here.
    bool damage = false;
    /// The victim's data, a key or a setting of Windows: shown, and never removed.
    bool keep = false;
    /// Path on the target that this file belongs to: it is the genuine copy of what the malware replaced there.
    std::string restores;
};

}  // namespace quell::threats
