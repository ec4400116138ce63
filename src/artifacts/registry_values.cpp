#include "artifacts/registry_values.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace quell::artifacts {

namespace {

constexpr std::string_view services_root = R"(HKLM\SYSTEM\CurrentControlSet\Services\)";

std::string whole(const RegistryValue& value) {
    if (auto number = value.dword()) return std::to_string(*number);
    if (auto number = value.qword()) return std::to_string(*number);
    if (auto text = value.text()) return *text;
    if (auto strings = value.strings()) {
        std::string out;
        for (const auto& text : *strings) out += (out.empty() ? "" : "; ") + text;
        return out;
    }
    return to_hex(Bytes(value.data).first(std::min(value.data.size(), longest_shown / 2)));
}

}  // namespace

void ValueReader::miss(std::string_view where, const Error& why) {
    Gap gap{GapKind::unseen, View::registry, std::string(where), why};
    if (std::find(gaps_.begin(), gaps_.end(), gap) == gaps_.end()) gaps_.push_back(std::move(gap));
}

std::unique_ptr<RegistryKey> ValueReader::open(std::string_view key) {
    auto opened = registry_.open(key);
    if (opened) return std::move(*opened);
    if (opened.error().code != Errc::not_found) miss(key, opened.error());
    return nullptr;
}

StoredValue ValueReader::read(std::string_view key, std::string_view name) {
    StoredValue out{std::string(key), std::string(name), std::nullopt};
    auto value = registry_.value(key, name);
    if (value) {
        out.value = std::move(*value);
    } else if (value.error().code != Errc::not_found) {
        out.unseen = true;
        miss(key, value.error());
    }
    return out;
}

std::vector<std::string> ValueReader::subkeys(std::string_view key) {
    auto opened = open(key);
    if (opened == nullptr) return {};
    auto names = opened->subkeys();
    if (names) return std::move(*names);
    miss(key, names.error());
    return {};
}

std::optional<StartType> ValueReader::service_start(std::string_view service) {
    auto path = std::string(services_root) + std::string(service);
    auto key = open(path);
    if (key == nullptr) return std::nullopt;
    auto start = read(path, "Start").number();
    return start && *start <= 4 ? static_cast<StartType>(*start) : StartType::unknown;
}

std::string shown(const RegistryValue& value) {
    auto text = whole(value);
    if (text.size() <= longest_shown) return text;
    auto end = longest_shown;
    while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "...";
}

}  // namespace quell::artifacts
