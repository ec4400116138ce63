#include "formats/regf/cells.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "formats/regf/base_block.hpp"

namespace quell::regf {

namespace {

// Windows folds single UTF-16 units.
char16_t upper(char16_t unit) {
    auto folded = to_upper(unit);
    return folded < 0x10000 ? static_cast<char16_t>(folded) : unit;
}

}  // namespace

std::string Name::text() const {
    return encoding_ == Encoding::latin1 ? utf8_from_latin1(raw_) : utf8_from_utf16le(raw_);
}

FoldedName::FoldedName(std::string_view text) : units_(utf16_from_utf8(text)) {
    for (auto& unit : units_) {
        unit = upper(unit);
        hash_ = hash_ * 37 + unit;
    }
}

bool FoldedName::matches(const Name& name) const {
    if (name.length() != units_.size()) return false;
    for (std::size_t i = 0; i < units_.size(); ++i)
        if (upper(name.unit(i)) != units_[i]) return false;
    return true;
}

Cells::Cells(std::vector<std::byte> file, std::size_t bins_size, std::uint32_t minor_version)
    : file_(std::move(file)), bins_(Bytes(file_).subspan(base_block_size, bins_size)), minor_version_(minor_version) {}

void Cells::seal() { std::sort(refused_.begin(), refused_.end()); }

bool Cells::is_listed(std::uint64_t link) const { return std::binary_search(refused_.begin(), refused_.end(), link); }

Failure Cells::bad_cell(std::uint32_t offset, std::string_view what) {
    return fail(Errc::corrupt, fmt::format("cell 0x{:x} {}", offset, what));
}

}  // namespace quell::regf
