#include "threats/toml_reader.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "threats/toml_text.hpp"

namespace quell::threats {

std::vector<Diagnostic> Problems::take() {
    std::stable_sort(list_.begin(), list_.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.line < b.line; });
    return std::move(list_);
}

std::string_view describe(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::none: return "nothing";
        case toml::node_type::table: return "a table";
        case toml::node_type::array: return "a list";
        case toml::node_type::string: return "a text";
        case toml::node_type::integer: return "an integer";
        case toml::node_type::floating_point: return "a fraction";
        case toml::node_type::boolean: return "true or false";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time: return "a date or time";
    }
    return "something else";
}

const toml::node* TableReader::take(std::string_view key) {
    known_.emplace(key);
    return table_.get(key);
}

const toml::node* TableReader::take_required(std::string_view key, std::string_view expected) {
    const auto* node = take(key);
    if (node == nullptr) wrong(fmt::format("\"{}\" is missing: {} expected", key, expected));
    return node;
}

void TableReader::unexpected(const toml::node& node, std::string_view key, std::string_view expected) {
    problems_.add(node, fmt::format("{}: \"{}\": {} expected, found {}", where_, key, expected, describe(node)));
}

void TableReader::wrong(std::string_view key, const std::string& message) {
    const auto* node = table_.get(key);
    problems_.add(node != nullptr ? *node : static_cast<const toml::node&>(table_),
                  fmt::format("{}: \"{}\": {}", where_, key, message));
}

std::optional<std::string> TableReader::text(std::string_view key) {
    const auto* node = take(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = node->as_string();
    if (value == nullptr) {
        unexpected(*node, key, "a text");
        return std::nullopt;
    }
    if (value->get().empty()) {
        wrong(key, "a text expected, found an empty one");
        return std::nullopt;
    }
    return unshelter(value->get());
}

std::string TableReader::required_text(std::string_view key) {
    if (take_required(key, "a text") == nullptr) return {};
    return text(key).value_or("");
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
    const auto* node = take(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = node->as_integer();
    if (value == nullptr) {
        unexpected(*node, key, "an integer");
        return std::nullopt;
    }
    if (value->get() < least || value->get() > most) {
        wrong(key, fmt::format("a number from {} to {} expected, found {}", least, most, value->get()));
        return std::nullopt;
    }
    return value->get();
}

std::optional<bool> TableReader::boolean(std::string_view key) {
    const auto* node = take(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = node->as_boolean();
    if (value == nullptr) {
        unexpected(*node, key, "true or false");
        return std::nullopt;
    }
    return value->get();
}

std::vector<std::string> TableReader::texts(std::string_view key) {
    const auto* node = take(key);
    std::vector<std::string> out;
    if (node == nullptr) return out;
    if (node->is_string()) {
        if (auto single = text(key)) out.push_back(std::move(*single));
        return out;
    }
    const auto* list = node->as_array();
    if (list == nullptr) {
        unexpected(*node, key, "a list of texts");
        return out;
    }
    if (list->empty()) wrong(key, "a list of texts expected, found an empty one");
    for (const auto& item : *list) {
        const auto* value = item.as_string();
        if (value == nullptr)
            unexpected(item, key, "a text");
        else if (value->get().empty())
            problems_.add(item, fmt::format("{}: \"{}\": a text expected, found an empty one", where_, key));
        else
            out.push_back(unshelter(value->get()));
    }
    return out;
}

std::vector<std::uint64_t> TableReader::numbers(std::string_view key) {
    const auto* node = take(key);
    std::vector<std::uint64_t> out;
    if (node == nullptr) return out;
    auto add = [&](const toml::node& item) {
        const auto* value = item.as_integer();
        if (value == nullptr)
            unexpected(item, key, "an integer");
        else if (value->get() < 0)
            problems_.add(item,
                          fmt::format("{}: \"{}\": a number from 0 expected, found {}", where_, key, value->get()));
        else
            out.push_back(static_cast<std::uint64_t>(value->get()));
    };
    const auto* list = node->as_array();
    if (list == nullptr) {
        add(*node);
        return out;
    }
    if (list->empty()) wrong(key, "a list of integers expected, found an empty one");
    for (const auto& item : *list) add(item);
    return out;
}

const toml::table* TableReader::table(std::string_view key) {
    const auto* node = take(key);
    if (node == nullptr) return nullptr;
    const auto* value = node->as_table();
    if (value == nullptr) unexpected(*node, key, "a table");
    return value;
}

const toml::table* TableReader::required_table(std::string_view key) {
    return take_required(key, "a table") == nullptr ? nullptr : table(key);
}

std::vector<const toml::table*> TableReader::tables(std::string_view key) {
    const auto* node = take(key);
    std::vector<const toml::table*> out;
    if (node == nullptr) return out;
    const auto* list = node->as_array();
    if (list == nullptr) {
        unexpected(*node, key, fmt::format("a list of tables, [[{}]],", key));
        return out;
    }
    for (const auto& item : *list) {
        const auto* value = item.as_table();
        if (value == nullptr)
            unexpected(item, key, "a table");
        else
            out.push_back(value);
    }
    return out;
}

void TableReader::finish() {
    for (const auto& [key, node] : table_)
        if (!known_.contains(key.str()))
            problems_.add(static_cast<std::uint32_t>(key.source().begin.line),
                          fmt::format("{}: unknown key \"{}\"", where_, unshelter(key.str())));
}

std::optional<toml::table> parse_toml(std::string_view text, Problems& problems) {
    if (text.size() > largest_pack) {
        problems.add(0, fmt::format("at most {} bytes expected, found {}", largest_pack, text.size()));
        return std::nullopt;
    }
    auto parsed = toml::parse(shelter(text));
    if (!parsed) {
        problems.add(static_cast<std::uint32_t>(parsed.error().source().begin.line),
                     fmt::format("not TOML: {}", unshelter(parsed.error().description())));
        return std::nullopt;
    }
    return std::move(parsed).table();
}

Text read_text(TableReader& parent, std::string_view key) {
    const auto* table = parent.required_table(key);
    if (table == nullptr) return {};
    TableReader reader(*table, fmt::format("{} {}", parent.where(), key), parent.problems());
    auto en = reader.required_text("en");
    auto zh = reader.required_text("zh");
    reader.finish();
    return {std::move(en), std::move(zh)};
}

Reference read_reference(TableReader& parent) {
    const auto* table = parent.required_table("reference");
    if (table == nullptr) return {};
    TableReader reader(*table, parent.where() + " reference", parent.problems());
    Reference out;
    out.source = reader.required_text("source");
    out.mark = reader.required_text("mark");
    constexpr std::array<std::string_view, 7> marks{"V", "V2", "D", "S", "R+", "R~", "R-"};
    if (!out.mark.empty() && std::find(marks.begin(), marks.end(), out.mark) == marks.end())
        reader.wrong("mark", fmt::format("V, V2, D, S, R+, R~ or R- expected, found \"{}\"", out.mark));
    reader.finish();
    return out;
}

std::vector<CitedWork> read_works(TableReader& root) {
    std::vector<CitedWork> works;
    for (const auto* table : root.tables("references")) {
        TableReader reader(*table, "[[references]]", root.problems());
        auto key = reader.required_text("key");
        auto title = reader.required_text("title");
        auto url = reader.text("url").value_or("");
        reader.finish();
        works.push_back({std::move(key), std::move(title), std::move(url)});
    }
    return works;
}

std::string sha256_of(std::string_view text) {
    auto digests = hash(MemorySource({as_bytes(text).begin(), as_bytes(text).end()}), {.sha256 = true});
    return digests ? digests->sha256 : std::string();
}

}  // namespace quell::threats
