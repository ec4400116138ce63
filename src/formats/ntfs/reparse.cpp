#include "formats/ntfs/reparse.hpp"

#include <fmt/format.h>

namespace quell::ntfs {

namespace {

constexpr std::uint32_t name_surrogate = 0x2000'0000;
constexpr std::uint32_t hsm = 0xC000'0004;
constexpr std::uint32_t sis = 0x8000'0007;
constexpr std::uint32_t hsm2 = 0x8000'0006;
constexpr std::uint32_t dedup = 0x8000'0013;
constexpr std::uint32_t wof = 0x8000'0017;
constexpr std::uint32_t wci = 0x8000'0018;
constexpr std::uint32_t wci_1 = 0x9000'1018;
constexpr std::uint32_t onedrive = 0x8000'0021;
constexpr std::uint32_t projfs = 0x9000'001C;
// Cloud tags differ in bits 12 to 15 only: 0x9000001A, 0x9000101A … 0x9000F01A.
constexpr bool is_cloud(std::uint32_t tag) { return (tag & 0xFFFF'0FFF) == 0x9000'001A; }

}  // namespace

ReparseKind reparse_kind(std::uint32_t tag) {
    if ((tag & name_surrogate) != 0) return ReparseKind::link;
    if (is_cloud(tag)) return ReparseKind::cloud;
    switch (tag) {
        case sis:
        case dedup:
        case wof:
        case wci:
        case wci_1: return ReparseKind::external;
        case hsm:
        case hsm2:
        case onedrive:
        case projfs: return ReparseKind::cloud;
        default: return ReparseKind::other;
    }
}

std::string reparse_owner(std::uint32_t tag) {
    if (is_cloud(tag)) return fmt::format("a cloud sync service (0x{:08x})", tag);
    switch (tag) {
        case 0xA000'0003: return "a junction or mount point";
        case 0xA000'000C: return "a symbolic link";
        case 0xA000'001D: return "a symbolic link of the Linux subsystem";
        case hsm:
        case hsm2: return "hierarchical storage management";
        case sis: return "single instance storage";
        case dedup: return "data deduplication";
        case wof: return "the Windows Overlay Filter";
        case wci:
        case wci_1: return "Windows container isolation";
        case onedrive: return "OneDrive";
        case projfs: return "the projected file system";
        default: return fmt::format("reparse tag 0x{:08x}", tag);
    }
}

std::uint32_t reparse_tag(Bytes value) { return value.size() < 4 ? 0 : load_le<std::uint32_t>(value, 0); }

}  // namespace quell::ntfs
