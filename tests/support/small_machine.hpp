// A Windows 7 with few files but whole hives, quick to make and to scan: what the families' worlds are built on.
//
//     SmallMachine machine;
//     families::add_eternalrocks(machine.at(*parse_time("2017-05-20T01:00:00Z")));
//     World world = machine.world();
#pragma once

#include <string>
#include <string_view>

#include "support/ipsec_builder.hpp"
#include "support/machine.hpp"

namespace quell::test {

/// What a family, or a near miss, changes on a machine. The references belong to whoever builds the machine.
struct Installed {
    World& files;
    HiveKey& system;    ///< root of the SYSTEM hive; ControlSet001 is the current set
    HiveKey& software;  ///< root of the SOFTWARE hive
    HiveKey& person;    ///< root of the person's NTUSER.DAT
    std::string home;   ///< of the person, below the volume: "Users\ada"
    Time when{};        ///< when it came

    /// The service's key in the current control set.
    [[nodiscard]] HiveKey& service(std::string_view name) const;
    /// A service of the svchost group "netsvcs" that starts by itself, with its DLL: "%SystemRoot%\System32\x.dll".
    HiveKey& shared_service(std::string_view name, std::string_view display, std::string_view dll) const;
    /// An allowing rule for a program in the machine's own firewall rules; `id` names the value.
    void firewall_rule(std::string_view id, std::string_view name, std::string_view program) const;
    void ipsec_policy(const IpsecPolicySpec& policy) const;
};

class SmallMachine {
public:
    SmallMachine();

    /// Everything added to `files` from now on has the time `when`.
    Installed at(Time when);
    /// The volume with its hives. Ends the building.
    World world();

private:
    Machine machine_;
    World files_;
    Hives hives_;
};

/// A program that tells nothing of itself: no version resource. The same seed gives the same bytes.
Content nameless_program(std::uint64_t seed);
Content nameless_library(std::uint64_t seed);

}  // namespace quell::test
