#include "cli/suggestion.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace quell::cli {

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            auto above = row[j + 1];
            row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

}  // namespace

std::string suggestion(std::string_view word) {
    constexpr std::array<std::string_view, 4> commands{"scan", "inspect", "patch", "packs"};
    constexpr std::size_t longest_word = 32;
    constexpr std::size_t furthest = 2;
    if (word.empty() || word.size() > longest_word) return {};
    std::string_view best;
    auto best_distance = furthest + 1;
    for (auto command : commands) {
        auto distance = edit_distance(word, command);
        if (distance < best_distance) {
            best = command;
            best_distance = distance;
        }
    }
    return best_distance == 0 ? std::string() : std::string(best);
}

}  // namespace quell::cli
