#include "base/result.hpp"

#include <cstdio>
#include <cstdlib>

namespace quell {

std::string_view name_of(Errc code) {
    switch (code) {
        case Errc::io: return "io";
        case Errc::not_found: return "not-found";
        case Errc::denied: return "denied";
        case Errc::corrupt: return "corrupt";
        case Errc::unsupported: return "unsupported";
        case Errc::limit: return "limit";
        case Errc::invalid: return "invalid";
        case Errc::cancelled: return "cancelled";
    }
    return "io";
}

void detail::check_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "quell: internal error at %s:%d: %s does not hold\n", file, line, condition);
    std::abort();
}

}  // namespace quell
