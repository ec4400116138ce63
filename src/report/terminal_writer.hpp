// Lines of a terminal, folded to its width, in colour where it has any.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "report/messages.hpp"
#include "report/terminal.hpp"

namespace quell::report {

class TerminalWriter {
public:
    static constexpr std::string_view bold = "\x1b[1m";

    /// `style` must live as long as the writer.
    explicit TerminalWriter(const TerminalStyle& style);

    [[nodiscard]] Language language() const { return style_.language; }
    [[nodiscard]] std::string painted(std::string_view text, std::string_view colour) const;
    void blank() { out_ += "\n"; }
    /// In bold, with an empty line before it.
    void heading(Message message);
    /// A line that goes on `hang` columns further right when it is folded.
    void line(std::string_view text, std::size_t indent, std::size_t hang = 2);
    /// As it stands.
    void raw(std::string_view text) { out_ += text; }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    const TerminalStyle& style_;
    std::size_t width_;
    std::string out_;
};

}  // namespace quell::report
