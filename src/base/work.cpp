#include "base/work.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace quell {

Workers::Workers(unsigned threads) : threads_(std::max(1U, threads)) {}

void Workers::for_each(std::size_t count, std::stop_token stop,
                       const std::function<void(unsigned worker, std::size_t index)>& task) const {
    std::atomic<std::size_t> next = 0;
    auto run = [&](unsigned worker) {
        while (!stop.stop_requested()) {
            auto index = next.fetch_add(1);
            if (index >= count) return;
            task(worker, index);
        }
    };
    std::vector<std::jthread> threads;
    auto helpers = static_cast<unsigned>(std::min<std::size_t>(threads_, count));
    for (unsigned worker = 1; worker < helpers; ++worker) threads.emplace_back(run, worker);
    run(0);
}

}  // namespace quell
