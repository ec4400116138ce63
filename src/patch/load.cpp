#include "patch/load.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "threats/toml_reader.hpp"

namespace quell::patch {

namespace {

using threats::Problems;
using threats::TableReader;

// Numbers of Knowledge Base articles have five to seven digits today; one more is left for the future.
constexpr std::int64_t largest_kb = 99'999'999;

std::optional<std::uint32_t> number_in(std::string_view text) {
    std::uint32_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// Update numbers, sorted, each once.
std::vector<std::uint32_t> read_updates(TableReader& reader, std::string_view key) {
    std::vector<std::uint32_t> updates;
    for (auto number : reader.numbers(key)) {
        if (number == 0 || number > static_cast<std::uint64_t>(largest_kb))
            reader.wrong(key, fmt::format("a number of a KB article expected, found {}", number));
        else
            updates.push_back(static_cast<std::uint32_t>(number));
    }
    std::sort(updates.begin(), updates.end());
    updates.erase(std::unique(updates.begin(), updates.end()), updates.end());
    return updates;
}

std::uint32_t read_update(TableReader& reader, std::string_view key) {
    return static_cast<std::uint32_t>(reader.integer(key, 1, largest_kb).value_or(0));
}

std::optional<pe::Version> read_driver(TableReader& reader, std::string_view key) {
    auto text = reader.text(key);
    if (!text) return std::nullopt;
    auto parts = split(*text, '.');
    pe::Version version{};
    for (std::size_t i = 0; i < version.size(); ++i) {
        auto number = parts.size() == version.size() ? number_in(parts[i]) : std::nullopt;
        if (!number || *number > 0xFFFF) {
            reader.wrong(key, fmt::format("a version like \"6.1.7601.23689\" expected, found \"{}\"", *text));
            return std::nullopt;
        }
        version[i] = static_cast<std::uint16_t>(*number);
    }
    return version;
}

artifacts::Role read_role(TableReader& reader) {
    auto text = reader.text("role");
    if (!text) return artifacts::Role::unknown;
    if (*text == "client") return artifacts::Role::client;
    if (*text == "server") return artifacts::Role::server;
    reader.wrong("role", fmt::format("client or server expected, found \"{}\"", *text));
    return artifacts::Role::unknown;
}

Standing read_standing(TableReader& reader) {
    auto text = reader.text("state");
    if (!text) return Standing::affected;
    if (*text == "fixed") return Standing::fixed;
    if (*text == "no-update") return Standing::no_update;
    reader.wrong("state", fmt::format("fixed or no-update expected, or nothing, found \"{}\"", *text));
    return Standing::affected;
}

// "windows6.1-kb4012212-x64_<40 hexadecimal digits>.msu": the name tells its own SHA-1 and update.
void read_file(const toml::table& table, SystemRow& row, Problems& problems) {
    TableReader reader(table, "[[system.file]]", problems);
    UpdateFile file;
    file.name = reader.required_text("name");
    file.architecture = reader.required_text("architecture");
    file.language = reader.text("language").value_or("");
    file.reference = threats::read_reference(reader);
    constexpr std::array<std::string_view, 4> known{"x86", "x64", "ia64", "arm64"};
    if (!file.architecture.empty() && std::find(known.begin(), known.end(), file.architecture) == known.end())
        reader.wrong("architecture", fmt::format("x86, x64, ia64 or arm64 expected, found \"{}\"", file.architecture));
    constexpr std::size_t sha1_digits = 40;
    auto dot = file.name.rfind('.');
    auto line = file.name.rfind('_');
    if (!file.name.empty()) {
        auto framed = dot != std::string::npos && line != std::string::npos && line + 1 + sha1_digits == dot;
        auto sha1 = framed ? file.name.substr(line + 1, sha1_digits) : std::string();
        if (sha1.empty() || sha1.find_first_not_of("0123456789abcdef") != std::string::npos)
            reader.wrong("name", fmt::format("a name that ends with _, 40 hexadecimal digits and an extension "
                                             "expected, found \"{}\"",
                                             file.name));
        else
            file.sha1 = sha1;
        if (file.name.find(fmt::format("kb{}", row.update)) == std::string::npos)
            reader.wrong("name", fmt::format("a file of KB{} expected, found \"{}\"", row.update, file.name));
    }
    reader.finish();
    row.files.push_back(std::move(file));
}

void read_builds(TableReader& reader, SystemRow& row) {
    auto version = reader.required_text("version");
    auto parts = split(version, '.');
    auto major = parts.size() == 2 ? number_in(parts[0]) : std::nullopt;
    auto minor = parts.size() == 2 ? number_in(parts[1]) : std::nullopt;
    if (!version.empty() && (!major || !minor))
        reader.wrong("version", fmt::format("a version like \"6.1\" expected, found \"{}\"", version));
    row.major = major.value_or(0);
    row.minor = minor.value_or(0);
    auto builds = reader.numbers("builds");
    if (!reader.has("builds")) reader.wrong("\"builds\" is missing: the first and the last build expected");
    if (builds.size() == 1) builds.push_back(UINT32_MAX);
    if (reader.has("builds") && (builds.size() != 2 || builds[0] > builds[1] || builds[1] > UINT32_MAX)) {
        reader.wrong("builds", "the first and the last build expected, or the first alone");
        return;
    }
    if (builds.size() != 2) return;
    row.first_build = static_cast<std::uint32_t>(builds[0]);
    row.last_build = static_cast<std::uint32_t>(builds[1]);
}

// What a row of each state must and must not tell.
void check_row(TableReader& reader, const SystemRow& row) {
    if (row.standing == Standing::affected) {
        if (row.update == 0) reader.wrong("\"update\" is missing: the KB number of the update to install expected");
        if (row.search.empty()) reader.wrong("\"search\" is missing: the catalog's name of this Windows expected");
        if (row.fixed_by.empty()) reader.wrong("\"fixed_by\" is missing: KB numbers expected");
        if (row.update != 0 && !std::binary_search(row.fixed_by.begin(), row.fixed_by.end(), row.update))
            reader.wrong("update", fmt::format("one of \"fixed_by\" expected, found {}", row.update));
    } else if (row.update != 0 || !row.fixed_by.empty() || row.driver || row.revision) {
        reader.wrong("a row that is fixed or without an update names none");
    }
    if (row.driver_ldr && !row.driver) reader.wrong("driver_ldr", "\"driver\" is missing beside it");
    for (auto number : row.not_fixed_by)
        if (std::binary_search(row.fixed_by.begin(), row.fixed_by.end(), number))
            reader.wrong("not_fixed_by", fmt::format("{} is in \"fixed_by\", too", number));
}

void read_system(const toml::table& table, Bulletin& bulletin, Problems& problems) {
    TableReader reader(table, "[[system]]", problems);
    SystemRow row;
    row.id = reader.required_text("id");
    if (!row.id.empty()) reader.rename("[[system]] " + row.id);
    read_builds(reader, row);
    row.role = read_role(reader);
    row.standing = read_standing(reader);
    if (auto pack = reader.integer("service_pack", 1, 9)) row.service_pack = static_cast<std::uint32_t>(*pack);
    row.driver = read_driver(reader, "driver");
    row.driver_ldr = read_driver(reader, "driver_ldr");
    row.driver_removable = reader.boolean("driver_removable").value_or(false);
    if (auto revision = reader.integer("revision", 1, INT32_MAX)) row.revision = static_cast<std::uint32_t>(*revision);
    row.fixed_by = read_updates(reader, "fixed_by");
    auto superseding = read_updates(reader, "superseded_by");
    row.fixed_by.insert(row.fixed_by.end(), superseding.begin(), superseding.end());
    std::sort(row.fixed_by.begin(), row.fixed_by.end());
    row.fixed_by.erase(std::unique(row.fixed_by.begin(), row.fixed_by.end()), row.fixed_by.end());
    row.not_fixed_by = read_updates(reader, "not_fixed_by");
    row.update = read_update(reader, "update");
    row.rollup = read_update(reader, "rollup");
    row.cumulative = reader.boolean("cumulative").value_or(false);
    row.search = reader.text("search").value_or("");
    row.search_server = reader.text("search_server").value_or("");
    row.reference = threats::read_reference(reader);
    for (const auto* file : reader.tables("file")) read_file(*file, row, problems);
    check_row(reader, row);
    reader.finish();
    bulletin.systems.push_back(std::move(row));
}

// Sources are keys of [[references]], several of them parted by commas.
void check_sources(const Bulletin& bulletin, const toml::table& table, Problems& problems) {
    auto check = [&](const threats::Reference& reference, const std::string& where) {
        if (reference.source.empty()) return;
        for (auto part : split(reference.source, ',')) {
            auto known = std::any_of(bulletin.references.begin(), bulletin.references.end(),
                                     [&](const threats::CitedWork& work) { return work.key == trim(part); });
            if (!known) problems.add(table, fmt::format("{}: no [[references]] has the key \"{}\"", where, trim(part)));
        }
    };
    for (const auto& row : bulletin.systems) {
        check(row.reference, row.id);
        for (const auto& file : row.files) check(file.reference, file.name);
    }
}

bool is_bulletin_id(std::string_view id) {
    return id.size() == 8 && id.starts_with("MS") && id[4] == '-' &&
           (std::string(id.substr(2, 2)) + std::string(id.substr(5))).find_first_not_of("0123456789") ==
               std::string::npos;
}

void read_bulletin(const toml::table& table, Bulletin& bulletin, Problems& problems) {
    TableReader root(table, "table", problems);
    const auto* schema = table.get("schema");
    auto version = root.integer("schema", INT64_MIN, INT64_MAX);
    if (schema == nullptr) root.wrong(fmt::format("\"schema\" is missing: {} expected", table_schema));
    if (version && *version != table_schema)
        return root.wrong("schema", fmt::format("this build reads version {}, found {}", table_schema, *version));
    bulletin.id = root.required_text("id");
    if (!bulletin.id.empty() && !is_bulletin_id(bulletin.id))
        root.wrong("id", fmt::format("a bulletin like MS17-010 expected, found \"{}\"", bulletin.id));
    bulletin.title = threats::read_text(root, "title");
    bulletin.references = threats::read_works(root);
    bulletin.least_update = read_update(root, "least_update");
    if (!root.has("least_update")) root.wrong("\"least_update\" is missing: a KB number expected");
    bulletin.not_updates = read_updates(root, "not_updates");
    bulletin.unrelated = read_updates(root, "unrelated");
    for (const auto* system : root.tables("system")) read_system(*system, bulletin, problems);
    if (bulletin.systems.empty()) root.wrong("a [[system]] expected, found none");
    for (const auto& row : bulletin.systems)
        if (!row.fixed_by.empty() && row.fixed_by.front() < bulletin.least_update)
            root.wrong("least_update", fmt::format("{} of {} is lower", row.fixed_by.front(), row.id));
    root.finish();
    check_sources(bulletin, table, problems);
}

void add_layer(const std::vector<threats::PackText>& texts, TableSet& set) {
    std::map<std::string, Bulletin> layer;
    for (const auto& [file, text] : texts) {
        auto parsed = parse_bulletin(text, file);
        set.problems.insert(set.problems.end(), parsed.problems.begin(), parsed.problems.end());
        if (!parsed.bulletin) continue;
        auto id = parsed.bulletin->id;
        if (auto other = layer.find(id); other != layer.end())
            set.problems.push_back(
                {file, 0, fmt::format("another id expected: {} is already {}", other->second.origin, id)});
        else
            layer.emplace(std::move(id), std::move(*parsed.bulletin));
    }
    auto& all = set.tables.bulletins;
    for (auto& [id, bulletin] : layer) {
        auto same = [&, &key = id](const Bulletin& other) { return other.id == key; };
        all.erase(std::remove_if(all.begin(), all.end(), same), all.end());
        all.push_back(std::move(bulletin));
    }
}

}  // namespace

ParsedBulletin parse_bulletin(std::string_view text, const std::string& file) {
    Problems problems(file);
    auto table = threats::parse_toml(text, problems);
    if (!table) return {std::nullopt, problems.take()};
    Bulletin bulletin;
    bulletin.origin = file;
    read_bulletin(*table, bulletin, problems);
    if (!problems.empty()) return {std::nullopt, problems.take()};
    bulletin.sha256 = threats::sha256_of(text);
    return {std::move(bulletin), {}};
}

TableSet load_tables(std::span<const threats::EmbeddedPack> embedded, const std::vector<threats::PackText>& extra) {
    TableSet set;
    std::vector<threats::PackText> own;
    for (const auto& table : embedded) own.push_back({std::string(table.file), std::string(table.text)});
    add_layer(own, set);
    add_layer(extra, set);
    std::sort(set.tables.bulletins.begin(), set.tables.bulletins.end(),
              [](const Bulletin& a, const Bulletin& b) { return a.id > b.id; });
    return set;
}

}  // namespace quell::patch
