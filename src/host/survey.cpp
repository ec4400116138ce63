#include "host/survey.hpp"

namespace quell {

std::string_view name_of(View view) {
    switch (view) {
        case View::files: return "files";
        case View::content: return "content";
        case View::registry: return "registry";
        case View::volatile_: return "volatile";
        case View::volume: return "volume";
    }
    return "files";
}

std::string_view name_of(GapKind kind) { return kind == GapKind::unseen ? "unseen" : "not-applicable"; }

}  // namespace quell
