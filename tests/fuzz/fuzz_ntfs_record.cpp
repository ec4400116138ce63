// One MFT record: fix-ups, header, attributes and their values. Odd inputs are given a fitting update sequence.
#include <cstdint>
#include <vector>

#include "formats/ntfs/attribute.hpp"
#include "formats/ntfs/data_runs.hpp"
#include "formats/ntfs/reparse.hpp"
#include "formats/ntfs/values.hpp"

namespace {

using namespace quell;

void read_attributes(Bytes record) {
    auto header = ntfs::parse_record_header(record);
    ntfs::AttributeCursor cursor(record.first(header.used), header.first_attribute);
    while (auto raw = cursor.next()) {
        static_cast<void>(ntfs::parse_standard_information(raw->resident_value()));
        static_cast<void>(ntfs::parse_file_name(raw->resident_value()));
        static_cast<void>(ntfs::reparse_tag(raw->resident_value()));
        auto attribute = ntfs::parse_attribute(*raw);
        if (attribute && !attribute->resident)
            static_cast<void>(ntfs::parse_data_runs(attribute->value, attribute->first_cluster));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto input = std::as_bytes(std::span(data, size));
    std::vector<std::byte> record(input.begin(), input.end());
    if (ntfs::apply_fixups(record) == ntfs::RecordState::good) read_attributes(record);
    if (record.size() >= ntfs::record_header_size) read_attributes(record);
    return 0;
}
