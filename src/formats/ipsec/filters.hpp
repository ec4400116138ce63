// The traffic that an IPsec filter list names: the ipsecData of an ipsecFilter object.
// Format: [MS-GPIPSEC] 2.2.1.5.1. The second format, beside the first from Vista on, is read by the letter of that
// text: no machine's own example was at hand.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace quell::ipsec {

/// Ports of 0: any. Protocol 0: any, 6 TCP, 17 UDP.
struct Filter {
    std::string description;
    std::string source;  ///< "10.0.0.0/255.0.0.0"; "any", "me" (the second format alone tells), "dns", …
    std::string destination;
    std::uint32_t protocol = 0;
    std::uint16_t source_port = 0;
    std::uint16_t source_port_end = 0;  ///< of a range; otherwise the port itself
    std::uint16_t destination_port = 0;
    std::uint16_t destination_port_end = 0;
    bool mirrored = false;  ///< holds in both directions

    /// "tcp any:any > me:445"
    [[nodiscard]] std::string text() const;
    /// A connection of this protocol to this port falls under it, whoever makes it.
    [[nodiscard]] bool touches(std::uint32_t wanted_protocol, std::uint16_t port) const;
};

/// At most `most_filters`; more, or data that ends early, is Errc::corrupt.
Result<std::vector<Filter>> parse_filters(Bytes data);
inline constexpr std::uint32_t most_filters = 10'000;

}  // namespace quell::ipsec
