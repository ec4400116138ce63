// Which rules a file's name and size speak for: asked for every name of a volume, so it must cost a few lookups and
// nothing that grows with the number of rules.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace quell::detect {

/// Index of a rule in the caller's list.
using RuleIndex = std::uint32_t;

class NameIndex {
public:
    /// The rule asks for a name like `glob`.
    void add_name(std::string_view glob, RuleIndex rule);
    void add_size(std::uint64_t size, RuleIndex rule);

    /// Appends the rules that the name or the size speaks for, each once, ascending; `folded` is scratch memory.
    void find(std::string_view name, std::uint64_t size, std::string& folded, std::vector<RuleIndex>& out) const;

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    template <typename T>
    using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;
    struct Glob {
        std::string text;
        RuleIndex rule;
    };

    TextMap<std::vector<RuleIndex>> exact_;
    TextMap<std::vector<Glob>> extensions_;  // globs that end in a fixed extension
    std::vector<Glob> others_;
    std::unordered_map<std::uint64_t, std::vector<RuleIndex>> sizes_;
};

}  // namespace quell::detect
