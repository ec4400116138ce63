// A mounted volume, or any folder that holds a copy of one.
#pragma once

#include "sources/source.hpp"

namespace quell::sources {

/// Opens a folder as one volume: a host for every Windows on it, or one without Windows. A folder that is itself a
/// Windows folder is refused with the advice to name the one that holds it, because nothing outside the named folder is
/// read.
class FolderSource final : public Source {
public:
    [[nodiscard]] std::string_view id() const override { return "folder"; }
    [[nodiscard]] int fit(const std::string& locator) const override;
    [[nodiscard]] Result<Target> open(const std::string& locator, const Work& work) const override;
};

}  // namespace quell::sources
