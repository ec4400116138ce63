// The parts of report.html that are the same in every report: web/ and D3, put into the program when it is built
// (cmake/embed_viewer.cmake).
#pragma once

#include <string_view>

namespace quell::report {

struct Viewer {
    std::string_view page;  ///< web/report.html; {{name}} stands for what html.cpp fills in
    std::string_view style;
    std::string_view script;
    std::string_view library;
    std::string_view library_licence;
    std::string_view library_version;
    // SHA-256 in base64 of exactly the bytes between the tags.
    std::string_view style_hash;
    std::string_view script_hash;
    std::string_view library_hash;
};
const Viewer& viewer();

}  // namespace quell::report
