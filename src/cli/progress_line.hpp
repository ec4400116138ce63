// How far long work has come, on one line of a terminal that is rewritten in place.
#pragma once

#include <chrono>
#include <string>

#include "base/work.hpp"
#include "report/table.hpp"

namespace quell::cli {

/// Written to `out` at most ten times a second, wiped at the end of each step.
class ProgressLine final : public Progress {
public:
    ProgressLine(report::Language language, std::size_t width, report::Output out);
    void begin(std::string_view step, std::uint64_t total) override;
    void advance(std::uint64_t done) override;
    void end() override;

private:
    using Steady = std::chrono::steady_clock;
    void show(std::uint64_t done, Steady::time_point now);

    report::Language language_;
    std::size_t width_;
    report::Output out_;
    std::string step_;
    std::uint64_t total_ = 0;
    Steady::time_point begun_;
    Steady::time_point shown_;
    bool visible_ = false;
};

}  // namespace quell::cli
