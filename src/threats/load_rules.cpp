#include "threats/load_rules.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::threats {

namespace {

// A condition longer than this is no fact about a family but a mistake; it also bounds what is read of a file's head.
constexpr std::size_t longest_begins = 4096;
constexpr std::int64_t largest_offset = 65'536;

bool is_wild(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

// "names" are compared with one name, which never holds a separator.
std::vector<std::string> name_globs(TableReader& entry, std::string_view key) {
    auto names = entry.texts(key);
    for (const auto& name : names) {
        if (name.find_first_of("\\/:") != std::string::npos)
            entry.wrong(key, fmt::format("\"{}\" cannot match: a name without a path expected", name));
        if (name.find_first_not_of("*?") == std::string::npos)
            entry.wrong(key, fmt::format("\"{}\" would match everything", name));
    }
    return names;
}

std::vector<std::string> hashes(TableReader& entry, std::string_view key, std::size_t digits) {
    auto list = entry.texts(key);
    for (auto& text : list) {
        if (text.size() != digits) {
            entry.wrong(key,
                        fmt::format("{} hexadecimal digits expected, found {} in \"{}\"", digits, text.size(), text));
            continue;
        }
        if (auto bytes = from_hex(text))
            text = to_hex(*bytes);
        else
            entry.wrong(key, fmt::format("{} hexadecimal digits expected: {}", digits, bytes.error().what));
    }
    return list;
}

std::optional<std::vector<std::byte>> hex_bytes(TableReader& entry, std::string_view key, const std::string& text) {
    auto bytes = from_hex(text);
    if (!bytes) {
        entry.wrong(key, fmt::format("bytes as hexadecimal pairs expected: {}", bytes.error().what));
        return std::nullopt;
    }
    if (bytes->empty() || bytes->size() > longest_begins) {
        entry.wrong(key, fmt::format("1 to {} bytes expected, found {}", longest_begins, bytes->size()));
        return std::nullopt;
    }
    return std::move(*bytes);
}

std::optional<std::uint64_t> size_of(TableReader& entry, std::string_view key) {
    auto value = entry.integer(key, 0, INT64_MAX);
    return value ? std::optional(static_cast<std::uint64_t>(*value)) : std::nullopt;
}

ResourceRule read_resource(TableReader& parent, const toml::table& table) {
    TableReader reader(table, parent.where() + " pe.resource", parent.problems());
    ResourceRule rule;
    rule.type = reader.text("type").value_or("");
    rule.name = reader.text("name").value_or("");
    if (auto language = reader.integer("language", 0, 0xFFFF)) rule.language = static_cast<std::uint32_t>(*language);
    rule.sizes = reader.numbers("sizes");
    if (auto text = reader.text("begins"))
        if (auto bytes = hex_bytes(reader, "begins", *text)) rule.begins = std::move(*bytes);
    if (rule.sizes.empty() && rule.begins.empty() && rule.type.empty() && rule.name.empty())
        reader.wrong("type, name, sizes or begins expected, found none");
    for (auto size : rule.sizes)
        if (size < rule.begins.size()) reader.wrong("sizes", fmt::format("{} is less than \"begins\" is long", size));
    reader.finish();
    return rule;
}

PeRule read_pe(TableReader& parent, const toml::table& table) {
    TableReader reader(table, parent.where() + " pe", parent.problems());
    PeRule rule;
    for (const auto& text : reader.texts("link_times")) {
        auto time = parse_time(text);
        auto seconds = time ? std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count() : -1;
        if (seconds < 0 || seconds > 0xFFFFFFFFLL)
            reader.wrong("link_times", fmt::format("a UTC time like 2010-11-20T09:03:08 expected, found \"{}\"", text));
        else
            rule.link_times.push_back(static_cast<std::uint32_t>(seconds));
    }
    rule.original_names = name_globs(reader, "original_names");
    rule.except_original_names = name_globs(reader, "except_original_names");
    rule.versions = reader.texts("versions");
    for (const auto& version : rule.versions) {
        auto is_part = [](std::string_view part) {
            return !part.empty() && part.size() <= 5 && part.find_first_not_of("0123456789") == std::string_view::npos;
        };
        auto parts = split(version, '.');
        if (parts.size() != 4 || !std::all_of(parts.begin(), parts.end(), is_part))
            reader.wrong("versions", fmt::format("four numbers like 6.1.7601.17514 expected, found \"{}\"", version));
    }
    if (const auto* resource = reader.table("resource")) rule.resource = read_resource(reader, *resource);
    if (rule.link_times.empty() && rule.original_names.empty() && rule.except_original_names.empty() &&
        rule.versions.empty() && !rule.resource)
        reader.wrong("link_times, original_names, except_original_names, versions or resource expected, found none");
    reader.finish();
    return rule;
}

std::string_view last_component(std::string_view path) {
    auto slash = path.rfind('\\');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// Conditions that exclude each other.
void check_contradictions(TableReader& entry, const FileRule& rule) {
    if (rule.min_size && rule.max_size && *rule.min_size > *rule.max_size)
        entry.wrong("min_size", "cannot match: it is above max_size");
    std::size_t longest = 0;
    for (const auto& begins : rule.begins) longest = std::max(longest, begins.size());
    for (auto size : rule.sizes) {
        if ((rule.min_size && size < *rule.min_size) || (rule.max_size && size > *rule.max_size))
            entry.wrong("sizes", fmt::format("{} cannot match: it lies outside min_size … max_size", size));
        if (size < longest) entry.wrong("sizes", fmt::format("{} is less than \"begins\" is long", size));
    }
    if (rule.executable == false && rule.pe) entry.wrong("executable", "cannot match: \"pe\" asks for an executable");
    for (const auto& path : rule.paths) {
        auto last = last_component(path);
        auto fits = [&](const std::string& name) { return is_wild(last) || matches_glob(last, name); };
        if (!rule.names.empty() && std::none_of(rule.names.begin(), rule.names.end(), fits))
            entry.wrong("paths", fmt::format("\"{}\" cannot match: no item of \"names\" fits it", path));
    }
}

}  // namespace

std::optional<Strength> read_strength(TableReader& entry, std::string_view key) {
    auto text = entry.text(key);
    if (!text) return std::nullopt;
    for (auto strength : {Strength::trace, Strength::strong, Strength::decisive})
        if (*text == name_of(strength)) return strength;
    entry.wrong(key, fmt::format("trace, strong or decisive expected, found \"{}\"", *text));
    return std::nullopt;
}

void check_paths(TableReader& entry, std::string_view key, const std::vector<std::string>& paths) {
    for (const auto& path : paths) {
        auto begins_well = path.starts_with('%') || path.starts_with("**\\") ||
                           (path.find(":\\") != std::string::npos && path.find(":\\") < path.find('\\'));
        if (!begins_well || path.find('/') != std::string::npos)
            entry.wrong(key, fmt::format("\"{}\" cannot match: a path like %SystemRoot%\\name, C:\\name, *:\\name or "
                                         "**\\name expected",
                                         path));
        else if (path.ends_with('\\') || path.find("\\\\") != std::string::npos)
            entry.wrong(key, fmt::format("\"{}\" cannot match: an empty name in a path", path));
        else if (std::count(path.begin(), path.end(), '%') % 2 != 0)
            entry.wrong(key, fmt::format("\"{}\": a variable between two % expected", path));
        // The folder and the name are looked up apart, so a ** can stand for folders or for the whole rest only.
        auto last = last_component(path);
        if (last.find("**") != std::string_view::npos && last != "**")
            entry.wrong(key, fmt::format("\"{}\": ** as a whole last name, or * in it, expected", path));
        if (last.find('%') != std::string_view::npos && last.size() != path.size())
            entry.wrong(key, fmt::format("\"{}\": a variable can only begin a path", path));
    }
}

FileRule read_file_rule(TableReader& entry) {
    FileRule rule;
    rule.names = name_globs(entry, "names");
    rule.paths = entry.texts("paths");
    rule.except = entry.texts("except");
    check_paths(entry, "paths", rule.paths);
    check_paths(entry, "except", rule.except);
    rule.sizes = entry.numbers("sizes");
    rule.min_size = size_of(entry, "min_size");
    rule.max_size = size_of(entry, "max_size");
    rule.hashes = {hashes(entry, "md5", 32), hashes(entry, "sha1", 40), hashes(entry, "sha256", 64)};
    for (const auto& text : entry.texts("begins"))
        if (auto bytes = hex_bytes(entry, "begins", text)) rule.begins.push_back(std::move(*bytes));
    rule.executable = entry.boolean("executable");
    if (const auto* pe = entry.table("pe")) rule.pe = read_pe(entry, *pe);
    rule.mass = entry.boolean("mass").value_or(false);
    rule.beside = name_globs(entry, "beside");
    for (const auto& name : rule.beside)
        if (is_wild(name)) entry.wrong("beside", fmt::format("a name without wildcards expected, found \"{}\"", name));
    rule.restores = entry.text("restores").value_or("");
    if (entry.has("restores")) check_paths(entry, "restores", {rule.restores});
    if (is_wild(rule.restores)) entry.wrong("restores", "a path without wildcards expected");
    if (rule.mass && !rule.beside.empty()) entry.wrong("beside", "cannot be asked of what is only counted (mass)");
    auto asked = entry.has("names") || entry.has("paths") || entry.has("sizes") || entry.has("md5") ||
                 entry.has("sha1") || entry.has("sha256") || entry.has("begins") || entry.has("pe");
    if (!asked) entry.wrong("a condition expected (names, paths, sizes, md5, sha1, sha256, begins or pe), found none");
    if (rule.mass && rule.names.empty() && rule.paths.empty() && !entry.has("names") && !entry.has("paths"))
        entry.wrong("mass", "names or paths expected with it");
    check_contradictions(entry, rule);
    return rule;
}

namespace {

Container read_container(TableReader& parent, const toml::table& table) {
    TableReader reader(table, parent.where() + " container", parent.problems());
    Container container;
    if (auto text = reader.text("begins"))
        if (auto bytes = hex_bytes(reader, "begins", *text)) container.begins = std::move(*bytes);
    for (const auto* item : reader.tables("numbers")) {
        TableReader number(*item, reader.where() + " numbers", parent.problems());
        Container::Number out;
        if (!number.has("offset") || !number.has("any")) number.wrong("offset and any expected");
        out.offset = static_cast<std::uint32_t>(number.integer("offset", 0, largest_offset).value_or(0));
        out.bytes = static_cast<std::uint32_t>(number.integer("bytes", 1, 8).value_or(4));
        if (out.bytes != 1 && out.bytes != 2 && out.bytes != 4 && out.bytes != 8)
            number.wrong("bytes", fmt::format("1, 2, 4 or 8 expected, found {}", out.bytes));
        out.any = number.numbers("any");
        number.finish();
        container.numbers.push_back(std::move(out));
    }
    if (auto at = reader.integer("size_at", 0, largest_offset)) container.size_at = static_cast<std::uint32_t>(*at);
    if (container.begins.empty() && !reader.has("begins"))
        reader.wrong("\"begins\" is missing: hexadecimal bytes expected");
    reader.finish();
    return container;
}

}  // namespace

EncryptedRule read_encrypted_rule(TableReader& entry) {
    EncryptedRule rule;
    rule.extensions = entry.texts("extensions");
    for (const auto& extension : rule.extensions)
        if (extension.size() < 2 || !extension.starts_with('.') || is_wild(extension) || extension.rfind('.') != 0 ||
            extension.find('\\') != std::string::npos)
            entry.wrong("extensions", fmt::format("an extension like .WNCRY expected, found \"{}\"", extension));
    rule.names = name_globs(entry, "names");
    rule.except = entry.texts("except");
    check_paths(entry, "except", rule.except);
    if (!entry.has("extensions") && !entry.has("names")) entry.wrong("extensions or names expected, found none");
    if (const auto* container = entry.table("container")) rule.container = read_container(entry, *container);
    auto by_name = read_strength(entry, "by_name");
    if (by_name && !entry.has("container")) entry.wrong("by_name", "\"container\" expected with it");
    rule.by_name = by_name.value_or(Strength::trace);
    return rule;
}

namespace {

// Places that do not count among those of `key`.
std::vector<std::string> program_exceptions(TableReader& entry, std::string_view key) {
    auto except = entry.texts("except");
    check_paths(entry, "except", except);
    if (!except.empty() && !entry.has(key)) entry.wrong("except", fmt::format("\"{}\" expected with it", key));
    return except;
}

}  // namespace

ServiceRule read_service_rule(TableReader& entry) {
    ServiceRule rule;
    rule.names = name_globs(entry, "names");
    rule.displays = entry.texts("displays");
    rule.binaries = entry.texts("binaries");
    rule.image_paths = entry.texts("image_paths");
    check_paths(entry, "binaries", rule.binaries);
    rule.except = program_exceptions(entry, "binaries");
    if (const auto* parts = entry.table("name_parts")) {
        TableReader reader(*parts, entry.where() + " name_parts", entry.problems());
        for (auto key : {"first", "second", "third"})
            if (auto words = reader.texts(key); !words.empty()) rule.name_parts.push_back(std::move(words));
        if (rule.name_parts.size() < 2) reader.wrong("first and second expected, and third where there is one");
        reader.finish();
    }
    rule.dll_named_after = entry.boolean("dll_named_after").value_or(false);
    rule.dll_without_company = entry.boolean("dll_without_company").value_or(false);
    if (!entry.has("names") && !entry.has("displays") && !entry.has("binaries") && !entry.has("image_paths") &&
        !entry.has("name_parts"))
        entry.wrong("a condition expected (names, name_parts, displays, binaries or image_paths), found none");
    return rule;
}

RegistryRule read_registry_rule(TableReader& entry) {
    RegistryRule rule;
    rule.keys = entry.texts("keys");
    if (!entry.has("keys")) entry.wrong("\"keys\" is missing: a list of texts expected");
    for (const auto& key : rule.keys) {
        if (!key.starts_with("HKLM\\") && !key.starts_with("HKCU\\"))
            entry.wrong("keys", fmt::format("a key that begins with HKLM\\ or HKCU\\ expected, found \"{}\"", key));
        if (key.ends_with('\\') || key.find("\\\\") != std::string::npos || is_wild(key))
            entry.wrong("keys",
                        fmt::format("\"{}\" cannot match: a key without wildcards and empty names expected", key));
    }
    rule.values = entry.texts("values");
    rule.types = entry.texts("types");
    constexpr std::array<std::string_view, 8> types{"REG_NONE",  "REG_SZ",   "REG_EXPAND_SZ", "REG_BINARY",
                                                    "REG_DWORD", "REG_LINK", "REG_MULTI_SZ",  "REG_QWORD"};
    for (const auto& type : rule.types)
        if (std::find(types.begin(), types.end(), type) == types.end())
            entry.wrong("types", fmt::format("a type like REG_SZ expected, found \"{}\"", type));
    rule.data = entry.texts("data");
    rule.companion = entry.text("companion").value_or("");
    if (rule.values.empty() && !entry.has("values") &&
        (entry.has("types") || entry.has("data") || entry.has("companion")))
        entry.wrong("types, data and companion are conditions on a value: \"values\" expected with them");
    return rule;
}

AutostartRule read_autostart_rule(TableReader& entry) {
    AutostartRule rule{entry.texts("names"), entry.texts("programs"), entry.texts("commands"),
                       program_exceptions(entry, "programs")};
    check_paths(entry, "programs", rule.programs);
    if (!entry.has("names") && !entry.has("programs") && !entry.has("commands"))
        entry.wrong("a condition expected (names, programs or commands), found none");
    return rule;
}

NamedObjectRule read_named_object_rule(TableReader& entry) {
    NamedObjectRule rule{entry.texts("names")};
    if (!entry.has("names")) entry.wrong("\"names\" is missing: a list of texts expected");
    return rule;
}

TaskRule read_task_rule(TableReader& entry) {
    TaskRule rule{name_globs(entry, "names"), entry.texts("programs"), entry.texts("commands"),
                  program_exceptions(entry, "programs")};
    check_paths(entry, "programs", rule.programs);
    if (!entry.has("names") && !entry.has("programs") && !entry.has("commands"))
        entry.wrong("a condition expected (names, programs or commands), found none");
    return rule;
}

WmiRule read_wmi_rule(TableReader& entry) {
    WmiRule rule{entry.texts("names")};
    if (!entry.has("names")) entry.wrong("\"names\" is missing: a list of texts expected");
    for (const auto& name : rule.names)
        if (is_wild(name)) entry.wrong("names", fmt::format("a name without wildcards expected, found \"{}\"", name));
    return rule;
}

IpsecRule read_ipsec_rule(TableReader& entry) {
    IpsecRule rule{entry.texts("names")};
    if (!entry.has("names")) entry.wrong("\"names\" is missing: a list of texts expected");
    return rule;
}

FirewallEntryRule read_firewall_rule(TableReader& entry) {
    FirewallEntryRule rule{entry.texts("names"), entry.texts("programs")};
    check_paths(entry, "programs", rule.programs);
    if (!entry.has("names") && !entry.has("programs"))
        entry.wrong("a condition expected (names or programs), found none");
    return rule;
}

HiveTextRule read_hive_text_rule(TableReader& entry) {
    // Shorter texts are in every registry.
    constexpr std::size_t shortest = 6;
    HiveTextRule rule{entry.texts("texts")};
    if (!entry.has("texts")) entry.wrong("\"texts\" is missing: a list of texts expected");
    for (const auto& text : rule.texts)
        if (text.size() < shortest || std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; }))
            entry.wrong("texts", fmt::format("at least {} characters of ASCII expected, found \"{}\"", shortest, text));
    return rule;
}

}  // namespace quell::threats
