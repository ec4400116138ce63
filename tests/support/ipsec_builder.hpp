// The ipsecData of a filter list, and whole policies for a registry, as netsh ipsec static leaves them.
//
//     add_ipsec_policy(adylkuzz_policy(), [&](const std::string& path) -> HiveKey& { return software.key(path); },
//                      [](HiveKey& key, auto name, const auto& data) { key.binary(name, data); });
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace quell::test {

struct IpsecFilterSpec {
    std::string description;
    std::uint32_t protocol = 6;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 445;
    bool mirrored = false;
};

namespace detail {

inline void put(std::vector<std::byte>& out, std::uint64_t number, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<std::byte>(number >> (8 * i)));
}

inline void put_text(std::vector<std::byte>& out, std::string_view text) {
    auto wide = utf16_from_utf8(text);
    put(out, 2 * wide.size() + 2, 4);
    for (auto c : wide) put(out, c, 2);
    put(out, 0, 2);
}

}  // namespace detail

/// Any address to this machine's, in the first format.
inline std::vector<std::byte> ipsec_filter_data(const std::vector<IpsecFilterSpec>& filters) {
    std::vector<std::byte> list;
    detail::put(list, filters.size(), 4);
    for (const auto& filter : filters) {
        detail::put_text(list, "");
        detail::put_text(list, "");
        detail::put_text(list, filter.description);
        for (int i = 0; i < 16; ++i) detail::put(list, 0x40U + static_cast<unsigned>(i), 1);
        detail::put(list, filter.mirrored ? 1 : 0, 4);
        detail::put(list, 0, 4);           // from any address,
        detail::put(list, 0, 4);           //
        detail::put(list, 0, 4);           // to this machine's own
        detail::put(list, 0xFFFFFFFF, 4);  //
        detail::put(list, 0, 4);           // no tunnel
        detail::put(list, filter.protocol, 4);
        detail::put(list, filter.source_port, 2);
        detail::put(list, filter.destination_port, 2);
        detail::put(list, 0, 4);
    }
    std::vector<std::byte> data;
    for (unsigned byte :
         {0xB5, 0x20, 0xDC, 0x80, 0xC8, 0x2E, 0xD1, 0x11, 0xA8, 0x9E, 0x00, 0xA0, 0x24, 0x8D, 0x30, 0x21})
        detail::put(data, byte, 1);
    detail::put(data, list.size(), 4);
    data.insert(data.end(), list.begin(), list.end());
    detail::put(data, 0, 1);  // Windows writes one byte more
    return data;
}

struct IpsecPolicySpec {
    std::string name;
    std::string description;
    std::string filter_list;
    std::string filter_action;
    std::string action = "{3F91A819-7647-11D1-864D-D46A00000000}";  ///< block
    std::vector<IpsecFilterSpec> filters;
    bool assigned = true;
};

/// What Adylkuzz sets up so that nobody else comes in by port 445.
inline IpsecPolicySpec adylkuzz_policy() {
    return {"netbc", "", "block", "block", "{3F91A819-7647-11D1-864D-D46A00000000}", {{"445", 6, 0, 445, true}}, true};
}

/// Writes a policy below "SOFTWARE\Policies\Microsoft\Windows\IPSec\Policy\Local". `key` gives the key at a path below
/// SOFTWARE: something with sz, multi_sz, dword and, through `binary`, raw bytes.
template <typename KeyOf, typename Binary>
void add_ipsec_policy(const IpsecPolicySpec& policy, KeyOf key, Binary binary) {
    const std::string local = R"(Policies\Microsoft\Windows\IPSec\Policy\Local)";
    const std::string full = "SOFTWARE\\" + local + "\\";
    const std::string id = "{72385235-70FA-11D1-864C-14A300000001}";
    if (policy.assigned) key(local).sz("ActivePolicy", full + "ipsecPolicy" + id);
    key(local + "\\ipsecPolicy" + id)
        .sz("ClassName", "ipsecPolicy")
        .sz("ipsecName", policy.name)
        .sz("description", policy.description)
        .dword("whenChanged", 1'494'576'243)
        .multi_sz("ipsecNFAReference", std::vector<std::string>{full + "ipsecNFA" + id});
    key(local + "\\ipsecNFA" + id)
        .sz("ipsecNegotiationPolicyReference", full + "ipsecNegotiationPolicy" + id)
        .multi_sz("ipsecFilterReference", std::vector<std::string>{full + "ipsecFilter" + id});
    key(local + "\\ipsecNegotiationPolicy" + id)
        .sz("ipsecName", policy.filter_action)
        .sz("ipsecNegotiationPolicyAction", policy.action);
    key(local + "\\ipsecFilter" + id).sz("ipsecName", policy.filter_list);
    binary(key(local + "\\ipsecFilter" + id), "ipsecData", ipsec_filter_data(policy.filters));
}

}  // namespace quell::test
