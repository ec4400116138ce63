#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "formats/pe/pe.hpp"

namespace quell::pe {

namespace {

constexpr std::uint32_t high_bit = 0x80000000;  // in a name: a string; in an offset: a further table
constexpr std::size_t max_leaves = 16384;
// Entries of all levels together: tables may be shared, so that a small file could otherwise claim billions of them.
constexpr std::size_t max_entries = 65536;
constexpr std::uint16_t max_name_units = 256;
constexpr std::size_t levels = 3;  // type, name, language

class Tables {
public:
    explicit Tables(Bytes directory) : directory_(directory) {}

    Result<void> table(std::uint32_t offset, std::size_t level, Resource& path) {
        ByteReader in(directory_);
        TRY(in.seek(offset));
        TRY(in.skip(12));  // characteristics, time, version: nobody uses them
        const std::size_t named = TRY(in.u16());
        const std::size_t numbered = TRY(in.u16());
        for (std::size_t i = 0; i < named + numbered && in.remaining() >= 8; ++i) {
            if (++entries_ > max_entries) return fail(Errc::corrupt, "PE resources: more than 65536 entries");
            auto name = TRY(in.u32());
            auto target = TRY(in.u32());
            TRY(entry(name, target, level, path));
        }
        return {};
    }

    std::vector<Resource> take() { return std::move(leaves_); }

private:
    Result<void> entry(std::uint32_t name, std::uint32_t target, std::size_t level, Resource& path) {
        if (level == 2) {
            path.language = name;
        } else {
            auto text = name_text(name);
            if (!text) return {};
            (level == 0 ? path.type : path.name) = std::move(*text);
        }
        if ((target & high_bit) != 0) {
            if (level + 1 == levels) return fail(Errc::corrupt, "PE resources: a loop, or more than three levels");
            const std::uint32_t offset = target & ~high_bit;
            return contains(directory_, offset, 16) ? table(offset, level + 1, path) : Result<void>();
        }
        // FindResource looks for data on the third level only.
        if (level + 1 != levels || !contains(directory_, target, 16)) return {};
        if (leaves_.size() == max_leaves) return fail(Errc::corrupt, "PE resources: more than 16384 leaves");
        path.rva = load_le<std::uint32_t>(directory_, target);
        path.size = load_le<std::uint32_t>(directory_, target + 4);
        leaves_.push_back(path);
        return {};
    }

    [[nodiscard]] std::optional<std::string> name_text(std::uint32_t name) const {
        if ((name & high_bit) == 0) return fmt::to_string(name);
        const std::uint32_t offset = name & ~high_bit;
        if (!contains(directory_, offset, 2)) return std::nullopt;
        const auto units = std::min(load_le<std::uint16_t>(directory_, offset), max_name_units);
        const std::size_t length = std::size_t{units} * 2;
        if (!contains(directory_, std::uint64_t{offset} + 2, length)) return std::nullopt;
        return utf8_from_utf16le(directory_.subspan(offset + 2, length));
    }

    Bytes directory_;
    std::vector<Resource> leaves_;
    std::size_t entries_ = 0;
};

}  // namespace

Result<std::vector<Resource>> parse_resources(Bytes directory) {
    Tables tables(directory);
    Resource path;
    TRY(tables.table(0, 0, path));
    return tables.take();
}

}  // namespace quell::pe
