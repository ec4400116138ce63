#include "detect/verdict.hpp"

namespace quell::detect {

std::string_view name_of(Confidence confidence) {
    switch (confidence) {
        case Confidence::trace: return "trace";
        case Confidence::suspected: return "suspected";
        case Confidence::confirmed: return "confirmed";
    }
    return "trace";
}

std::string_view name_of(HostState state) {
    switch (state) {
        case HostState::clear: return "clear";
        case HostState::exposed: return "exposed";
        case HostState::infected: return "infected";
        case HostState::inconclusive: return "inconclusive";
    }
    return "inconclusive";
}

}  // namespace quell::detect
