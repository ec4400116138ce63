// report.html: one file for whoever has two minutes, and for whoever then wants the evidence. It opens without a
// network, on a phone and on paper, and holds both languages.
//
// The file is web/report.html with its style, its scripts and D3 inside, and one JSON document that the script shows.
// Everything from the target passes escape_for_display, is cut at `longest_shown`, and then either is escaped for HTML
// (title, <noscript>) or stands in the JSON, in which <, > and & are written as \uNNNN so that no name can end the
// script; the script makes text nodes only. A Content-Security-Policy names the hashes of the three parts that may run
// and allows nothing else: no network, no other script.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "detect/verdict.hpp"
#include "report/json.hpp"
#include "report/messages.hpp"
#include "report/pack_texts.hpp"
#include "respond/plan.hpp"

namespace quell::report {

/// Bytes of one name that the page shows; verdict.json has the whole.
inline constexpr std::size_t longest_shown = 1500;

/// What the page says besides verdict and plan.
struct HtmlTexts {
    Language language = Language::english;  ///< in which the page opens
    PackTexts english;
    PackTexts chinese;
    Time written;
    std::string_view version;  ///< of quell
};

/// The document that the page shows. Its fields are an agreement with web/report.js alone: programs read verdict.json.
Json html_document(const detect::Verdict& verdict, const respond::Plan& plan, const HtmlTexts& texts);

std::string report_html(const detect::Verdict& verdict, const respond::Plan& plan, const HtmlTexts& texts);

}  // namespace quell::report
