// What long calls are given in tests: two threads, no progress, a stop that nobody requests.
#pragma once

#include "base/work.hpp"

namespace quell::test {

struct TestWork {
    Workers workers{2};
    NoProgress progress;
    std::stop_source stop;
    [[nodiscard]] Work work() { return {workers, progress, stop.get_token()}; }
};

}  // namespace quell::test
