// A path on the target, never on the machine that runs quell.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace quell {

/// "C:\Windows\System32" or, for a volume whose letter is not known, "volume2:\Users". Backslashes, no trailing one
/// except after the volume; compared without case, as Windows does; shown as it was written. Survives unpaired
/// surrogates (see base/text). "." and ".." have no meaning in it: a name is only ever looked up, never resolved.
class WinPath {
public:
    WinPath() = default;
    /// Forward slashes become backslashes; repeated and trailing ones go.
    explicit WinPath(std::string_view text);

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    /// "C:" of "C:\Windows"; empty when the path names no volume.
    [[nodiscard]] std::string_view volume() const;
    /// "Windows\System32" of "C:\Windows\System32".
    [[nodiscard]] std::string_view below_volume() const;
    /// Last component; empty for a volume's root.
    [[nodiscard]] std::string_view name() const;
    /// The folder that holds it; the root is its own parent.
    [[nodiscard]] WinPath parent() const;
    /// ".exe", with its dot, as written; empty when there is none.
    [[nodiscard]] std::string_view extension() const;
    /// `relative` below this path.
    [[nodiscard]] WinPath operator/(std::string_view relative) const;
    /// True when this path is `folder` or lies below it.
    [[nodiscard]] bool is_within(const WinPath& folder) const;

    friend bool operator==(const WinPath& a, const WinPath& b);
    friend std::weak_ordering operator<=>(const WinPath& a, const WinPath& b);

private:
    std::string text_;
};

}  // namespace quell
