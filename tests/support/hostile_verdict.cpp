#include "support/hostile_verdict.hpp"

namespace quell::test {

std::vector<std::string> hostile_names() {
    using namespace std::string_literals;
    return {
        "</script><img src=x onerror=alert(1)>",
        "</SCRIPT ><script>alert(1)</script>",
        "</title></noscript></style><img src=x onerror=\"alert(1)\">",
        "--><img src='x' onerror='alert(1)'><!--",
        "<!--<script>",
        "\"'`\\\" onmouseover=alert(1) x=",
        "{{data}}{{library}}{} {0} {{}} %s ${alert(1)}",
        "&lt;img src=x onerror=alert(1)&gt; &#60;b&#62; \\u003cb\\u003e",
        "photo\xE2\x80\xAEgpj.exe",
        "\xE2\x81\xA7\xE2\x80\x8F\xE2\x80\xA8\xE2\x80\xA9\xEF\xBB\xBF",
        "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D exe.(1) \xD8\xA7\xD8\xA8",
        "\xED\xA0\x80 \xED\xB0\x80 \xFF\xFE\xC0\xAF",
        "before\0after\x01\x1b[31m\r\n\t"s,
        "javascript:alert(1)",
        "=cmd|' /C calc'!A0",
        "\xE4\xB8\xAD\xE6\x96\x87\xE8\xB7\xAF\xE5\xBE\x84",
        std::string(65'536, 'A'),
    };
}

detect::Verdict verdict_named(const std::string& name) {
    const auto began = *parse_time("2017-05-12T07:44:11Z");
    const auto ended = *parse_time("2017-05-12T08:24:03Z");
    detect::Verdict verdict;
    verdict.state = detect::HostState::infected;
    verdict.locator = name;
    verdict.source = "image";
    verdict.windows = WinPath("C:\\" + name);
    verdict.system.emplace();
    verdict.system->computer_name = name;
    verdict.system->product = name;
    verdict.system->service_pack = name;
    verdict.system->version = "6.1";
    verdict.system->build = name;
    verdict.system->architecture = name;
    verdict.system->time_zone = name;
    verdict.users.push_back({name, name, WinPath(name), began});

    threats::Finding file;
    file.indicator = "wannacry.sign";
    file.family = "wannacry";
    file.kind = threats::EvidenceKind::file_content;
    file.strength = threats::Strength::decisive;
    file.stage = threats::Stage::encrypting;
    file.subject = name;
    file.evidence = {{name, name}, {"size", "12"}};
    file.created = began;
    file.modified = ended;
    auto encrypted = file;
    encrypted.indicator = "wannacry.encrypted";
    encrypted.kind = threats::EvidenceKind::encrypted_files;
    encrypted.damage = true;
    encrypted.folders = {{name, "S-1-5-21-1", 30, 3000, began, ended}, {name + "2", "", 3, 30, began, std::nullopt}};
    auto service = file;
    service.indicator = "wannacry.service";
    service.kind = threats::EvidenceKind::service;
    service.stage = threats::Stage::active;
    service.evidence = {{"program", name}, {"start", "auto"}, {"key", name}};

    detect::FamilyVerdict family;
    family.id = "wannacry";
    family.name = name;
    family.confidence = detect::Confidence::confirmed;
    family.stage = threats::Stage::encrypting;
    family.findings = {file, encrypted, service};
    family.encrypted_files = 33;
    family.encrypted_bytes = 3030;
    verdict.families.push_back(family);

    verdict.timeline = {{began, "file-created", name, name, name},
                        {began, "service-written", name, name, name},
                        {began, "task-written", name, name, name},
                        {began, "key-written", name, name, name},
                        {began, "encryption-began", name, name, name},
                        {ended, "encryption-last", name, name, name},
                        {ended, name, name, name, name}};
    verdict.patches.push_back(
        {name, patch::State::vulnerable, {{"srv-version-below", {name, name}}}, {{name, name}}, {}});
    verdict.patches.back().fix =
        patch::Fix{name, name, name, {"service-pack-first", {name}}, name, {"or-rollup", {name}}};
    verdict.exposure.push_back(
        {name, harden::Openness::open, harden::Weight::serious, {"smb.445.partly", {name}}, {{name, name}}});
    verdict.variants.push_back({name, 1234, began, name, name});
    verdict.gaps.push_back({{GapKind::unseen, View::registry, name, {Errc::corrupt, name}}, true, 2, name});
    verdict.gaps.push_back(
        {{GapKind::not_applicable, View::volatile_, name, {Errc::unsupported, name}}, false, 0, name});
    verdict.packs.push_back({name, name, name});
    return verdict;
}

}  // namespace quell::test
