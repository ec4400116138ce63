// A raw disk image, a raw volume or a block device.
#pragma once

#include "sources/source.hpp"

namespace quell::sources {

/// Opens every NTFS volume of a disk: each Windows on it is a host, each volume without Windows another. A volume of
/// Windows has the letter that it gives itself; a data volume the one that a Windows of the same disk gave it,
/// otherwise "volume2:", after its number in the partition table. Everything else on the disk is named in the gaps; a
/// disk that holds other file systems only is a target without hosts, not an error.
class ImageSource final : public Source {
public:
    [[nodiscard]] std::string_view id() const override { return "image"; }
    [[nodiscard]] int fit(const std::string& locator) const override;
    [[nodiscard]] Result<Target> open(const std::string& locator, const Work& work) const override;
};

}  // namespace quell::sources
