#include "host/win_path.hpp"

#include "base/text.hpp"

namespace quell {

WinPath::WinPath(std::string_view text) {
    text_.reserve(text.size());
    for (char c : text) {
        if (c == '/') c = '\\';
        if (c == '\\' && !text_.empty() && text_.back() == '\\') continue;
        text_ += c;
    }
    while (text_.size() > 1 && text_.back() == '\\' && text_[text_.size() - 2] != ':') text_.pop_back();
    if (text_.ends_with(':') && text_.find('\\') == std::string::npos) text_ += '\\';
}

std::string_view WinPath::volume() const {
    std::string_view view = text_;
    auto colon = view.find(':');
    auto slash = view.find('\\');
    if (colon == std::string_view::npos || (slash != std::string_view::npos && slash < colon)) return {};
    return view.substr(0, colon + 1);
}

std::string_view WinPath::below_volume() const {
    auto rest = std::string_view(text_).substr(volume().size());
    while (rest.starts_with('\\')) rest.remove_prefix(1);
    return rest;
}

std::string_view WinPath::name() const {
    auto rest = below_volume();
    auto slash = rest.rfind('\\');
    return slash == std::string_view::npos ? rest : rest.substr(slash + 1);
}

WinPath WinPath::parent() const {
    auto own = name();
    if (own.empty()) return *this;
    return WinPath(std::string_view(text_).substr(0, text_.size() - own.size()));
}

std::string_view WinPath::extension() const {
    auto own = name();
    auto dot = own.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : own.substr(dot);
}

WinPath WinPath::operator/(std::string_view relative) const {
    if (text_.empty()) return WinPath(relative);
    std::string joined = text_;
    joined += '\\';
    joined += relative;
    return WinPath(joined);
}

bool WinPath::is_within(const WinPath& folder) const {
    if (!starts_with_fold(text_, folder.text_)) return false;
    if (equal_fold(text_, folder.text_) || folder.text_.ends_with('\\')) return true;
    // The folded prefix may have another length in bytes; the rest must begin with a separator.
    auto folded = fold_case(text_);
    auto prefix = fold_case(folder.text_);
    return folded.size() > prefix.size() && folded[prefix.size()] == '\\';
}

bool operator==(const WinPath& a, const WinPath& b) { return equal_fold(a.text_, b.text_); }

std::weak_ordering operator<=>(const WinPath& a, const WinPath& b) {
    auto order = fold_case(a.text_).compare(fold_case(b.text_));
    return order < 0   ? std::weak_ordering::less
           : order > 0 ? std::weak_ordering::greater
                       : std::weak_ordering::equivalent;
}

}  // namespace quell
