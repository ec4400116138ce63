// Boot sector, then the whole way from there: the input is a volume.
#include <cstdint>
#include <memory>

#include "storage/mft_index.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace quell;
    auto input = std::as_bytes(std::span(data, size));
    static_cast<void>(ntfs::parse_boot_sector(input));
    auto bytes = std::make_shared<MemorySource>(std::vector<std::byte>(input.begin(), input.end()));
    auto volume = storage::NtfsVolume::open(bytes);
    if (!volume) return 0;
    static const Workers workers(1);
    static NoProgress progress;
    auto index = storage::MftIndex::build(**volume, {workers, progress, {}});
    static_cast<void>((*volume)->label());
    for (std::uint32_t record = 0; index && record < index->size(); ++record) {
        std::string path;
        index->append_folder(path, index->folder(storage::NameSlot::main(record)));
        auto file = (*volume)->file(record);
        if (!file) continue;
        for (const auto& stream : file->streams()) {
            auto source = (*volume)->open_stream(*file, stream.name);
            std::vector<std::byte> piece(10'000);
            if (source) static_cast<void>((*source)->read_at(0, piece));
            if (source) static_cast<void>((*source)->read_at((*source)->size() / 2, piece));
        }
    }
    return 0;
}
