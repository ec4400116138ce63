#include "storage/mft_children.hpp"

#include <numeric>

#include "base/text.hpp"

namespace quell::storage {

namespace {

// FNV-1a.
std::uint32_t hash_of(std::string_view folded) {
    std::uint32_t hash = 2'166'136'261U;
    for (char c : folded) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619U;
    return hash;
}

bool is_short(const MftIndex& index, NameSlot slot) {
    return slot.is_further() && index.further()[slot.row()].is_short;
}

// Calls visit(folder, slot) for every name that lies in a folder.
template <typename Visit>
void for_each_child(const MftIndex& index, Visit&& visit) {
    for (std::uint32_t record = 0; record < index.size(); ++record) {
        if (!index.entry(record).is(MftEntry::in_use) || record == ntfs::system_record::root) continue;
        for_each_name(index, record, [&](NameSlot slot) {
            if (auto folder = index.folder(slot)) visit(*folder, slot);
        });
    }
}

}  // namespace

MftChildren::MftChildren(const MftIndex& index) : index_(index), first_(std::size_t{index.size()} + 1, 0) {
    for_each_child(index, [&](std::uint32_t folder, NameSlot) { ++first_[folder + 1]; });
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    slots_.resize(first_.back());
    hashes_.resize(first_.back());
    auto next = first_;
    std::string folded;
    for_each_child(index, [&](std::uint32_t folder, NameSlot slot) {
        auto at = next[folder]++;
        folded.clear();
        append_folded(folded, index.name(slot));
        slots_[at] = slot.value();
        hashes_[at] = hash_of(folded);
    });
}

std::optional<NameSlot> MftChildren::find(std::uint32_t folder, std::string_view name) const {
    if (folder >= index_.size()) return std::nullopt;
    auto folded = fold_case(name);
    auto hash = hash_of(folded);
    std::optional<NameSlot> short_match;
    for (auto at = first_[folder]; at < first_[folder + 1]; ++at) {
        if (hashes_[at] != hash) continue;
        auto slot = NameSlot::from(slots_[at]);
        if (!equal_fold(index_.name(slot), name)) continue;
        if (!is_short(index_, slot)) return slot;
        if (!short_match) short_match = slot;
    }
    return short_match;
}

std::vector<NameSlot> MftChildren::in(std::uint32_t folder) const {
    std::vector<NameSlot> names;
    if (folder >= index_.size()) return names;
    for (auto at = first_[folder]; at < first_[folder + 1]; ++at) {
        auto slot = NameSlot::from(slots_[at]);
        if (!is_short(index_, slot)) names.push_back(slot);
    }
    return names;
}

}  // namespace quell::storage
