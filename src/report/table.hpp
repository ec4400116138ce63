// Lists for people and programs: the same rows as a table, as JSON or as CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "host/survey.hpp"
#include "report/messages.hpp"

namespace quell::report {

/// Where text goes; made in cli/.
using Output = std::function<void(std::string_view)>;

/// One field: nothing, text of a target (escaped by whoever shows it), a number, yes/no, an instant.
using Cell = std::variant<std::monostate, std::string, std::uint64_t, bool, Time>;

struct Column {
    std::string id;     ///< JSON and CSV field name: snake_case
    std::string title;  ///< for the table
    std::size_t width;  ///< columns of a terminal that a table keeps for it; longer text runs over
};

/// Rows of several hosts, one after another. Calls in the order begin_host, row…, end_host; finish once at the end.
class RowWriter {
public:
    RowWriter() = default;
    RowWriter(const RowWriter&) = delete;
    RowWriter& operator=(const RowWriter&) = delete;
    virtual ~RowWriter() = default;

    virtual void begin_host(const std::string& locator) = 0;
    virtual void row(const std::vector<Cell>& cells) = 0;
    virtual void end_host(const std::vector<Gap>& gaps) = 0;
    virtual void finish() = 0;
};

/// For a terminal: padded columns, everything from the target escaped, times as "2017-05-12 07:44:11".
std::unique_ptr<RowWriter> table_writer(std::vector<Column> columns, Language language, Output out);
/// {"hosts":[{"host":…,"items":[{…}],"gaps":[…]}]}, written as it comes; times in ISO 8601.
std::unique_ptr<RowWriter> json_writer(std::vector<Column> columns, Output out);
/// RFC 4180 with a header line and the host as first column. A field that a spreadsheet would run as a formula
/// (=, +, -, @, tab, CR at its start) gets a leading apostrophe.
std::unique_ptr<RowWriter> csv_writer(std::vector<Column> columns, Output out);

/// "1,234,567".
std::string grouped(std::uint64_t number);
/// "3.4 MB"; powers of ten.
std::string human_size(std::uint64_t bytes);
/// Padded with blanks to `width` terminal columns.
std::string padded(std::string text, std::size_t width);

}  // namespace quell::report
