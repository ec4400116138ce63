// Which of many names does a WMI repository hold? All of them are looked for in one pass.
//
// OBJECTS.DATA keeps a text as single bytes, or as UTF-16LE when a character needs it (W. Ballenthin, M. Graeber,
// C. Teodorescu: "Windows Management Instrumentation (WMI) Offense, Defense, and Forensics", FireEye 2015). Free pages
// keep what was deleted until they are used again, so that a name found is one that is or was there. A name that is
// split by a page (8 KiB) whose neighbour lies elsewhere is not found.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "formats/wmi/window.hpp"

namespace quell::wmi {

/// After S. Wu and U. Manber, "A fast algorithm for multi-pattern searching" (1994): two bytes decide how far to skip.
class NameSearch {
public:
    /// Names of at least `shortest_name` and at most `longest_name` bytes; others are never found.
    explicit NameSearch(std::vector<std::string> names);
    static constexpr std::size_t shortest_name = 3;
    static constexpr std::size_t longest_name = 4096;

    /// Notes the names that `window` holds: without case (of ASCII letters), and as whole words, which a letter, a
    /// digit or an underscore beside them denies.
    void look(const Window& window);

    /// By index of the names given.
    [[nodiscard]] const std::vector<bool>& found() const { return found_; }

private:
    struct Pattern {
        std::vector<std::uint8_t> bytes;  ///< folded
        std::size_t name;
        std::size_t unit;  ///< bytes a character: 1 or 2
    };

    void add(std::vector<std::uint8_t> bytes, std::size_t name, std::size_t unit);
    void prepare();
    [[nodiscard]] bool matches(const Pattern& pattern, const Window& window, std::size_t at) const;

    std::vector<Pattern> patterns_;
    std::vector<bool> found_;
    std::size_t shortest_ = 0;                         ///< bytes of the shortest pattern
    std::vector<std::uint8_t> shift_;                  ///< by block: how far the next match may be
    std::vector<std::vector<std::uint32_t>> buckets_;  ///< by low byte of the block: patterns that may end here
};

}  // namespace quell::wmi
