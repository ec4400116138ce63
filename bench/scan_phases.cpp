// How a whole scan's time is spent: opening and indexing the volume, reading the hives, judging. Prints shares, because
// an absolute time says more about the machine than about the code.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "detect/scan.hpp"
#include "patch/load.hpp"
#include "sources/offline_registry.hpp"
#include "sources/source.hpp"
#include "threats/load.hpp"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s IMAGE\n", argv[0]);
        return 2;
    }
    quell::NoProgress progress;
    quell::Workers workers(1);
    quell::Work work{workers, progress, {}};
    quell::detect::Knowledge knowledge{quell::threats::load_packs(quell::threats::embedded_packs(), {}).packs,
                                       quell::patch::load_tables(quell::patch::embedded_tables(), {}).tables};
    auto sources = quell::sources::all_sources();
    std::vector<double> opening;
    std::vector<double> hives;
    std::vector<double> judging;
    constexpr int rounds = 7;
    for (int i = 0; i < rounds; ++i) {
        auto begin = Clock::now();
        auto target = quell::sources::open_target(argv[1], sources, work);
        if (!target || target->hosts.empty()) {
            std::fprintf(stderr, "%s: no host\n", argv[1]);
            return 2;
        }
        const auto& host = target->hosts.front();
        opening.push_back(seconds_since(begin));
        begin = Clock::now();
        auto registry = quell::sources::OfflineRegistry::open(host.files(), host.windows());
        hives.push_back(seconds_since(begin));
        begin = Clock::now();
        auto verdict = quell::detect::scan(host, knowledge, quell::detect::Depth::usual, work);
        judging.push_back(seconds_since(begin));
    }
    // Opening a target reads its hives, too: they are measured once more on their own and taken off.
    auto index = median(opening) - median(hives);
    auto total = median(opening) + median(judging);
    std::printf("one thread, parts of a whole scan: names %.0f %%, hives %.0f %%, matching and judging %.0f %%\n",
                100 * index / total, 100 * median(hives) / total, 100 * median(judging) / total);
    return 0;
}
