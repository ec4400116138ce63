#include "report/table.hpp"

#include <nlohmann/json.hpp>

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::report;

namespace {

const std::vector<Column> columns{{"name", "Name", 6}, {"size", "Size", 5}, {"there", "There", 5}, {"at", "At", 19}};

std::string written(const std::function<std::unique_ptr<RowWriter>(Output)>& make,
                    const std::vector<std::vector<Cell>>& rows, const std::vector<Gap>& gaps = {}) {
    std::string out;
    auto writer = make([&](std::string_view text) { out += text; });
    writer->begin_host("disk.img");
    for (const auto& row : rows) writer->row(row);
    writer->end_host(gaps);
    writer->finish();
    return out;
}

std::string as_table(const std::vector<std::vector<Cell>>& rows) {
    return written([](Output out) { return table_writer(columns, Language::english, std::move(out)); }, rows);
}
std::string as_json(const std::vector<std::vector<Cell>>& rows, const std::vector<Gap>& gaps = {}) {
    return written([](Output out) { return json_writer(columns, std::move(out)); }, rows, gaps);
}
std::string as_csv(const std::vector<std::vector<Cell>>& rows) {
    return written([](Output out) { return csv_writer(columns, std::move(out)); }, rows);
}

const Time may_12 = *parse_time("2017-05-12T08:24:03Z");

}  // namespace

TEST_CASE("a table pads by terminal columns, not by bytes") {
    auto out =
        as_table({{"中文", std::uint64_t{1234}, true, may_12}, {"ab", std::monostate{}, false, std::monostate{}}});
    CHECK(out ==
          "disk.img\n"
          "Name    Size   There  At\n"
          "中文    1,234  yes    2017-05-12 08:24:03\n"
          "ab             no\n");
}

TEST_CASE("a name of the target cannot steer the terminal") {
    auto out = as_table({{std::string("a\x1b[2Jb\nc\xE2\x80\xAE"), std::monostate{}, false, std::monostate{}}});
    CHECK(out.find('\x1b') == std::string::npos);
    CHECK(out.find("a\\x1b[2Jb\\x0ac\\u{202e}") != std::string::npos);
}

TEST_CASE("JSON rows parse again, also with names that are not UTF-8, and carry their gaps") {
    Gap gap{GapKind::unseen, View::registry, "C:\\x", {Errc::corrupt, "bad \"cell\""}};
    auto parsed = nlohmann::json::parse(as_json({{std::string("\xFF\"\n"), std::uint64_t{7}, true, may_12}}, {gap}));
    const auto& host = parsed.at("hosts").at(0);
    CHECK(host.at("host") == "disk.img");
    CHECK(host.at("items").at(0).at("name") == "\\xff\"\n");
    CHECK(host.at("items").at(0).at("size") == 7);
    CHECK(host.at("items").at(0).at("there") == true);
    CHECK(host.at("items").at(0).at("at") == "2017-05-12T08:24:03Z");
    CHECK(host.at("gaps").at(0).at("kind") == "unseen");
    CHECK(host.at("gaps").at(0).at("why") == "bad \"cell\"");
}

TEST_CASE("JSON without hosts is still JSON") {
    std::string out;
    json_writer(columns, [&](std::string_view text) { out += text; })->finish();
    CHECK(nlohmann::json::parse(out).at("hosts").empty());
}

TEST_CASE("CSV quotes by RFC 4180 and defuses formulas") {
    auto out = as_csv({{"=cmd|' /C calc'!A0", std::uint64_t{1}, false, std::monostate{}},
                       {"a,\"b\"", std::monostate{}, true, may_12}});
    CHECK(out ==
          "host,name,size,there,at\r\n"
          "disk.img,'=cmd|' /C calc'!A0,1,false,\r\n"
          "disk.img,\"a,\"\"b\"\"\",,true,2017-05-12T08:24:03Z\r\n");
}

TEST_CASE("numbers are grouped and sizes rounded for people") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(1234567) == "1,234,567");
    CHECK(human_size(999) == "999 B");
    CHECK(human_size(1000) == "1.0 KB");
    CHECK(human_size(999'999) == "1.0 MB");
    CHECK(human_size(3'514'368) == "3.5 MB");
}
