#include <algorithm>

#include <fmt/format.h>

#include "formats/regf/key.hpp"

namespace quell::regf {

namespace {

constexpr std::size_t list_header = 4;

}  // namespace

SubkeyCursor::SubkeyCursor(const Key& key) : cells_(key.cells_), parent_(key.offset()), claimed_(key.subkey_count()) {
    if (claimed_ == 0) {
        is_closed_ = true;
        return;
    }
    auto offset = load_le<std::uint32_t>(key.cell_, 28);
    auto content = cells_->cell(offset);
    if (content && content->size() >= list_header && as_text(content->first(2)) == "ri") {
        std::size_t wanted = std::size_t{load_le<std::uint16_t>(*content, 2)} * 4;
        auto held = std::min(wanted, (content->size() - list_header) / 4 * 4);
        index_root_ = content->subspan(list_header, held);
        return;
    }
    if (auto opened = open_list(offset); !opened) {
        error_ = opened.error();
        is_closed_ = true;
    }
}

Result<void> SubkeyCursor::open_list(std::uint32_t offset) {
    auto content = TRY(cells_->cell(offset));
    auto kind = as_text(content.first(std::min<std::size_t>(content.size(), 2)));
    bool known = kind == "lf" || kind == "lh" || kind == "li";
    if (!known || content.size() < list_header)
        return fail(Errc::corrupt, fmt::format("cell 0x{:x} is no list of subkeys", offset));
    element_ = kind == "li" ? 4 : 8;
    is_hashed_ = kind == "lh";
    auto count = load_le<std::uint16_t>(content, 2);
    auto held = std::min<std::size_t>(count, (content.size() - list_header) / element_);
    // Windows never leaves an empty list; a forged index of a great many of them must cost its maker something.
    if (held == 0) return fail(Errc::corrupt, fmt::format("the list of subkeys in cell 0x{:x} is empty", offset));
    leaf_ = content.subspan(list_header, held * element_);
    return {};
}

Result<bool> SubkeyCursor::settle() {
    while (leaf_.empty()) {
        if (!index_root_.empty()) {
            auto offset = load_le<std::uint32_t>(index_root_, 0);
            index_root_ = index_root_.subspan(4);
            TRY(open_list(offset));
            continue;
        }
        if (error_) {
            auto error = std::move(*error_);
            error_.reset();
            return fail(std::move(error));
        }
        if (is_closed_) return false;
        is_closed_ = true;
        if (index_ < claimed_)
            return fail(Errc::corrupt, fmt::format("lists of subkeys hold {} of {} subkeys", index_, claimed_));
    }
    return true;
}

Result<Key> SubkeyCursor::follow() {
    auto offset = load_le<std::uint32_t>(leaf_, 0);
    leaf_ = leaf_.subspan(element_);
    auto index = index_++;
    if (cells_->is_refused(parent_, index))
        return fail(Errc::corrupt, fmt::format("subkey {} leads to a key that was met before, or too deep", index));
    return Key::at(*cells_, offset);
}

std::optional<Result<Key>> SubkeyCursor::next() {
    auto more = settle();
    if (!more) return Result<Key>(fail(more.error()));
    if (!*more) return std::nullopt;
    return follow();
}

std::optional<Result<Key>> SubkeyCursor::next_with_hash(std::uint32_t hash) {
    while (true) {
        auto more = settle();
        if (!more) return Result<Key>(fail(more.error()));
        if (!*more) return std::nullopt;
        if (!is_hashed_ || load_le<std::uint32_t>(leaf_, 4) == hash) return follow();
        leaf_ = leaf_.subspan(element_);
        ++index_;
    }
}

}  // namespace quell::regf
