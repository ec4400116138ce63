#include "base/work.hpp"

#include <atomic>
#include <vector>

#include "support/doctest.hpp"

using namespace quell;

TEST_CASE("every index is worked on once, by a worker below the number of threads") {
    for (unsigned threads : {0U, 1U, 2U, 7U}) {
        const Workers workers(threads);
        CHECK_GE(workers.size(), 1);
        std::vector<std::atomic<int>> calls(1000);
        std::atomic<bool> known_worker = true;
        workers.for_each(calls.size(), {}, [&](unsigned worker, std::size_t index) {
            if (worker >= workers.size()) known_worker = false;
            ++calls[index];
        });
        CHECK(known_worker);
        for (const auto& count : calls) CHECK_EQ(count, 1);
    }
}

TEST_CASE("no work is no call") {
    const Workers workers(4);
    bool called = false;
    workers.for_each(0, {}, [&](unsigned, std::size_t) { called = true; });
    CHECK_FALSE(called);
}

TEST_CASE("once a stop is requested no new piece is begun") {
    const Workers workers(2);
    std::stop_source stop;
    std::atomic<int> calls = 0;
    workers.for_each(100'000, stop.get_token(), [&](unsigned, std::size_t) {
        ++calls;
        stop.request_stop();
    });
    CHECK_GE(calls, 1);
    CHECK_LE(calls, 2);
}
