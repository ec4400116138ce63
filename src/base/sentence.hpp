// A sentence that is made when it is shown: results carry its id and values, never words, so that the same result can
// be read in any language.
#pragma once

#include <string>
#include <vector>

namespace quell {

struct Sentence {
    std::string id;                   ///< key of the message catalogue, without the prefix of where it is shown
    std::vector<std::string> values;  ///< for its {} in order; may come from a target: escaped where it is shown

    friend bool operator==(const Sentence&, const Sentence&) = default;
};

}  // namespace quell
