#include "cli/progress_line.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::cli {

ProgressLine::ProgressLine(report::Language language, std::size_t width, report::Output out)
    : language_(language), width_(width), out_(std::move(out)) {}

void ProgressLine::begin(std::string_view step, std::uint64_t total) {
    step_ = report::text_of(language_, "progress." + std::string(step));
    total_ = total;
    begun_ = shown_ = Steady::now();
}

void ProgressLine::advance(std::uint64_t done) {
    constexpr auto between = std::chrono::milliseconds(100);
    auto now = Steady::now();
    if (now - shown_ < between) return;
    shown_ = now;
    show(done, now);
}

void ProgressLine::show(std::uint64_t done, Steady::time_point now) {
    auto seconds = std::chrono::duration<double>(now - begun_).count();
    auto rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
    auto line = fmt::format("{} {}", step_, report::grouped(done));
    if (total_ > 0) line += fmt::format(" / {} ({} %)", report::grouped(total_), done * 100 / total_);
    line += "  " + report::say(language_, "progress.rate", report::grouped(static_cast<std::uint64_t>(rate)));
    if (total_ > done && rate > 0) {
        auto left = static_cast<std::uint64_t>(static_cast<double>(total_ - done) / rate);
        line += "  " + report::say(language_, "progress.left", fmt::format("{}:{:02}", left / 60, left % 60));
    }
    // One column stays free: a full line would scroll.
    while (display_width(line) + 1 > width_ && !line.empty()) {
        line.pop_back();
        while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xC0) == 0x80) line.pop_back();
    }
    out_("\r\x1b[K" + line);
    visible_ = true;
}

void ProgressLine::end() {
    if (visible_) out_("\r\x1b[K");
    visible_ = false;
}

}  // namespace quell::cli
