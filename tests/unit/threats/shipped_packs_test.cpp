// Rules that hold for every pack that quell ships with, beside those that the loader enforces.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "threats/load.hpp"

using namespace quell;
using namespace quell::threats;

namespace {

const std::vector<Pack>& packs() {
    static const PackSet set = load_packs(embedded_packs(), {});
    return set.packs;
}

const Pack& pack(std::string_view id) {
    auto found = std::find_if(packs().begin(), packs().end(), [&](const Pack& one) { return one.id == id; });
    REQUIRE_MESSAGE(found != packs().end(), id);
    return *found;
}

const Indicator& indicator(const std::string& id) {
    const auto& own = pack(id.substr(0, id.find('.'))).indicators;
    auto found = std::find_if(own.begin(), own.end(), [&](const Indicator& one) { return one.id == id; });
    REQUIRE_MESSAGE(found != own.end(), id);
    return *found;
}

// Every stage that findings of this pack can be judged to be (docs/formats/pack.md, "From findings to a verdict").
std::set<Stage> reachable(const Pack& one) {
    std::set<Stage> stages;
    auto damage = false;
    auto execution = false;
    for (const auto& own : one.indicators) {
        damage = damage || own.damage;
        execution = execution || !own.damage;
        if (!own.damage) stages.insert(own.stage);
        auto may_be_gone = std::holds_alternative<ServiceRule>(own.rule) ||
                           std::holds_alternative<AutostartRule>(own.rule) ||
                           std::holds_alternative<TaskRule>(own.rule);
        if (may_be_gone && own.stage == Stage::active) stages.insert(Stage::remnants);
    }
    if (damage) stages.insert(Stage::encrypted_remotely);
    if (damage && execution) stages.insert(Stage::encrypted);
    for (const auto& own : one.indicators)
        if (own.damage && execution && own.stage == Stage::encrypting) stages.insert(Stage::encrypting);
    return stages;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

// Half-width punctuation right behind a Chinese character belongs to another script.
bool has_foreign_punctuation(std::string_view text) {
    for (std::size_t i = 1; i < text.size(); ++i)
        if ((text[i - 1] & 0x80) != 0 && std::string_view(",;:?!()").find(text[i]) != std::string_view::npos)
            return true;
    return false;
}

void check_text(const Text& text) {
    CAPTURE(text.en);
    CAPTURE(text.zh);
    CHECK(is_ascii(text.en));
    CHECK(text.en.ends_with('.'));
    CHECK(!is_ascii(text.zh));
    CHECK(text.zh.ends_with("。"));
    CHECK(!has_foreign_punctuation(text.zh));
}

}  // namespace

TEST_CASE("every family of the guides and their errata has its pack") {
    for (const char* id : {"adylkuzz", "crysis", "doublepulsar", "equation-kit", "eternalrocks", "masquerade", "uiwix",
                           "wannacry", "wannamine", "wannamine-fileless"})
        pack(id);
    CHECK(packs().size() >= 10);
}

TEST_CASE("every stage that a pack's signs can lead to has its three sentences, and no other has") {
    for (const auto& one : packs()) {
        CAPTURE(one.id);
        std::set<Stage> told;
        for (const auto& next : one.next) {
            CHECK(next.steps.size() == 3);
            told.insert(next.stage);
        }
        for (auto stage : {Stage::remnants, Stage::dropped, Stage::active, Stage::encrypting, Stage::encrypted,
                           Stage::encrypted_remotely}) {
            CAPTURE(name_of(stage));
            CHECK(told.contains(stage) == reachable(one).contains(stage));
        }
    }
}

TEST_CASE("every sentence is whole, in plain ASCII and in Chinese with Chinese punctuation") {
    for (const auto& one : packs()) {
        CAPTURE(one.id);
        check_text(one.summary);
        for (const auto& own : one.indicators) {
            CAPTURE(own.id);
            check_text(own.reason);
        }
        for (const auto& next : one.next)
            for (const auto& step : next.steps) check_text(step);
    }
}

TEST_CASE("names are exact or end in a fixed extension, so that a walk looks them up") {
    auto cheap = [](std::string_view glob) {
        auto wild = glob.find_last_of("*?");
        auto dot = glob.rfind('.');
        return wild == std::string_view::npos || (dot != std::string_view::npos && dot > wild);
    };
    for (const auto& one : packs())
        for (const auto& own : one.indicators) {
            std::vector<std::string> names;
            if (const auto* rule = std::get_if<FileRule>(&own.rule)) names = rule->names;
            if (const auto* rule = std::get_if<EncryptedRule>(&own.rule)) names = rule->names;
            for (const auto& name : names) CHECK_MESSAGE(cheap(name), own.id, ": ", name);
        }
}

TEST_CASE("executables are hashed in the families' own folders, never in all of System32") {
    for (const auto& one : packs())
        for (const auto& place : one.hash_places)
            for (const char* folder : {"C:\\Windows\\System32", "C:\\Windows\\SysWOW64", "C:\\Windows\\winsxs"}) {
                auto expanded = place;
                if (auto at = expanded.find("%SystemRoot%"); at == 0) expanded.replace(0, 12, "C:\\Windows");
                CHECK_MESSAGE(!matches_glob(std::string(folder) + "\\any.exe", expanded), one.id, ": ", place);
            }
}

TEST_CASE("what Windows subscribes to itself is nobody's sign") {
    std::set<std::string> asked;
    for (const auto& one : packs())
        for (const auto& own : one.indicators)
            if (const auto* rule = std::get_if<WmiRule>(&own.rule))
                asked.insert(rule->names.begin(), rule->names.end());
    CHECK(asked.size() == 14);
    for (const char* name :
         {"SCM Event Log Filter", "SCM Event Log Consumer", "BVTFilter", "BVTConsumer", "Win32_Service"})
        CHECK(!asked.contains(name));
}

TEST_CASE("the two WannaMines share no sign") {
    auto names = [](const Pack& one) {
        std::set<std::string> out;
        for (const auto& own : one.indicators) {
            if (const auto* rule = std::get_if<FileRule>(&own.rule)) {
                out.insert(rule->names.begin(), rule->names.end());
                out.insert(rule->paths.begin(), rule->paths.end());
            }
            if (const auto* rule = std::get_if<ServiceRule>(&own.rule))
                out.insert(rule->names.begin(), rule->names.end());
            if (const auto* rule = std::get_if<WmiRule>(&own.rule)) out.insert(rule->names.begin(), rule->names.end());
        }
        return out;
    };
    for (const auto& name : names(pack("wannamine-fileless"))) CHECK(!names(pack("wannamine")).contains(name));
    CHECK(pack("wannamine").name != pack("wannamine-fileless").name);
}

TEST_CASE("the version of the file worm shows in every id") {
    for (const auto& own : pack("wannamine").indicators) {
        CAPTURE(own.id);
        auto version = own.id.substr(std::string("wannamine.").size(), 2);
        CHECK(std::set<std::string>{"v0", "v1", "v2", "v3", "v4"}.contains(version));
    }
}

TEST_CASE("the implant that lives in memory is never more than a trace on a disk, the kit never more than dropped") {
    for (const auto& own : pack("doublepulsar").indicators) CHECK(own.strength == Strength::trace);
    for (const auto& own : pack("equation-kit").indicators)
        CHECK((own.stage == Stage::dropped || own.stage == Stage::remnants));
}

TEST_CASE("keys, victim's data and settings of Windows are kept") {
    for (const char* id :
         {"wannacry.file.key.public", "wannacry.file.key.encrypted_private", "wannacry.file.key.private",
          "wannacry.file.key.name", "wannacry.file.key.state", "wannacry.file.component.demo_list",
          "wannacry.file.moved.temp", "wannacry.file.moved.recycle", "wannacry.file.moved.elsewhere",
          "wannacry.registry.wallpaper"})
        CHECK_MESSAGE(indicator(id).keep, id);
    for (const auto& one : packs())
        for (const auto& own : one.indicators)
            if (std::holds_alternative<EncryptedRule>(own.rule)) CHECK_MESSAGE(own.keep, own.id);
}

TEST_CASE("libraries that anybody may have count only in the worm's folder or beside the kit") {
    const auto& listed = std::get<FileRule>(indicator("eternalrocks.file.folder.listed_hash").rule);
    for (const auto& path : listed.paths) CHECK(path.find("\\Microsoft Updates\\") != std::string::npos);
    const auto& common = std::get<FileRule>(indicator("equation-kit.file.common_library").rule);
    CHECK(!common.beside.empty());
    CHECK(indicator("equation-kit.file.common_library").strength == Strength::trace);
}

TEST_CASE("a made-up service name needs a library of its own name and no maker to be strong") {
    const auto& rule = std::get<ServiceRule>(indicator("wannamine.v4.service").rule);
    CHECK(rule.name_parts.size() == 3);
    CHECK(rule.name_parts[0].size() * rule.name_parts[1].size() * rule.name_parts[2].size() == 343);
    CHECK(rule.dll_named_after);
    CHECK(rule.dll_without_company);
    for (const auto& own : pack("wannamine").indicators)
        if (const auto* service = std::get_if<ServiceRule>(&own.rule);
            service != nullptr && !service->name_parts.empty() && !service->dll_without_company)
            CHECK(own.strength == Strength::trace);
}
