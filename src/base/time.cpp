#include "base/time.hpp"

#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace quell {

namespace {

// Days from 1601-01-01 to 1970-01-01, in ticks.
constexpr std::int64_t epoch_offset = 116'444'736'000'000'000;

struct Civil {
    std::chrono::year_month_day date;
    std::int64_t seconds;  // of the day
    std::int64_t ticks;    // of the second
};

Civil civil(Time time) {
    auto day = std::chrono::floor<std::chrono::days>(time);
    auto rest = (time - day).count();
    return {std::chrono::year_month_day(day), rest / 10'000'000, rest % 10'000'000};
}

std::string date_and_clock(const Civil& c, char between) {
    return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", static_cast<int>(c.date.year()),
                       static_cast<unsigned>(c.date.month()), static_cast<unsigned>(c.date.day()), between,
                       c.seconds / 3600, c.seconds / 60 % 60, c.seconds % 60);
}

}  // namespace

std::optional<Time> from_filetime(std::uint64_t filetime) {
    if (filetime == 0 || filetime > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return std::nullopt;
    return Time(Ticks(static_cast<std::int64_t>(filetime) - epoch_offset));
}

std::uint64_t to_filetime(Time time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count() + epoch_offset);
}

std::string to_iso8601(Time time) {
    auto c = civil(time);
    auto text = date_and_clock(c, 'T');
    if (c.ticks != 0) text += fmt::format(".{:07}", c.ticks);
    return text + "Z";
}

std::string to_display(Time time) { return date_and_clock(civil(time), ' '); }

Result<Time> parse_time(std::string_view text) {
    auto wrong = [&] {
        return fail(Errc::invalid,
                    fmt::format("\"{}\" is not a time; expected 2017-05-12 or 2017-05-12T08:24:00Z", text));
    };
    std::size_t at = 0;
    auto number = [&](std::size_t digits, char before) -> std::optional<int> {
        if (before != '\0') {
            if (at >= text.size() || (text[at] != before && !(before == 'T' && text[at] == ' '))) return std::nullopt;
            ++at;
        }
        int value = 0;
        if (at + digits > text.size()) return std::nullopt;
        auto [end, error] = std::from_chars(text.data() + at, text.data() + at + digits, value);
        if (error != std::errc() || end != text.data() + at + digits || value < 0) return std::nullopt;
        at += digits;
        return value;
    };
    auto year = number(4, '\0');
    auto month = number(2, '-');
    auto day = number(2, '-');
    if (!year || !month || !day) return wrong();
    std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                     std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok() || *year < 1601) return wrong();
    std::int64_t seconds = 0;
    std::int64_t ticks = 0;
    if (at < text.size() && (text[at] == 'T' || text[at] == ' ')) {
        auto hour = number(2, 'T');
        auto minute = number(2, ':');
        if (!hour || !minute || *hour > 23 || *minute > 59) return wrong();
        seconds = *hour * 3600 + *minute * 60;
        if (at < text.size() && text[at] == ':') {
            auto second = number(2, ':');
            if (!second || *second > 59) return wrong();
            seconds += *second;
        }
        if (at < text.size() && text[at] == '.') {
            ++at;
            std::int64_t unit = 1'000'000;
            while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
                ticks += (text[at++] - '0') * unit;
                unit /= 10;
            }
        }
    }
    if (at < text.size() && text[at] == 'Z') ++at;
    if (at != text.size()) return wrong();
    return Time(std::chrono::sys_days(date)) + Ticks(seconds * 10'000'000 + ticks);
}

}  // namespace quell
