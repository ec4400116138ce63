#include "threats/load.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "threats/load_rules.hpp"

namespace quell::threats {

std::string Diagnostic::text() const {
    return line == 0 ? fmt::format("{}: {}", file, message) : fmt::format("{}:{}: {}", file, line, message);
}

namespace {

bool is_id(std::string_view text, std::string_view also) {
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != 0 &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                      also.find(c) != std::string_view::npos;
           });
}

Stage read_stage(TableReader& entry) {
    auto text = entry.required_text("stage");
    for (auto stage : {Stage::remnants, Stage::dropped, Stage::active, Stage::encrypting, Stage::encrypted,
                       Stage::encrypted_remotely})
        if (text == name_of(stage)) return stage;
    if (!text.empty())
        entry.wrong("stage",
                    fmt::format("remnants, dropped, active, encrypting, encrypted or encrypted-remotely expected, "
                                "found \"{}\"",
                                text));
    return Stage::remnants;
}

// A fact that was recalled and never read, or that one guide alone states, cannot carry much.
void check_mark(TableReader& entry, const Indicator& indicator) {
    auto strongest = indicator.strength;
    if (const auto* rule = std::get_if<EncryptedRule>(&indicator.rule)) strongest = std::max(strongest, rule->by_name);
    const auto& mark = indicator.reference.mark;
    if ((mark == "R~" || mark == "R-") && strongest != Strength::trace)
        entry.wrong("strength",
                    fmt::format("trace expected for a fact of mark {}, found {}", mark, name_of(strongest)));
    if (mark != "S" || strongest == Strength::trace) return;
    const auto* file = std::get_if<FileRule>(&indicator.rule);
    if (strongest == Strength::decisive)
        entry.wrong("strength", "trace or strong expected for a fact of mark S, found decisive");
    else if (file == nullptr || file->sizes.empty())
        entry.wrong("strength", "a fact of mark S is strong only together with \"sizes\"");
}

template <typename ReadRule>
void read_entries(TableReader& root, std::string_view kind, ReadRule read_rule, Pack& pack,
                  std::map<std::string, std::uint32_t, std::less<>>& lines) {
    for (const auto* table : root.tables(kind)) {
        TableReader entry(*table, fmt::format("[[{}]]", kind), root.problems());
        Indicator indicator;
        indicator.line = entry.line();
        auto id = entry.required_text("id");
        if (!id.empty()) entry.rename(fmt::format("[[{}]] {}", kind, id));
        if (!id.empty() && !is_id(id, "._"))
            entry.wrong("id", fmt::format("lower-case letters, digits, '.', '_' and '-' expected, found \"{}\"", id));
        if (auto [first, fresh] = lines.emplace(id, entry.line()); !fresh && !id.empty())
            entry.wrong("id", fmt::format("\"{}\" is already the id of the entry on line {}", id, first->second));
        indicator.id = pack.id + "." + id;
        if (!entry.has("strength")) entry.wrong("\"strength\" is missing: trace, strong or decisive expected");
        indicator.strength = read_strength(entry, "strength").value_or(Strength::trace);
        indicator.stage = read_stage(entry);
        indicator.damage = entry.boolean("damage").value_or(false) || indicator.stage == Stage::encrypted_remotely;
        indicator.keep = entry.boolean("keep").value_or(false);
        indicator.reason = read_text(entry, "reason");
        indicator.reference = read_reference(entry);
        indicator.rule = read_rule(entry);
        check_mark(entry, indicator);
        entry.finish();
        pack.indicators.push_back(std::move(indicator));
    }
}

void read_head(TableReader& root, Pack& pack) {
    pack.id = root.required_text("id");
    if (!pack.id.empty() && !is_id(pack.id, ""))
        root.wrong("id", fmt::format("lower-case letters, digits and '-' expected, found \"{}\"", pack.id));
    pack.name = root.required_text("name");
    pack.version = root.required_text("version");
    pack.aka = root.texts("aka");
    pack.kind = root.required_text("kind");
    if (!pack.kind.empty() && !is_id(pack.kind, ""))
        root.wrong("kind", fmt::format("a word like ransomware-worm expected, found \"{}\"", pack.kind));
    if (auto text = root.text("not_before")) {
        auto time = parse_time(*text);
        if (!time) root.wrong("not_before", time.error().what);
        if (time) pack.not_before = *time;
    }
    pack.summary = read_text(root, "summary");
    pack.references = read_works(root);
    if (const auto* table = root.table("hash_places")) {
        TableReader reader(*table, "[hash_places]", root.problems());
        pack.hash_places = reader.texts("paths");
        if (!reader.has("paths")) reader.wrong("\"paths\" is missing: a list of texts expected");
        check_paths(reader, "paths", pack.hash_places);
        reader.finish();
    }
}

// [[next]]: a stage, and the same number of sentences in both languages.
void read_next(TableReader& root, Pack& pack) {
    constexpr std::size_t steps = 3;  // more is not read by someone in a hurry
    for (const auto* table : root.tables("next")) {
        TableReader reader(*table, "[[next]]", root.problems());
        NextSteps next;
        next.stage = read_stage(reader);
        auto en = reader.texts("en");
        auto zh = reader.texts("zh");
        if (en.size() != steps) reader.wrong("en", fmt::format("{} sentences expected, found {}", steps, en.size()));
        if (zh.size() != steps) reader.wrong("zh", fmt::format("{} sentences expected, found {}", steps, zh.size()));
        for (std::size_t i = 0; i < std::min(en.size(), zh.size()); ++i)
            next.steps.push_back({std::move(en[i]), std::move(zh[i])});
        auto same = [&](const NextSteps& other) { return other.stage == next.stage; };
        if (std::any_of(pack.next.begin(), pack.next.end(), same))
            reader.wrong("stage", "another [[next]] is already for this stage");
        reader.finish();
        pack.next.push_back(std::move(next));
    }
}

// Sources are keys of [[references]], several of them parted by commas.
void check_sources(const Pack& pack, Problems& problems) {
    for (const auto& indicator : pack.indicators)
        for (auto part : split(indicator.reference.source, ',')) {
            auto key = trim(part);
            auto known = std::any_of(pack.references.begin(), pack.references.end(),
                                     [&](const CitedWork& work) { return work.key == key; });
            if (!known && !indicator.reference.source.empty())
                problems.add(indicator.line,
                             fmt::format("{}: \"reference\": no [[references]] has the key \"{}\"", indicator.id, key));
        }
}

void read_pack(const toml::table& table, Pack& pack, Problems& problems) {
    TableReader root(table, "pack", problems);
    const auto* schema = table.get("schema");
    auto version = root.integer("schema", INT64_MIN, INT64_MAX);
    if (schema == nullptr) root.wrong(fmt::format("\"schema\" is missing: {} expected", pack_schema));
    if (version && *version != pack_schema) {
        // Another version has other fields: to list them all as unknown would hide the one thing that is wrong.
        root.wrong("schema", fmt::format("this build reads version {}, found {}", pack_schema, *version));
        return;
    }
    read_head(root, pack);
    std::map<std::string, std::uint32_t, std::less<>> lines;
    read_entries(root, "file", read_file_rule, pack, lines);
    read_entries(root, "encrypted", read_encrypted_rule, pack, lines);
    read_entries(root, "service", read_service_rule, pack, lines);
    read_entries(root, "registry", read_registry_rule, pack, lines);
    read_entries(root, "autostart", read_autostart_rule, pack, lines);
    read_entries(root, "named_object", read_named_object_rule, pack, lines);
    read_entries(root, "task", read_task_rule, pack, lines);
    read_entries(root, "wmi", read_wmi_rule, pack, lines);
    read_entries(root, "ipsec", read_ipsec_rule, pack, lines);
    read_entries(root, "firewall", read_firewall_rule, pack, lines);
    read_entries(root, "hive_text", read_hive_text_rule, pack, lines);
    read_next(root, pack);
    if (pack.indicators.empty()) root.wrong("an entry expected ([[file]], [[service]] …), found none");
    root.finish();
    check_sources(pack, problems);
}

}  // namespace

ParsedPack parse_pack(std::string_view text, const std::string& file) {
    Problems problems(file);
    auto table = parse_toml(text, problems);
    if (!table) return {std::nullopt, problems.take()};
    Pack pack;
    pack.origin = file;
    read_pack(*table, pack, problems);
    if (!problems.empty()) return {std::nullopt, problems.take()};
    pack.sha256 = sha256_of(text);
    return {std::move(pack), {}};
}

namespace {

// One layer: packs of one origin, among which an id may occur once.
void add_layer(const std::vector<PackText>& texts, PackSet& set) {
    std::map<std::string, Pack> layer;
    for (const auto& [file, text] : texts) {
        auto parsed = parse_pack(text, file);
        set.problems.insert(set.problems.end(), parsed.problems.begin(), parsed.problems.end());
        if (!parsed.pack) continue;
        auto id = parsed.pack->id;
        if (auto other = layer.find(id); other != layer.end())
            set.problems.push_back(
                {file, 0, fmt::format("another id expected: {} is already the pack \"{}\"", other->second.origin, id)});
        else
            layer.emplace(std::move(id), std::move(*parsed.pack));
    }
    for (auto& [id, pack] : layer) {
        auto same = [&, &key = id](const Pack& other) { return other.id == key; };
        set.packs.erase(std::remove_if(set.packs.begin(), set.packs.end(), same), set.packs.end());
        set.packs.push_back(std::move(pack));
    }
}

}  // namespace

PackSet load_packs(std::span<const EmbeddedPack> embedded, const std::vector<PackText>& extra) {
    PackSet set;
    std::vector<PackText> own;
    for (const auto& pack : embedded) own.push_back({std::string(pack.file), std::string(pack.text)});
    add_layer(own, set);
    add_layer(extra, set);
    std::sort(set.packs.begin(), set.packs.end(), [](const Pack& a, const Pack& b) { return a.id < b.id; });
    return set;
}

}  // namespace quell::threats
