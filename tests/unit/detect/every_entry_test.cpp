// Every entry of the shipped packs matches a world that was built from its own conditions; entries that ask for content
// which cannot be made without the malware (hashes), or for a running machine, are counted and named.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/hash.hpp"
#include "detect/file_search.hpp"
#include "detect/registry_search.hpp"
#include "detect/system_search.hpp"
#include "support/fake_host.hpp"
#include "support/pe_builder.hpp"
#include "support/task_builder.hpp"
#include "support/wmi_builder.hpp"
#include "threats/load.hpp"

using namespace quell;
using namespace quell::detect;
using namespace quell::threats;
using quell::test::FakeHost;

namespace {

constexpr std::string_view sid = "S-1-5-21-7-1001";

// A text that the glob matches, with the variables of the world below.
std::string example(std::string text) {
    for (const auto& [variable, value] :
         std::vector<std::pair<std::string, std::string>>{{"%SystemRoot%", "C:\\Windows"},
                                                          {"%ProgramData%", "C:\\ProgramData"},
                                                          {"%SystemDrive%", "C:"},
                                                          {"%ProgramFiles%", "C:\\Program Files"},
                                                          {"%ProgramFiles(x86)%", "C:\\Program Files (x86)"},
                                                          {"%APPDATA%", "C:\\Users\\ada\\AppData\\Roaming"},
                                                          {"%TEMP%", "C:\\Users\\ada\\AppData\\Local\\Temp"}})
        if (auto at = text.find(variable); at != std::string::npos) text.replace(at, variable.size(), value);
    if (text.starts_with("*:")) text.replace(0, 1, "C");
    if (text.starts_with("**\\")) text.replace(0, 2, "C:\\here");
    std::string out;
    for (char c : text) out += c == '*' ? 'x' : c == '?' ? '1' : c;
    return out;
}

std::string quoted(const std::string& program) { return "\"" + program + "\""; }

std::vector<std::byte> content_of(const FileRule& rule) {
    std::vector<std::byte> data;
    if (rule.executable == true || rule.pe) {
        test::PeSpec spec;
        spec.machine = 0x14C;
        if (rule.pe && !rule.pe->link_times.empty()) spec.linked = Time(std::chrono::seconds(rule.pe->link_times[0]));
        if (rule.pe && !rule.pe->versions.empty()) spec.version = test::PeVersion{{6, 1, 7601, 17514}, {}, {}};
        if (rule.pe && rule.pe->resource) {
            auto body = rule.pe->resource->begins;
            if (!rule.pe->resource->sizes.empty()) body.resize(rule.pe->resource->sizes[0]);
            const auto& resource = *rule.pe->resource;
            spec.resources = {{resource.type, resource.name.empty() ? "1" : resource.name,
                               static_cast<std::uint16_t>(resource.language.value_or(1033)), body}};
        }
        data = test::build_pe(spec);
    } else if (!rule.begins.empty()) {
        data = rule.begins[0];
    }
    auto size = !rule.sizes.empty() ? rule.sizes[0] : std::max<std::uint64_t>(data.size(), rule.min_size.value_or(1));
    data.resize(static_cast<std::size_t>(size));
    return data;
}

void build(FakeHost& fake, const FileRule& rule) {
    auto path = !rule.paths.empty()   ? example(rule.paths[0])
                : !rule.names.empty() ? "C:\\here\\" + example(rule.names[0])
                                      : std::string("C:\\Windows\\any.exe");
    fake.file(path, content_of(rule));
    if (!rule.beside.empty()) fake.file((WinPath(path).parent() / rule.beside[0]).text(), 1);
}

void build(FakeHost& fake, const EncryptedRule& rule) {
    auto name = rule.extensions.empty() ? example(rule.names[0]) : "a" + rule.extensions[0];
    std::vector<std::byte> data;
    if (rule.container) {
        data = rule.container->begins;
        data.resize(rule.container->window() + 16);
        for (const auto& number : rule.container->numbers) data[number.offset] = static_cast<std::byte>(number.any[0]);
    }
    fake.file("C:\\here\\" + name, std::move(data));
}

void build(FakeHost& fake, const ServiceRule& rule) {
    auto name = rule.names.empty() ? std::string("svc") : example(rule.names[0]);
    if (!rule.name_parts.empty()) name.clear();
    for (const auto& words : rule.name_parts) name += words[0];
    auto program = rule.binaries.empty() ? std::string("C:\\here\\other.exe") : example(rule.binaries[0]);
    if (rule.dll_named_after) program = "C:\\here\\" + name + ".dll";
    if (rule.dll_without_company) fake.file(program, test::build_pe(test::PeSpec{}));
    auto dll = program.ends_with(".dll");
    auto command = !rule.image_paths.empty() ? example(rule.image_paths[0])
                   : dll                     ? std::string("C:\\Windows\\System32\\svchost.exe -k netsvcs")
                                             : quoted(program);
    fake.service(name, command).sz("DisplayName", rule.displays.empty() ? "x" : rule.displays[0]);
    if (dll)
        fake.key("HKLM\\SYSTEM\\CurrentControlSet\\Services\\" + name + "\\Parameters")
            .expand_sz("ServiceDll", program);
}

void build(FakeHost& fake, const RegistryRule& rule) {
    auto path = rule.keys[0];
    if (path.starts_with("HKCU")) path.replace(0, 4, "HKU\\" + std::string(sid));
    auto& key = fake.key(path);
    if (rule.values.empty()) return;
    auto text = rule.data.empty() ? std::string("C:\\here\\letter.txt") : example(rule.data[0]);
    if (!rule.companion.empty()) fake.file(text + rule.companion, 10);
    if (rule.types == std::vector<std::string>{"REG_MULTI_SZ"})
        key.multi_sz(example(rule.values[0]), {"\\??\\" + text, ""});
    else
        key.sz(example(rule.values[0]), text);
}

void build(FakeHost& fake, const AutostartRule& rule) {
    fake.key("HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run")
        .sz(rule.names.empty() ? "abc" : example(rule.names[0]),
            rule.commands.empty() ? quoted(example(rule.programs[0])) : example(rule.commands[0]));
}

void build(FakeHost&, const NamedObjectRule&) {}

void build(FakeHost& fake, const TaskRule& rule) {
    test::TaskSpec task;
    task.actions = {test::exec(!rule.commands.empty()   ? example(rule.commands[0])
                               : !rule.programs.empty() ? quoted(example(rule.programs[0]))
                                                        : std::string("C:\\here\\other.exe"))};
    fake.file("C:\\Windows\\System32\\Tasks\\" + (rule.names.empty() ? std::string("x") : example(rule.names[0])),
              test::build_task_xml(task));
}

void build(FakeHost& fake, const WmiRule& rule) {
    test::WmiRepository repository;
    repository.class_name(rule.names[0]);
    fake.file("C:\\Windows\\System32\\wbem\\Repository\\OBJECTS.DATA", repository.bytes());
}

void build(FakeHost& fake, const IpsecRule& rule) {
    fake.key(R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\IPSec\Policy\Local\ipsecPolicy{1})")
        .sz("ClassName", "ipsecPolicy")
        .sz("ipsecName", example(rule.names[0]));
}

void build(FakeHost& fake, const FirewallEntryRule& rule) {
    auto program = rule.programs.empty() ? std::string("C:\\here\\a.exe") : example(rule.programs[0]);
    auto name = rule.names.empty() ? std::string("x") : example(rule.names[0]);
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\FirewallRules)")
        .sz("{1}", "v2.10|Action=Allow|Active=TRUE|Dir=In|App=" + program + "|Name=" + name + "|");
}

void build(FakeHost& fake, const HiveTextRule& rule) { fake.key("HKLM\\SOFTWARE\\Some").sz("text", rule.texts[0]); }

bool is_found(const FakeHost& fake, const std::vector<Pack>& packs, const std::string& id) {
    auto host = fake.host();
    TargetPaths target(host);
    Questions questions(packs, target, host);
    Workers workers(1);
    NoProgress progress;
    auto files = search_files(host, packs, target, questions, Depth::usual, {workers, progress, {}});
    auto registry = search_registry(host, packs, target, questions);
    auto system = search_system(host, packs, target, questions);
    auto is = [&](const Finding& finding) { return finding.indicator == id; };
    return std::any_of(files.findings.begin(), files.findings.end(), is) ||
           std::any_of(registry.findings.begin(), registry.findings.end(), is) ||
           std::any_of(system.findings.begin(), system.findings.end(), is);
}

}  // namespace

TEST_CASE("every entry matches a world built from its own conditions") {
    auto packs = load_packs(embedded_packs(), {}).packs;
    int matched = 0;
    std::string left_out;
    for (const auto& pack : packs)
        for (const auto& indicator : pack.indicators) {
            const auto* file = std::get_if<FileRule>(&indicator.rule);
            if ((file != nullptr && !file->hashes.empty()) || std::holds_alternative<NamedObjectRule>(indicator.rule)) {
                left_out += " " + indicator.id;
                continue;
            }
            FakeHost fake;
            fake.windows("C:\\Windows").user(sid, "C:\\Users\\ada");
            std::visit([&](const auto& rule) { build(fake, rule); }, indicator.rule);
            CHECK_MESSAGE(is_found(fake, packs, indicator.id), indicator.id);
            ++matched;
        }
    MESSAGE(matched, " entries matched; not buildable without the malware itself or a running machine:", left_out);
    CHECK(matched >= 150);
}

TEST_CASE("a file with a hash that a pack holds is found by it, whatever it is called in a place worth looking at") {
    Pack pack;
    pack.id = "fam";
    pack.hash_places = {"%SystemRoot%\\*"};
    Indicator indicator;
    indicator.id = "fam.hash";
    indicator.strength = Strength::decisive;
    FileRule rule;
    std::string_view text =
        "MZ an inert text that is long enough to be taken for an executable by its size, which must be 97 bytes at "
        "least";
    rule.hashes.sha256 = {hash(MemorySource({as_bytes(text).begin(), as_bytes(text).end()}), {.sha256 = true})->sha256};
    indicator.rule = rule;
    pack.indicators = {indicator};
    FakeHost fake;
    fake.windows("C:\\Windows");
    fake.file("C:\\Windows\\renamed.dat", text);
    CHECK(is_found(fake, {pack}, "fam.hash"));
    FakeHost elsewhere;
    elsewhere.windows("C:\\Windows");
    elsewhere.file("C:\\Windows\\System32\\renamed.dat", text);
    CHECK(!is_found(elsewhere, {pack}, "fam.hash"));
}
