// The conditions of each kind of entry, read and checked. Internal to this room.
#pragma once

#include "threats/toml_reader.hpp"

namespace quell::threats {

FileRule read_file_rule(TableReader& entry);
EncryptedRule read_encrypted_rule(TableReader& entry);
ServiceRule read_service_rule(TableReader& entry);
RegistryRule read_registry_rule(TableReader& entry);
AutostartRule read_autostart_rule(TableReader& entry);
NamedObjectRule read_named_object_rule(TableReader& entry);
TaskRule read_task_rule(TableReader& entry);
WmiRule read_wmi_rule(TableReader& entry);
IpsecRule read_ipsec_rule(TableReader& entry);
FirewallEntryRule read_firewall_rule(TableReader& entry);
HiveTextRule read_hive_text_rule(TableReader& entry);

/// Reports every one of `paths` that cannot match a path on a target.
void check_paths(TableReader& entry, std::string_view key, const std::vector<std::string>& paths);

/// The strength that `key` names.
std::optional<Strength> read_strength(TableReader& entry, std::string_view key);

}  // namespace quell::threats
