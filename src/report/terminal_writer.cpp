#include "report/terminal_writer.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "report/terminal.hpp"

namespace quell::report {

namespace {

constexpr std::size_t narrowest = 30;
constexpr std::string_view plain = "\x1b[0m";

}  // namespace

TerminalWriter::TerminalWriter(const TerminalStyle& style) : style_(style), width_(std::max(style.width, narrowest)) {}

std::string TerminalWriter::painted(std::string_view text, std::string_view colour) const {
    return style_.colour == Colour::none ? std::string(text) : fmt::format("{}{}{}", colour, text, plain);
}

void TerminalWriter::heading(Message message) {
    out_ += "\n" + painted(folded(text(language(), message), 0, 2, width_), bold) + "\n";
}

void TerminalWriter::line(std::string_view text, std::size_t indent, std::size_t hang) {
    out_ += std::string(indent, ' ') + folded(text, indent, std::min(indent + hang, width_ / 2), width_) + "\n";
}

std::string folded(std::string_view text, std::size_t first_column, std::size_t indent, std::size_t width) {
    std::string out;
    auto column = first_column;
    constexpr auto nowhere = std::string::npos;
    std::size_t fold_at = nowhere;  // where `out` may be folded: at a blank, or before a wide character
    std::size_t column_at_fold = 0;
    for (std::size_t at = 0; at < text.size();) {
        auto c = decode_utf8(text, at);
        auto piece = text.substr(at, c.length);
        auto columns = display_width(piece);
        at += c.length;
        if (piece == " " || columns == 2) {
            fold_at = out.size();
            column_at_fold = column;
        }
        out += piece;
        column += columns;
        if (column <= width || column <= indent + columns) continue;
        if (fold_at == nowhere || fold_at == 0) {
            fold_at = out.size() - piece.size();
            column_at_fold = column - columns;
        }
        auto is_blank = out[fold_at] == ' ';
        out.replace(fold_at, is_blank ? 1 : 0, "\n" + std::string(indent, ' '));
        column = indent + (column - column_at_fold) - (is_blank ? 1 : 0);
        fold_at = nowhere;
    }
    return out;
}

}  // namespace quell::report
