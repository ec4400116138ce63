#include "artifacts/pe_file.hpp"

#include <algorithm>

namespace quell::artifacts {

namespace {

constexpr std::uint64_t max_directory = std::uint64_t{15} << 20;
constexpr std::uint64_t max_version = 65'536;  // lengths in it are 16-bit
constexpr std::string_view version_type = "16";

/// At most `size` bytes; fewer at the content's end.
Result<std::vector<std::byte>> read_up_to(const ByteSource& content, std::uint64_t offset, std::uint64_t size) {
    if (offset >= content.size()) return std::vector<std::byte>();
    std::vector<std::byte> data(static_cast<std::size_t>(std::min(size, content.size() - offset)));
    auto got = TRY(content.read_at(offset, data));
    data.resize(got);
    return data;
}

/// The resource section from the directory's start on.
Result<std::vector<std::byte>> read_directory(const ByteSource& content, const pe::Headers& headers) {
    auto offset = headers.file_offset(headers.resource_rva);
    if (headers.resource_rva == 0 || !offset) return std::vector<std::byte>();
    const auto* section = headers.section_of(headers.resource_rva);
    const std::uint64_t inside = headers.resource_rva - section->virtual_address;
    return read_up_to(content, *offset, std::min<std::uint64_t>(section->raw_size - inside, max_directory));
}

}  // namespace

Result<PeFile> read_pe(const ByteSource& content) {
    PeFile file;
    auto head = TRY(read_up_to(content, 0, pe::header_window));
    file.headers = TRY(pe::parse_headers(head));
    auto directory = TRY(read_directory(content, file.headers));
    if (directory.empty()) return file;
    if (auto resources = pe::parse_resources(directory)) file.resources = std::move(*resources);
    auto version = std::find_if(file.resources.begin(), file.resources.end(),
                                [](const pe::Resource& resource) { return resource.type == version_type; });
    if (version == file.resources.end()) return file;
    auto data = TRY(read_resource(content, file, *version, max_version));
    if (auto info = pe::parse_version(data)) file.version = std::move(*info);
    return file;
}

Result<std::vector<std::byte>> read_resource(const ByteSource& content, const PeFile& file,
                                             const pe::Resource& resource, std::uint64_t limit) {
    auto offset = file.headers.file_offset(resource.rva);
    if (!offset) return fail(Errc::corrupt, "PE: a resource lies outside every section");
    return read_up_to(content, *offset, std::min<std::uint64_t>(resource.size, limit));
}

}  // namespace quell::artifacts
