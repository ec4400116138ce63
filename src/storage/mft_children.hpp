// The folders of an MftIndex turned round: which names lie in a folder.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "storage/mft_index.hpp"

namespace quell::storage {

/// Files in use only; an orphan lies in no folder. 8 bytes a name and 4 a record. Refers to the index, which must
/// outlive it.
class MftChildren {
public:
    explicit MftChildren(const MftIndex& index);

    /// The name in `folder` that equals `name` without case; short DOS names are tried as well, after the long ones.
    [[nodiscard]] std::optional<NameSlot> find(std::uint32_t folder, std::string_view name) const;
    /// All names in `folder` but short ones, in the order of the disk.
    [[nodiscard]] std::vector<NameSlot> in(std::uint32_t folder) const;

private:
    const MftIndex& index_;
    std::vector<std::uint32_t> first_;  // of each record's children; one more at the end
    std::vector<std::uint32_t> slots_;
    std::vector<std::uint32_t> hashes_;  // of the folded name, beside slots_
};

/// Calls `visit(NameSlot)` for every name of a record: the first, then the further ones.
template <typename Visit>
void for_each_name(const MftIndex& index, std::uint32_t record, Visit&& visit) {
    const auto& entry = index.entry(record);
    if (entry.is(MftEntry::named)) visit(NameSlot::main(record));
    for (auto next = entry.further; next != 0;) {
        const auto& further = index.further()[next - 1];
        if (further.valid) visit(NameSlot::further(next - 1));
        next = further.next;
    }
}

}  // namespace quell::storage
