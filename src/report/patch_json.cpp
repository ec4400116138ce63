#include "report/patch_json.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::report {

namespace {

Json sentence(const Sentence& sentence) {
    if (sentence.id.empty()) return nullptr;
    auto values = Json::array();
    for (const auto& value : sentence.values) values.push_back(to_valid_utf8(value));
    return {{"id", sentence.id}, {"values", std::move(values)}};
}

Json text_or_null(const std::string& text) {
    if (text.empty()) return nullptr;
    return to_valid_utf8(text);
}

}  // namespace

Json to_json(const patch::BulletinState& state) {
    auto because = Json::array();
    for (const auto& reason : state.because) because.push_back(sentence(reason));
    auto evidence = Json::array();
    for (const auto& [what, value] : state.evidence)
        evidence.push_back({{"what", to_valid_utf8(what)}, {"value", to_valid_utf8(value)}});
    Json out{{"bulletin", state.bulletin},
             {"state", patch::name_of(state.state)},
             {"because", std::move(because)},
             {"evidence", std::move(evidence)},
             {"fix", nullptr}};
    if (state.fix)
        out["fix"] = {{"kb", state.fix->kb},
                      {"file", text_or_null(state.fix->file_name)},
                      {"sha1", text_or_null(state.fix->sha1)},
                      {"needs", sentence(state.fix->needs)},
                      {"search", state.fix->search}};
    return out;
}

Json patch_json(const std::string& locator, const patch::Evidence& evidence,
                const std::vector<patch::BulletinState>& states, const std::vector<Gap>& gaps) {
    Json version = nullptr;
    if (evidence.system)
        version = fmt::format("{}.{}.{}", evidence.system->major, evidence.system->minor, evidence.system->build);
    auto patches = Json::array();
    for (const auto& state : states) patches.push_back(to_json(state));
    auto missed = Json::array();
    for (const auto& gap : gaps) missed.push_back(to_json(gap));
    return {{"host", to_valid_utf8(locator)},
            {"product", text_or_null(evidence.product)},
            {"version", std::move(version)},
            {"revision", evidence.revision ? Json(*evidence.revision) : Json(nullptr)},
            {"service_pack", evidence.service_pack ? Json(*evidence.service_pack) : Json(nullptr)},
            {"architecture", text_or_null(evidence.architecture)},
            {"patches", std::move(patches)},
            {"gaps", std::move(missed)}};
}

}  // namespace quell::report
