// A threat pack: what a family leaves behind, as data. The file format is described in docs/formats/pack.md; load.hpp
// reads it. Everything here is already checked: hex is hex, globs can match, identifiers are unique within the pack.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "threats/finding.hpp"

namespace quell::threats {

/// The version of the pack format that this build reads.
inline constexpr std::int64_t pack_schema = 1;

/// A sentence for people, in both languages of the house.
struct Text {
    std::string en;
    std::string zh;
};

/// Where a fact comes from, and how sure it is: V, V2, D, S, R+, R~, R- (docs/formats/pack.md).
struct Reference {
    std::string source;
    std::string mark;
};

/// A work that entries refer to by its key.
struct CitedWork {
    std::string key;
    std::string title;
    std::string url;  ///< may be empty
};

/// Lower-case hexadecimal; a content matches when it has any of them.
struct Hashes {
    std::vector<std::string> md5;
    std::vector<std::string> sha1;
    std::vector<std::string> sha256;
    [[nodiscard]] bool empty() const { return md5.empty() && sha1.empty() && sha256.empty(); }
};

/// A resource inside an executable. Type and name as pe::Resource writes them; empty: any.
struct ResourceRule {
    std::string type;
    std::string name;
    std::optional<std::uint32_t> language;
    std::vector<std::uint64_t> sizes;
    std::vector<std::byte> begins;
};

/// What an executable says of itself. Empty lists ask for nothing.
struct PeRule {
    std::vector<std::uint32_t> link_times;    ///< seconds since 1970 UTC
    std::vector<std::string> original_names;  ///< globs
    std::vector<std::string> versions;        ///< "6.1.7601.17514", file version
    /// Globs that the original name must not match; a file that tells none matches none of them.
    std::vector<std::string> except_original_names;
    std::optional<ResourceRule> resource;
};

/// Conditions are ANDed, the items of a list ORed, an empty list asks for nothing. Globs as in base/text matches_glob;
/// paths hold the target's %variables%.
struct FileRule {
    std::vector<std::string> names;
    std::vector<std::string> paths;
    std::vector<std::string> except;  ///< paths that do not count
    std::vector<std::uint64_t> sizes;
    std::optional<std::uint64_t> min_size;
    std::optional<std::uint64_t> max_size;
    Hashes hashes;
    std::vector<std::vector<std::byte>> begins;
    std::optional<bool> executable;  ///< is, or is not, a PE file
    std::optional<PeRule> pe;
    bool mass = false;                ///< expected in many folders: one finding with counts
    std::vector<std::string> beside;  ///< names, one of which lies in the same folder
    std::string restores;             ///< path with %variables% that this file belongs to (Finding::restores)

    /// Found by where it lies, what it is called or how large it is.
    [[nodiscard]] bool has_place() const { return !names.empty() || !paths.empty() || !sizes.empty(); }
    /// Must be opened to be decided.
    [[nodiscard]] bool needs_content() const { return !hashes.empty() || !begins.empty() || executable || pe; }
};

/// The head of a file that the family encrypted.
struct Container {
    struct Number {
        std::uint32_t offset = 0;
        std::uint32_t bytes = 4;  ///< 1, 2, 4 or 8, little-endian
        std::vector<std::uint64_t> any;
    };
    std::vector<std::byte> begins;
    std::vector<Number> numbers;
    /// Offset of a 64-bit original size, which cannot be larger than the file.
    std::optional<std::uint32_t> size_at;

    /// How many bytes of a file's start decide.
    [[nodiscard]] std::size_t window() const;
};

/// Files that the family encrypted: counted by folder and user, their heads sampled.
struct EncryptedRule {
    std::vector<std::string> extensions;  ///< with the dot
    std::vector<std::string> names;       ///< globs
    std::vector<std::string> except;      ///< paths that do not count
    std::optional<Container> container;
    /// The strength when no head was seen to be right; the entry's own strength is for one that was.
    Strength by_name = Strength::trace;
};

struct ServiceRule {
    std::vector<std::string> names;
    std::vector<std::string> displays;
    std::vector<std::string> binaries;     ///< the resolved program or ServiceDll; %variables%
    std::vector<std::string> except;       ///< programs that do not count
    std::vector<std::string> image_paths;  ///< ImagePath as written
    /// The name is one of each list, put together: [[a, b], [c]] means "ac" or "bc". Without case.
    std::vector<std::vector<std::string>> name_parts;
    bool dll_named_after = false;      ///< the ServiceDll is called like the service, with .dll behind
    bool dll_without_company = false;  ///< the ServiceDll is there and its version resource names no company
};

struct RegistryRule {
    std::vector<std::string> keys;    ///< "HKLM\…", or "HKCU\…" for every user
    std::vector<std::string> values;  ///< globs of value names; empty: the key itself
    std::vector<std::string> types;   ///< "REG_SZ" …
    std::vector<std::string> data;    ///< globs on the text, or on one string of a REG_MULTI_SZ
    /// The data names a file beside which one with this appended to its name lies.
    std::string companion;
};

struct AutostartRule {
    std::vector<std::string> names;
    std::vector<std::string> programs;  ///< the resolved program; %variables%
    std::vector<std::string> commands;  ///< as written
    std::vector<std::string> except;    ///< programs that do not count
};

struct NamedObjectRule {
    std::vector<std::string> names;
};

struct TaskRule {
    std::vector<std::string> names;     ///< globs of the task's own name, without its folder
    std::vector<std::string> programs;  ///< the resolved program of one of its actions; %variables%
    std::vector<std::string> commands;  ///< command and arguments as written
    std::vector<std::string> except;    ///< programs that do not count
};

/// Exact names of filters, consumers or classes that the WMI repository holds.
struct WmiRule {
    std::vector<std::string> names;
};

struct IpsecRule {
    std::vector<std::string> names;  ///< globs of the policy's name
};

struct FirewallEntryRule {
    std::vector<std::string> names;     ///< globs of the rule's name
    std::vector<std::string> programs;  ///< the program it is for; %variables%
};

/// Text anywhere in the registry: key names, value names, data.
struct HiveTextRule {
    std::vector<std::string> texts;
};

using Rule = std::variant<FileRule, EncryptedRule, ServiceRule, RegistryRule, AutostartRule, NamedObjectRule, TaskRule,
                          WmiRule, IpsecRule, FirewallEntryRule, HiveTextRule>;

/// One sign of the family.
struct Indicator {
    std::string id;  ///< with the pack's: "wannacry.service.loader"
    Strength strength = Strength::trace;
    Stage stage = Stage::remnants;
    bool damage = false;  ///< see Finding::damage
    bool keep = false;    ///< see Finding::keep
    Text reason;
    Reference reference;
    Rule rule;
    std::uint32_t line = 0;  ///< in the pack's file
};

/// "file", "encrypted", "service" …, as the tables of a pack are called.
std::string_view kind_of(const Rule& rule);
/// What a finding of this indicator is evidence of.
EvidenceKind evidence_of(const Rule& rule);

/// What to do next, for someone who never opened a console: three sentences.
struct NextSteps {
    Stage stage = Stage::remnants;
    std::vector<Text> steps;
};

struct Pack {
    std::string id;
    std::string name;
    std::string version;
    std::vector<std::string> aka;
    std::string kind;  ///< "ransomware-worm"
    /// The family is not older: a file's time before it is the victim's own, copied or kept by the malware.
    std::optional<Time> not_before;
    Text summary;
    std::vector<CitedWork> references;
    std::vector<Indicator> indicators;
    /// Globs of places where every executable is compared with every known hash and structure.
    std::vector<std::string> hash_places;
    std::vector<NextSteps> next;  ///< at most one for each stage
    std::string sha256;           ///< of the file's text
    std::string origin;           ///< the file, as it is named in messages

    /// No family, but a suspicion: what a confirmed family explains is left to that family.
    [[nodiscard]] bool is_heuristic() const { return kind == "heuristic"; }
};

}  // namespace quell::threats
