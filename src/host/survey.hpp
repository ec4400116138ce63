// What could not be seen is a result: every reader returns what it found together with what it missed.
#pragma once

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace quell {

/// What a gap keeps from being seen. Indicators ask for views; a gap in a view that a strong one asked for blocks
/// "clear".
enum class View : std::uint8_t {
    files,    ///< names, sizes and times
    content,  ///< the bytes of a file
    registry,
    volatile_,  ///< processes, sockets, named objects: only a running machine has them
    volume,     ///< a whole file system of the target
};
std::string_view name_of(View view);

enum class GapKind : std::uint8_t {
    unseen,          ///< it exists and could not be read
    not_applicable,  ///< this source has no such view
};
std::string_view name_of(GapKind kind);

struct Gap {
    GapKind kind = GapKind::unseen;
    View view = View::files;
    std::string where;  ///< path, key or hive on the target; may hold anything a target can hold
    Error why;

    friend bool operator==(const Gap& a, const Gap& b) {
        return a.kind == b.kind && a.view == b.view && a.where == b.where && a.why.what == b.why.what;
    }
};

/// Items with the gaps met on the way. An empty Survey without gaps means: looked, nothing there.
template <typename T>
struct Survey {
    std::vector<T> items;
    std::vector<Gap> gaps;

    static Survey unseen(View view, std::string where, Error why) {
        Survey survey;
        survey.miss(view, std::move(where), std::move(why));
        return survey;
    }
    static Survey not_applicable(View view, std::string where, Error why) {
        Survey survey;
        survey.gaps.push_back({GapKind::not_applicable, view, std::move(where), std::move(why)});
        return survey;
    }
    void miss(View view, std::string where, Error why) {
        gaps.push_back({GapKind::unseen, view, std::move(where), std::move(why)});
    }
    /// Takes over another survey's items and gaps.
    void absorb(Survey&& other) {
        items.insert(items.end(), std::make_move_iterator(other.items.begin()),
                     std::make_move_iterator(other.items.end()));
        absorb_gaps(std::move(other.gaps));
    }
    void absorb_gaps(std::vector<Gap>&& other) {
        gaps.insert(gaps.end(), std::make_move_iterator(other.begin()), std::make_move_iterator(other.end()));
    }
};

}  // namespace quell
