#include "formats/systeminfo/systeminfo.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::systeminfo {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_digit(c) || is_letter(c) || c == '_'; }

// UTF-16 with a mark is decoded. NUL bytes without one are the upper halves of UTF-16, or of its part behind a line of
// ASCII: without them every letter that counts here is left.
std::string decode(Bytes text) {
    auto mark = [&](std::uint8_t first, std::uint8_t second) {
        return text.size() >= 2 && text[0] == std::byte{first} && text[1] == std::byte{second};
    };
    if (mark(0xFF, 0xFE)) return utf8_from_utf16le(text.subspan(2));
    if (mark(0xFE, 0xFF)) {
        std::vector<std::byte> turned(text.begin() + 2, text.end());
        for (std::size_t i = 0; i + 1 < turned.size(); i += 2) std::swap(turned[i], turned[i + 1]);
        return utf8_from_utf16le(turned);
    }
    std::string out(as_text(text));
    constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
    if (out.starts_with(utf8_mark)) out.erase(0, utf8_mark.size());
    out.erase(std::remove(out.begin(), out.end(), '\0'), out.end());
    return out;
}

// A run of digits at `at`, moved past; none for more than nine digits.
std::optional<std::uint32_t> take_number(std::string_view line, std::size_t& at) {
    auto begin = at;
    std::uint32_t number = 0;
    constexpr std::size_t most_digits = 9;
    for (; at < line.size() && is_digit(line[at]); ++at)
        if (at - begin < most_digits) number = number * 10 + static_cast<std::uint32_t>(line[at] - '0');
    if (at == begin || at - begin > most_digits) return std::nullopt;
    return number;
}

std::vector<std::uint32_t> numbers_of(std::string_view line, std::size_t from) {
    std::vector<std::uint32_t> out;
    for (auto at = from; at < line.size();) {
        if (!is_digit(line[at])) {
            ++at;
            continue;
        }
        if (auto number = take_number(line, at)) out.push_back(*number);
    }
    return out;
}

struct VersionLine {
    Version version;
    std::optional<std::uint32_t> revision;
    std::optional<std::uint32_t> service_pack;
    bool build_repeated = false;
};

// NT's major versions; 6 and 10 have many builds, the older ones a single one.
bool is_windows(const Version& version) {
    auto known = version.major == 10 || version.major == 6 || version.major == 5 || version.major == 4;
    return known && version.minor <= 4 && version.build >= 1381 && version.build <= 99999;
}

std::optional<VersionLine> version_line(std::string_view line) {
    for (std::size_t at = 0; at < line.size();) {
        if (!is_digit(line[at]) || (at > 0 && (is_word(line[at - 1]) || line[at - 1] == '.'))) {
            ++at;
            continue;
        }
        std::vector<std::uint32_t> parts;
        for (;;) {
            auto number = take_number(line, at);
            if (!number) break;
            parts.push_back(*number);
            if (at + 1 >= line.size() || line[at] != '.' || !is_digit(line[at + 1])) break;
            ++at;
        }
        if (parts.size() != 3 && parts.size() != 4) continue;
        VersionLine found{{parts[0], parts[1], parts[2]}, {}, {}, false};
        if (!is_windows(found.version)) continue;
        if (parts.size() == 4) found.revision = parts[3];
        constexpr std::uint32_t highest_service_pack = 6;
        for (auto number : numbers_of(line, at)) {
            if (number == found.version.build) found.build_repeated = true;
            if (number >= 1 && number <= highest_service_pack && !found.build_repeated && !found.service_pack)
                found.service_pack = number;
        }
        return found;
    }
    return std::nullopt;
}

// "x64" of "x64-based PC", as a word of its own.
std::string architecture_in(std::string_view line) {
    struct Word {
        std::string_view word;
        std::string_view name;
    };
    constexpr Word words[] = {
        {"ARM64", "arm64"}, {"Itanium", "ia64"}, {"IA64", "ia64"}, {"x64", "x64"}, {"x86", "x86"}};
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (at > 0 && is_word(line[at - 1])) continue;
        for (const auto& [word, name] : words) {
            auto end = at + word.size();
            if (starts_with_fold(line.substr(at), word) && (end >= line.size() || !is_word(line[end])))
                return std::string(name);
        }
    }
    return {};
}

// Every "KB" with five to seven digits behind it in `line`.
template <typename Take>
void each_update(std::string_view line, Take&& take) {
    for (std::size_t at = 0; at + 2 < line.size(); ++at) {
        if ((line[at] != 'K' && line[at] != 'k') || (line[at + 1] != 'B' && line[at + 1] != 'b')) continue;
        if (at > 0 && is_word(line[at - 1])) continue;
        auto end = at + 2;
        auto number = take_number(line, end);
        auto digits = end - at - 2;
        if (number && digits >= 5 && digits <= 7) take(*number);
    }
}

// "[01]: KB958644", indented: an entry of a list.
bool is_entry(std::string_view line) {
    auto text = trim(line);
    if (text.size() == line.size() || !text.starts_with('[')) return false;
    std::size_t at = 1;
    return take_number(text, at) && text.substr(at).starts_with("]:");
}

// "KB958644", or the forms in which a list names what has no such number: "943729", "Q147222", "File 1".
bool names_update(std::string_view entry) {
    entry = trim(entry.substr(entry.find("]:") + 2));
    if (entry == "File 1") return true;
    auto digit = entry.find_first_of("0123456789");
    if (digit == std::string_view::npos) return false;
    auto prefix = entry.substr(0, digit);
    constexpr std::size_t fewest = 5;
    constexpr std::size_t most = 7;
    auto digits = std::min(entry.find_first_not_of("0123456789", digit), entry.size()) - digit;
    if (digits < fewest || digits > most) return false;
    return prefix.empty() || equal_fold(prefix, "KB") || equal_fold(prefix, "Q");
}

// Words of an unknown code page say nothing: what is not UTF-8 keeps its ASCII.
std::string readable(std::string_view text) {
    if (to_valid_utf8(text) == text) return std::string(text);
    std::string out;
    for (char c : text)
        if (c >= ' ' && c <= '~' && (c != ' ' || (!out.empty() && out.back() != ' '))) out += c;
    return out;
}

/// Reads line after line, with the list that stands open.
class Reader {
public:
    void line(std::string_view text) {
        while (!text.empty() && text.back() == '\r') text.remove_suffix(1);
        if (in_table_) return table_row(text);
        if (is_entry(text)) return entry(text);
        auto indented = !text.empty() && (text.front() == ' ' || text.front() == '\t');
        if (!indented && !trim(text).empty()) heading(text);
    }

    Report finish() {
        close_list();
        if (report_.version && !report_.service_pack) report_.service_pack = 0;
        report_.updates.assign(updates_.begin(), updates_.end());
        return std::move(report_);
    }

private:
    void heading(std::string_view text) {
        close_list();
        open_ = {};
        if (auto numbers = numbers_of(text, 0); !numbers.empty()) open_.announced = numbers.front();
        if (text.find("HotFixID") != std::string_view::npos) {
            in_table_ = true;
            if (report_.list == ListState::none) report_.list = ListState::complete;
            return;
        }
        read_version(text);
        auto windows = text.find("Windows");
        auto maker = text.find("Microsoft");
        if (report_.product.empty() && maker < windows && windows != std::string_view::npos)
            report_.product = readable(trim(text.substr(maker)));
        if (report_.architecture.empty() && report_.version) report_.architecture = architecture_in(text);
    }

    // systeminfo repeats the build in its line; such a line beats one that only looks like a version.
    void read_version(std::string_view text) {
        if (report_.version && sure_) return;
        auto found = version_line(text);
        if (!found || (report_.version && !found->build_repeated)) return;
        report_.version = found->version;
        report_.revision = found->revision;
        report_.service_pack = found->service_pack;
        sure_ = found->build_repeated;
    }

    // wmic's table goes on to the end of the text; its first column may be blank.
    void table_row(std::string_view text) {
        each_update(text, [&](std::uint32_t number) {
            ++report_.listed;
            updates_.insert(number);
        });
    }

    void entry(std::string_view text) {
        ++open_.entries;
        if (names_update(text)) open_.is_updates = true;
        each_update(text, [&](std::uint32_t number) { open_.updates.push_back(number); });
    }

    void close_list() {
        if (!open_.is_updates) return;
        report_.announced += open_.announced;
        report_.listed += open_.entries;
        updates_.insert(open_.updates.begin(), open_.updates.end());
        report_.list = report_.listed < report_.announced ? ListState::cut : ListState::complete;
        open_ = {};
    }

    struct List {
        bool is_updates = false;
        std::uint32_t announced = 0;
        std::uint32_t entries = 0;
        std::vector<std::uint32_t> updates;
    };
    Report report_;
    std::set<std::uint32_t> updates_;
    List open_;
    bool in_table_ = false;
    bool sure_ = false;
};

}  // namespace

Result<Report> parse(Bytes text) {
    if (text.size() > largest_text)
        return fail(Errc::limit, fmt::format("{} bytes; a text of at most {} was expected", text.size(), largest_text));
    auto decoded = decode(text);
    Reader reader;
    std::string_view rest = decoded;
    while (!rest.empty()) {
        // wmic ends its lines with CR CR LF, some copies with CR alone.
        auto end = rest.find_first_of("\r\n");
        reader.line(rest.substr(0, end));
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    return reader.finish();
}

}  // namespace quell::systeminfo
