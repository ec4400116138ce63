#include "harden/exposure.hpp"

namespace quell::harden {

std::string_view name_of(Openness openness) {
    switch (openness) {
        case Openness::open: return "open";
        case Openness::partly: return "partly";
        case Openness::closed: return "closed";
        case Openness::unknown: return "unknown";
    }
    return "unknown";
}

std::string_view name_of(Weight weight) {
    switch (weight) {
        case Weight::note: return "note";
        case Weight::warning: return "warning";
        case Weight::serious: return "serious";
    }
    return "note";
}

}  // namespace quell::harden
