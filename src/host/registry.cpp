#include "host/registry.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell {

std::string name_of(ValueType type) {
    switch (type) {
        case ValueType::none: return "REG_NONE";
        case ValueType::sz: return "REG_SZ";
        case ValueType::expand_sz: return "REG_EXPAND_SZ";
        case ValueType::binary: return "REG_BINARY";
        case ValueType::dword: return "REG_DWORD";
        case ValueType::dword_big_endian: return "REG_DWORD_BIG_ENDIAN";
        case ValueType::link: return "REG_LINK";
        case ValueType::multi_sz: return "REG_MULTI_SZ";
        case ValueType::resource_list: return "REG_RESOURCE_LIST";
        case ValueType::full_resource_descriptor: return "REG_FULL_RESOURCE_DESCRIPTOR";
        case ValueType::resource_requirements_list: return "REG_RESOURCE_REQUIREMENTS_LIST";
        case ValueType::qword: return "REG_QWORD";
    }
    return fmt::format("REG_0x{:08x}", static_cast<std::uint32_t>(type));
}

namespace {

// Bytes up to the first UTF-16 NUL at or after `from`.
std::size_t end_of_string(Bytes data, std::size_t from) {
    while (from + 1 < data.size() && (data[from] != std::byte{0} || data[from + 1] != std::byte{0})) from += 2;
    return from + 1 < data.size() ? from : data.size();
}

}  // namespace

std::optional<std::string> RegistryValue::text() const {
    if (type != ValueType::sz && type != ValueType::expand_sz && type != ValueType::link) return std::nullopt;
    return utf8_from_utf16le(Bytes(data).first(end_of_string(data, 0)));
}

std::optional<std::uint32_t> RegistryValue::dword() const {
    if (type != ValueType::dword || data.size() != 4) return std::nullopt;
    return load_le<std::uint32_t>(data, 0);
}

std::optional<std::uint64_t> RegistryValue::qword() const {
    if (type != ValueType::qword || data.size() != 8) return std::nullopt;
    return load_le<std::uint64_t>(data, 0);
}

std::optional<std::vector<std::string>> RegistryValue::strings() const {
    if (type != ValueType::multi_sz) return std::nullopt;
    std::vector<std::string> out;
    for (std::size_t at = 0; at + 1 < data.size();) {
        auto end = end_of_string(data, at);
        out.push_back(utf8_from_utf16le(Bytes(data).subspan(at, end - at)));
        at = end + 2;
    }
    if (!out.empty() && out.back().empty()) out.pop_back();
    return out;
}

Result<RegistryValue> Registry::value(std::string_view path, std::string_view name) const {
    auto key = TRY(open(path));
    return key->value(name);
}

}  // namespace quell
