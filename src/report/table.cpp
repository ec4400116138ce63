#include "report/table.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/json.hpp"

namespace quell::report {

std::string grouped(std::uint64_t number) {
    auto digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    return digits;
}

std::string human_size(std::uint64_t bytes) {
    constexpr std::array<std::string_view, 5> units{"KB", "MB", "GB", "TB", "PB"};
    if (bytes < 1000) return fmt::format("{} B", bytes);
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (value /= 1000; value >= 999.95 && unit + 1 < units.size(); value /= 1000) ++unit;
    return fmt::format("{:.1f} {}", value, units[unit]);
}

std::string padded(std::string text, std::size_t width) {
    auto used = display_width(text);
    if (used < width) text.append(width - used, ' ');
    return text;
}

namespace {

template <typename... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

class TableWriter final : public RowWriter {
public:
    TableWriter(std::vector<Column> columns, Language language, Output out)
        : columns_(std::move(columns)), language_(language), out_(std::move(out)) {}

    void begin_host(const std::string& locator) override {
        if (hosts_++ > 0) out_("\n");
        out_(escape_for_display(locator) + "\n");
        std::vector<std::string> titles;
        for (const auto& column : columns_) titles.push_back(column.title);
        line(titles);
    }
    void row(const std::vector<Cell>& cells) override {
        std::vector<std::string> texts;
        for (const auto& cell : cells) texts.push_back(show(cell));
        line(texts);
    }
    void end_host(const std::vector<Gap>& gaps) override {
        for (const auto& gap : gaps)
            if (gap.kind == GapKind::unseen)
                out_(fmt::format("! {}: {}\n", escape_for_display(gap.where), escape_for_display(gap.why.what)));
    }
    void finish() override {}

private:
    [[nodiscard]] std::string show(const Cell& cell) const {
        return std::visit(
            Overloaded{[](std::monostate) { return std::string(); },
                       [](const std::string& value) { return escape_for_display(value); },
                       [](std::uint64_t value) { return grouped(value); },
                       [&](bool value) {
                           return std::string(value ? text(language_, "word.yes") : text(language_, "word.no"));
                       },
                       [](Time value) { return to_display(value); }},
            cell);
    }
    void line(const std::vector<std::string>& texts) {
        std::string out;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            auto last = i + 1 == texts.size();
            out += last ? texts[i] : padded(texts[i], columns_[i].width) + "  ";
        }
        while (out.ends_with(' ')) out.pop_back();
        out_(out + "\n");
    }

    std::vector<Column> columns_;
    Language language_;
    Output out_;
    int hosts_ = 0;
};

class JsonWriter final : public RowWriter {
public:
    JsonWriter(std::vector<Column> columns, Output out) : columns_(std::move(columns)), out_(std::move(out)) {}

    void begin_host(const std::string& locator) override {
        out_(hosts_++ == 0 ? "{\"hosts\":[" : ",\n");
        out_("{\"host\":" + Json(to_valid_utf8(locator)).dump() + ",\"items\":[");
        rows_ = 0;
    }
    void row(const std::vector<Cell>& cells) override {
        Json object = Json::object();
        for (std::size_t i = 0; i < cells.size(); ++i) object[columns_[i].id] = value(cells[i]);
        out_((rows_++ == 0 ? "\n" : ",\n") + object.dump());
    }
    void end_host(const std::vector<Gap>& gaps) override {
        auto list = Json::array();
        for (const auto& gap : gaps) list.push_back(to_json(gap));
        out_("\n],\"gaps\":" + list.dump() + "}");
    }
    void finish() override { out_(hosts_ == 0 ? "{\"hosts\":[]}\n" : "]}\n"); }

private:
    static Json value(const Cell& cell) {
        return std::visit(
            Overloaded{[](std::monostate) { return Json(nullptr); },
                       [](const std::string& text) { return Json(to_valid_utf8(text)); },
                       [](std::uint64_t number) { return Json(number); }, [](bool yes) { return Json(yes); },
                       [](Time time) { return Json(to_iso8601(time)); }},
            cell);
    }

    std::vector<Column> columns_;
    Output out_;
    int hosts_ = 0;
    std::uint64_t rows_ = 0;
};

class CsvWriter final : public RowWriter {
public:
    CsvWriter(std::vector<Column> columns, Output out) : columns_(std::move(columns)), out_(std::move(out)) {}

    void begin_host(const std::string& locator) override {
        host_ = locator;
        if (header_written_) return;
        header_written_ = true;
        std::string line = "host";
        for (const auto& column : columns_) line += "," + column.id;
        out_(line + "\r\n");
    }
    void row(const std::vector<Cell>& cells) override {
        auto line = field(host_);
        for (const auto& cell : cells) line += "," + field(show(cell));
        out_(line + "\r\n");
    }
    void end_host(const std::vector<Gap>&) override {}
    void finish() override {}

private:
    static std::string show(const Cell& cell) {
        return std::visit(
            Overloaded{[](std::monostate) { return std::string(); }, [](const std::string& text) { return text; },
                       [](std::uint64_t number) { return std::to_string(number); },
                       [](bool yes) { return std::string(yes ? "true" : "false"); },
                       [](Time time) { return to_iso8601(time); }},
            cell);
    }
    static std::string field(std::string_view text) {
        auto safe = escape_for_display(text);
        if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
            safe.insert(0, 1, '\'');
        if (safe.find_first_of("\",\r\n") == std::string::npos) return safe;
        std::string quoted = "\"";
        for (char c : safe) {
            if (c == '"') quoted += '"';
            quoted += c;
        }
        return quoted + "\"";
    }

    std::vector<Column> columns_;
    Output out_;
    std::string host_;
    bool header_written_ = false;
};

}  // namespace

std::unique_ptr<RowWriter> table_writer(std::vector<Column> columns, Language language, Output out) {
    return std::make_unique<TableWriter>(std::move(columns), language, std::move(out));
}
std::unique_ptr<RowWriter> json_writer(std::vector<Column> columns, Output out) {
    return std::make_unique<JsonWriter>(std::move(columns), std::move(out));
}
std::unique_ptr<RowWriter> csv_writer(std::vector<Column> columns, Output out) {
    return std::make_unique<CsvWriter>(std::move(columns), std::move(out));
}

}  // namespace quell::report
