#include "report/html.hpp"

#include <array>
#include <span>
#include <utility>

#include "base/text.hpp"
#include "report/html_viewer.hpp"

namespace quell::report {

namespace {

std::string escaped_for_html(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        switch (c) {
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '&': out += "&amp;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

// JSON that may stand in a <script>: outside of strings JSON has none of these characters. (U+2028 and U+2029, line
// ends to old scripts, are escaped for display already.)
std::string escaped_for_script(const std::string& json) {
    std::string out;
    out.reserve(json.size() + json.size() / 16);
    for (char c : json) {
        switch (c) {
            case '<': out += "\\u003c"; break;
            case '>': out += "\\u003e"; break;
            case '&': out += "\\u0026"; break;
            default: out += c;
        }
    }
    return out;
}

std::string_view in(Language language, const Json& both) {
    return both.at(language == Language::chinese ? "zh" : "en").get_ref<const std::string&>();
}

std::string filled(Language language, const Json& sentence) {
    std::string out;
    std::size_t next = 0;
    auto words = in(language, sentence);
    for (std::size_t at = 0; at < words.size();) {
        auto blank = words.substr(at).starts_with("{}");
        if (blank && sentence.contains("values") && next < sentence["values"].size())
            out += sentence["values"][next++].get_ref<const std::string&>();
        else
            out += words.substr(at, blank ? 2 : 1);
        at += blank ? 2 : 1;
    }
    return out;
}

// For a browser without JavaScript: the verdict in its plainest form, from the same document.
std::string without_script(const Json& document, Language language) {
    std::string out = "<div class=\"plainly\">";
    auto line = [&](std::string_view tag, std::string_view words) {
        out += "<" + std::string(tag) + ">" + escaped_for_html(words) + "</" + std::string(tag) + ">\n";
    };
    const auto& host = document.at("host");
    const auto& state = host.at("state");
    line("h1", in(language, state.at("word")));
    line("p", in(language, state.at("means")));
    for (const auto* field : {"name", "system", "windows", "locator"})
        if (host.at(field).is_string()) line("p", host.at(field).get_ref<const std::string&>());
    for (const auto& family : document.at("families")) {
        auto words = family.at("name").get<std::string>() + " - " + std::string(in(language, family.at("confidence")));
        if (!family.at("stage").is_null()) words += "; " + std::string(in(language, family.at("stage")));
        line("h2", words);
        line("p", say(language, "html.noscript.findings",
                      family.at("findings").size() + family.at("left").get<std::size_t>()));
    }
    const auto& damage = document.at("damage");
    if (damage.at("files") != 0)
        line("p", say(language, "html.noscript.damage", damage.at("files").get<std::uint64_t>()));
    for (const auto& step : document.at("next")) line("p", filled(language, step));
    line("p", say(language, "html.noscript.gaps", document.at("blocking").get<std::uint64_t>()));
    line("p", text(language, "html.noscript.script"));
    return out + "</div>";
}

// One pass: what is filled in is never looked at again, so that a name of the target cannot ask for a part.
std::string filled_page(std::string_view page, std::span<const std::pair<std::string_view, std::string_view>> parts) {
    std::string out;
    for (std::size_t at = 0; at < page.size();) {
        auto open = page.find("{{", at);
        auto close = open == std::string_view::npos ? open : page.find("}}", open);
        out += page.substr(at, open == std::string_view::npos ? open : open - at);
        if (close == std::string_view::npos) break;
        auto name = page.substr(open + 2, close - open - 2);
        for (const auto& [key, value] : parts)
            if (key == name) out += value;
        at = close + 2;
    }
    return out;
}

}  // namespace

std::string report_html(const detect::Verdict& verdict, const respond::Plan& plan, const HtmlTexts& texts) {
    const auto document = html_document(verdict, plan, texts);
    const auto& host = document.at("host");
    const auto& name = host.at(host.at("name").is_string() ? "name" : "locator").get_ref<const std::string&>();
    const auto title = escaped_for_html(std::string(text(texts.language, "html.title")) + " - " + name);
    const auto data = escaped_for_script(document.dump());
    const auto plainly = without_script(document, texts.language);
    const auto version = escaped_for_html(texts.version);
    const auto& parts = viewer();
    const std::array<std::pair<std::string_view, std::string_view>, 13> fillings{{
        {"lang", texts.language == Language::chinese ? "zh-CN" : "en"},
        {"version", version},
        {"title", title},
        {"style", parts.style},
        {"style_hash", parts.style_hash},
        {"script", parts.script},
        {"script_hash", parts.script_hash},
        {"library", parts.library},
        {"library_hash", parts.library_hash},
        {"library_version", parts.library_version},
        {"library_licence", parts.library_licence},
        {"without_script", plainly},
        {"data", data},
    }};
    return filled_page(parts.page, fillings);
}

}  // namespace quell::report
