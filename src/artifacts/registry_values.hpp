// Single values of the registry as settings are read from: with their type, because Windows ignores a value of another
// type than it expects, and with what could not be read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "artifacts/services.hpp"
#include "host/host.hpp"

namespace quell::artifacts {

/// A value at its place; `value` is empty when there is none, or when it could not be read.
struct StoredValue {
    std::string key;
    std::string name;
    std::optional<RegistryValue> value;
    bool unseen = false;  ///< it could not be read: a gap tells why

    [[nodiscard]] bool present() const { return value.has_value(); }
    /// Of a REG_DWORD; any other type has none.
    [[nodiscard]] std::optional<std::uint32_t> number() const { return value ? value->dword() : std::nullopt; }
    /// There, but of another type than a REG_DWORD.
    [[nodiscard]] bool no_dword() const { return value && !value->dword(); }
    [[nodiscard]] std::string text() const { return value ? value->text().value_or("") : ""; }
};

/// Reads values and keeps as gaps what could not be read; what is not there is no gap.
class ValueReader {
public:
    ValueReader(const Registry& registry, std::vector<Gap>& gaps) : registry_(registry), gaps_(gaps) {}

    StoredValue read(std::string_view key, std::string_view name);
    /// Null when it is not there, or not readable.
    std::unique_ptr<RegistryKey> open(std::string_view key);
    std::vector<std::string> subkeys(std::string_view key);
    /// How a service of CurrentControlSet starts; nothing when there is no such service.
    std::optional<StartType> service_start(std::string_view service);

private:
    void miss(std::string_view where, const Error& why);

    const Registry& registry_;
    std::vector<Gap>& gaps_;
};

/// A value in a few words: a number, a text, texts joined by "; ", other data in hexadecimal digits, cut after
/// `longest_shown` bytes.
std::string shown(const RegistryValue& value);
inline constexpr std::size_t longest_shown = 1024;

}  // namespace quell::artifacts
