// The registry of a host, read-only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "host/survey.hpp"

namespace quell {

/// Value types (winnt.h REG_*); a hive may hold any number, which is kept.
enum class ValueType : std::uint32_t {
    none = 0,
    sz = 1,
    expand_sz = 2,
    binary = 3,
    dword = 4,
    dword_big_endian = 5,
    link = 6,
    multi_sz = 7,
    resource_list = 8,
    full_resource_descriptor = 9,
    resource_requirements_list = 10,
    qword = 11,
};
/// "REG_DWORD"; "REG_0x…" for an unknown type.
std::string name_of(ValueType type);

struct RegistryValue {
    std::string name;  ///< "" is the default value
    ValueType type = ValueType::none;
    std::vector<std::byte> data;

    /// Text of REG_SZ, REG_EXPAND_SZ and REG_LINK, up to the first NUL.
    [[nodiscard]] std::optional<std::string> text() const;
    /// Number of a REG_DWORD of four bytes; no other type counts, as Windows does not take it either.
    [[nodiscard]] std::optional<std::uint32_t> dword() const;
    [[nodiscard]] std::optional<std::uint64_t> qword() const;
    /// Strings of REG_MULTI_SZ, empty ones kept except the closing one.
    [[nodiscard]] std::optional<std::vector<std::string>> strings() const;
};

/// An open key. Names are compared without case.
class RegistryKey {
public:
    RegistryKey() = default;
    RegistryKey(const RegistryKey&) = delete;
    RegistryKey& operator=(const RegistryKey&) = delete;
    virtual ~RegistryKey() = default;

    [[nodiscard]] virtual const std::string& name() const = 0;
    [[nodiscard]] virtual std::optional<Time> last_written() const = 0;
    [[nodiscard]] virtual Result<std::vector<std::string>> subkeys() const = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<RegistryKey>> open(std::string_view subkey) const = 0;
    [[nodiscard]] virtual Result<std::vector<RegistryValue>> values() const = 0;
    [[nodiscard]] virtual Result<RegistryValue> value(std::string_view name) const = 0;
};

/// One person's part of the registry.
struct UserHive {
    std::string sid;      ///< as in HKEY_USERS\<sid>
    std::string name;     ///< last part of the profile's path
    std::string profile;  ///< profile path on the target, as ProfileList writes it after expansion
};

/// A key that holds a text in its name, or a value that holds it in its name or data.
struct RegistryText {
    std::string key;                   ///< "HKLM\\SOFTWARE\\A"
    std::optional<std::string> value;  ///< nothing: the key's own name
    std::optional<Time> written;       ///< the key's last change
};

/// Paths begin with HKLM or HKU: "HKLM\SYSTEM\CurrentControlSet\Services", "HKU\<sid>\Software", "HKU\<sid>_Classes".
/// CurrentControlSet is the set that Select\Current names. No redirection to Wow6432Node: callers name both views.
/// Handles are confined to one thread.
class Registry {
public:
    Registry() = default;
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;
    virtual ~Registry() = default;

    /// Errc::not_found when the key does not exist; any other error means that it could not be looked at.
    [[nodiscard]] virtual Result<std::unique_ptr<RegistryKey>> open(std::string_view path) const = 0;
    /// Users whose hive is there, ".DEFAULT" left out, ordered by sid.
    [[nodiscard]] virtual const std::vector<UserHive>& users() const = 0;
    /// Hives, or parts of them, that could not be read or were read without their log.
    [[nodiscard]] virtual const std::vector<Gap>& gaps() const = 0;

    /// At most `limit` places that hold `text` (ASCII, without case), in the order of the hives. What cannot be read is
    /// among the gaps.
    [[nodiscard]] virtual std::vector<RegistryText> find_text(std::string_view text, std::size_t limit) const = 0;

    [[nodiscard]] Result<RegistryValue> value(std::string_view path, std::string_view name) const;
};

}  // namespace quell
