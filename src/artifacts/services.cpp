#include "artifacts/services.hpp"

#include "base/text.hpp"

namespace quell::artifacts {

std::string_view name_of(StartType start) {
    switch (start) {
        case StartType::boot: return "boot";
        case StartType::system: return "system";
        case StartType::automatic: return "auto";
        case StartType::manual: return "manual";
        case StartType::disabled: return "disabled";
        case StartType::unknown: return "unknown";
    }
    return "unknown";
}

namespace {

constexpr std::string_view services_root = R"(HKLM\SYSTEM\CurrentControlSet\Services)";

const RegistryValue* find(const std::vector<RegistryValue>& values, std::string_view name) {
    for (const auto& value : values)
        if (equal_fold(value.name, name)) return &value;
    return nullptr;
}

std::string text_in(const std::vector<RegistryValue>& values, std::string_view name) {
    const auto* value = find(values, name);
    return value != nullptr ? value->text().value_or("") : "";
}

std::optional<std::uint32_t> dword_in(const std::vector<RegistryValue>& values, std::string_view name) {
    const auto* value = find(values, name);
    return value != nullptr ? value->dword() : std::nullopt;
}

StartType start_of(std::optional<std::uint32_t> start) {
    return start && *start <= 4 ? static_cast<StartType>(*start) : StartType::unknown;
}

// ServiceDll stands below Parameters; a few services of Windows keep it in the service's own key.
std::string service_dll(const RegistryKey& key, const std::vector<RegistryValue>& values) {
    if (auto parameters = key.open("Parameters"))
        if (auto value = (*parameters)->value("ServiceDll")) return value->text().value_or("");
    return text_in(values, "ServiceDll");
}

// A driver without ImagePath is System32\drivers\NAME.sys (the I/O manager's default).
void resolve(Service& service, const Environment& environment, const FileTree& files) {
    if (!service.image_path.empty())
        service.binary = program_of(service.image_path, environment, files);
    else if (service.is_driver())
        service.binary = WinPath(environment.value("SystemRoot")) / ("System32\\drivers\\" + service.name + ".sys");
    if (!service.service_dll.empty()) service.dll = program_of(service.service_dll, environment, files);
    const auto& decides = service.dll.empty() ? service.binary : service.dll;
    service.binary_exists = !decides.empty() && files.find(decides).has_value();
}

Result<std::optional<Service>> read_service(const RegistryKey& services, const std::string& name) {
    auto key = TRY(services.open(name));
    auto values = TRY(key->values());
    auto type = dword_in(values, "Type");
    if (!type && find(values, "ImagePath") == nullptr) return std::nullopt;
    Service service;
    service.name = name;
    service.display_name = text_in(values, "DisplayName");
    service.description = text_in(values, "Description");
    service.image_path = text_in(values, "ImagePath");
    service.service_dll = service_dll(*key, values);
    service.type = type.value_or(0);
    service.start = start_of(dword_in(values, "Start"));
    service.delayed = dword_in(values, "DelayedAutostart").value_or(0) != 0;
    service.account = text_in(values, "ObjectName");
    service.written = key->last_written();
    return service;
}

}  // namespace

Survey<Service> services(const Host& host, const Environment& environment) {
    if (host.registry() == nullptr)
        return Survey<Service>::not_applicable(View::registry, "", {Errc::not_found, "no Windows on this volume"});
    auto root = host.registry()->open(services_root);
    if (!root) return Survey<Service>::unseen(View::registry, std::string(services_root), root.error());
    auto names = (*root)->subkeys();
    if (!names) return Survey<Service>::unseen(View::registry, std::string(services_root), names.error());
    Survey<Service> survey;
    for (const auto& name : *names) {
        auto service = read_service(**root, name);
        if (!service) {
            survey.miss(View::registry, std::string(services_root) + "\\" + name, service.error());
        } else if (*service) {
            resolve(**service, environment, host.files());
            survey.items.push_back(std::move(**service));
        }
    }
    return survey;
}

}  // namespace quell::artifacts
