#include "storage/ntfs_file.hpp"

#include "base/text.hpp"
#include "formats/ntfs/reparse.hpp"
#include "formats/ntfs/values.hpp"

namespace quell::storage {

std::uint32_t NtfsFile::file_attributes() const {
    for (const auto& attribute : attributes_) {
        if (attribute.type != ntfs::attribute_type::standard_information || !attribute.resident) continue;
        if (auto information = ntfs::parse_standard_information(attribute.value)) return information->attributes;
    }
    return 0;
}

std::uint32_t NtfsFile::reparse_tag() const {
    for (const auto& attribute : attributes_)
        if (attribute.type == ntfs::attribute_type::reparse_point && attribute.resident)
            return ntfs::reparse_tag(attribute.value);
    return 0;
}

std::vector<StreamEntry> NtfsFile::streams() const {
    std::vector<StreamEntry> streams;
    for (const auto& attribute : attributes_)
        if (attribute.type == ntfs::attribute_type::data && attribute.first_cluster == 0)
            streams.push_back({utf8_from_utf16le(attribute.name), attribute.size});
    return streams;
}

}  // namespace quell::storage
