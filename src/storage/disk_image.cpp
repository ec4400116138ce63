#include "storage/disk_image.hpp"

#include <array>
#include <vector>

#include <fmt/format.h>

#include "platform/file.hpp"

namespace quell::storage {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view with_qemu = "convert it with: qemu-img convert -O raw IMAGE disk.raw";
constexpr std::string_view with_ewf = "export it with: ewfexport -f raw IMAGE, or mount it with ewfmount";
constexpr std::string_view unpack = "unpack it first";

struct Magic {
    std::size_t offset;
    std::string_view bytes;
    Container container;
};
constexpr std::array magics = {
    Magic{0, "QFI\xfb"sv, {"QCOW2 image", with_qemu}},
    Magic{0, "KDMV"sv, {"VMDK image", with_qemu}},
    Magic{0, "COWD"sv, {"VMDK image", with_qemu}},
    Magic{0, "# Disk DescriptorFile"sv, {"VMDK descriptor", with_qemu}},
    Magic{0, "vhdxfile"sv, {"VHDX image", with_qemu}},
    Magic{0, "conectix"sv, {"dynamic VHD image", with_qemu}},
    Magic{64, "\x7f\x10\xda\xbe"sv, {"VDI image", with_qemu}},
    Magic{0, "WithoutFreeSpace"sv, {"Parallels image", with_qemu}},
    Magic{0, "WithouFreSpacExt"sv, {"Parallels image", with_qemu}},
    Magic{0, "EVF\x09\x0d\x0a\xff\x00"sv, {"Expert Witness (E01) image", with_ewf}},
    Magic{0, "LVF\x09\x0d\x0a\xff\x00"sv, {"Expert Witness (L01) logical evidence", with_ewf}},
    Magic{0, "EVF2\x0d\x0a\x81\x00"sv, {"Expert Witness (Ex01) image", with_ewf}},
    Magic{0, "AFF10\x0d\x0a\x00"sv, {"AFF image", "mount it with: affuse IMAGE folder"}},
    Magic{0, "MSWIM\0\0\0"sv, {"Windows image (WIM)", "unpack it with: wimlib-imagex apply IMAGE 1 FOLDER"}},
    Magic{0,
          "\xfd"
          "7zXZ\0"sv,
          {"xz archive", unpack}},
    Magic{0, "\x1f\x8b\x08"sv, {"gzip archive", unpack}},
    Magic{0, "BZh"sv, {"bzip2 archive", unpack}},
    Magic{0, "\x28\xb5\x2f\xfd"sv, {"zstd archive", unpack}},
    Magic{0, "PK\x03\x04"sv, {"zip archive", unpack}},
    Magic{0, "7z\xbc\xaf\x27\x1c"sv, {"7z archive", unpack}},
};
constexpr std::size_t magic_bytes = 512;

// Footer of a VHD: Microsoft's "Virtual Hard Disk Image Format Specification" 1.0; big-endian.
constexpr std::size_t vhd_footer_size = 512;
enum class VhdFooter : std::uint8_t { none, fixed, other };

Result<std::vector<std::byte>> read_part(const ByteSource& file, std::uint64_t offset, std::size_t length) {
    std::vector<std::byte> data(length);
    auto got = TRY(file.read_at(offset, data));
    data.resize(got);
    return data;
}

VhdFooter vhd_footer(const ByteSource& file) {
    constexpr std::size_t disk_type_offset = 60;
    if (file.size() <= vhd_footer_size) return VhdFooter::none;
    auto footer = read_part(file, file.size() - vhd_footer_size, vhd_footer_size);
    if (!footer || footer->size() < vhd_footer_size || !as_text(*footer).starts_with("conectix"))
        return VhdFooter::none;
    return as_text(*footer).substr(disk_type_offset, 4) == "\0\0\0\x02"sv ? VhdFooter::fixed : VhdFooter::other;
}

}  // namespace

std::optional<Container> identify_container(const ByteSource& file) {
    auto first = read_part(file, 0, magic_bytes);
    if (!first) return std::nullopt;
    for (const auto& magic : magics)
        if (contains(*first, magic.offset, magic.bytes.size()) &&
            as_text(*first).substr(magic.offset, magic.bytes.size()) == magic.bytes)
            return magic.container;
    if (vhd_footer(file) == VhdFooter::other) return Container{"dynamic VHD image", with_qemu};
    return std::nullopt;
}

Result<std::shared_ptr<const ByteSource>> disk_image_from(std::shared_ptr<const ByteSource> file) {
    if (file->size() == 0)
        return fail(Errc::corrupt, "the file is empty; expected a raw disk image or volume with NTFS");
    if (auto container = identify_container(*file))
        return fail(Errc::unsupported,
                    fmt::format("{}: not read yet; expected a raw disk image or volume with NTFS: {}", container->name,
                                container->advice));
    if (vhd_footer(*file) != VhdFooter::fixed) return file;
    const auto size = file->size() - vhd_footer_size;
    return std::make_shared<const SharedWindow>(std::move(file), 0, size);
}

Result<std::shared_ptr<const ByteSource>> open_disk_image(const std::string& path) {
    std::shared_ptr<const ByteSource> file = TRY(platform::open_file(path));
    return disk_image_from(std::move(file));
}

}  // namespace quell::storage
