#include "formats/ipsec/filters.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::ipsec {

namespace {

using Guid = std::array<std::uint8_t, 16>;
// {80DC20B5-2EC8-11D1-A89E-00A0248D3021} and {35FECD3D-AE29-4373-8A6A-C5D8FAB2FB08}, as they lie on disk.
constexpr Guid first_format{0xB5, 0x20, 0xDC, 0x80, 0xC8, 0x2E, 0xD1, 0x11,
                            0xA8, 0x9E, 0x00, 0xA0, 0x24, 0x8D, 0x30, 0x21};
constexpr Guid second_format{0x3D, 0xCD, 0xFE, 0x35, 0x29, 0xAE, 0x73, 0x43,
                             0x8A, 0x6A, 0xC5, 0xD8, 0xFA, 0xB2, 0xFB, 0x08};

bool is(Bytes data, const Guid& guid) {
    return data.size() >= guid.size() &&
           std::equal(guid.begin(), guid.end(), data.begin(),
                      [](std::uint8_t a, std::byte b) { return a == std::to_integer<std::uint8_t>(b); });
}

// A length in bytes and UTF-16 closed by a zero.
Result<std::string> text(ByteReader& in) {
    auto length = TRY(in.u32());
    auto data = TRY(in.bytes(length));
    auto out = utf8_from_utf16le(data);
    return out.substr(0, out.find('\0'));
}

std::string ipv4(Bytes address) {
    auto part = [&](std::size_t i) { return std::to_integer<unsigned>(address[i]); };
    return fmt::format("{}.{}.{}.{}", part(0), part(1), part(2), part(3));
}

// 0.0.0.0 stands for any address and, as a source or destination of one machine, for its own: only the mask differs.
std::string first_address(Bytes address, Bytes mask, const std::string& name) {
    if (!name.empty()) return name;
    auto is_zero = [](std::byte b) { return b == std::byte{0}; };
    if (std::all_of(address.begin(), address.end(), is_zero) && std::all_of(mask.begin(), mask.end(), is_zero))
        return "any";
    auto all = ipv4(mask);
    return all == "255.255.255.255" ? ipv4(address) : ipv4(address) + "/" + all;
}

Result<Filter> first_filter(ByteReader& in) {
    Filter filter;
    auto source_name = TRY(text(in));
    auto destination_name = TRY(text(in));
    filter.description = TRY(text(in));
    TRY(in.skip(16));  // its id
    filter.mirrored = TRY(in.u32()) != 0;
    auto source = TRY(in.bytes(4));
    auto source_mask = TRY(in.bytes(4));
    auto destination = TRY(in.bytes(4));
    auto destination_mask = TRY(in.bytes(4));
    filter.source = first_address(source, source_mask, source_name);
    filter.destination = first_address(destination, destination_mask, destination_name);
    TRY(in.skip(4));  // tunnel
    filter.protocol = TRY(in.u32());
    filter.source_port = filter.source_port_end = TRY(in.u16());
    filter.destination_port = filter.destination_port_end = TRY(in.u16());
    TRY(in.skip(4));  // tunnel or not, special, options
    return filter;
}

Result<std::string> second_address(ByteReader& in, const std::string& name) {
    auto type = TRY(in.u32());
    auto version = TRY(in.u32());
    auto address = TRY(in.bytes(16));
    auto other = TRY(in.bytes(16));
    if (!name.empty()) return name;
    switch (type) {
        case 0x00: return std::string("any");
        case 0x08: return std::string("me");
        case 0x10: return std::string("dns");
        case 0x20: return std::string("wins");
        case 0x40: return std::string("dhcp");
        case 0x80: return std::string("gateway");
        default: break;
    }
    auto one = [&](Bytes bytes) { return version == 1 ? ipv4(bytes) : to_hex(bytes); };
    if (type == 0x02) return one(address) + "-" + one(other);
    if (type == 0x04 && version != 1) return fmt::format("{}/{}", to_hex(address), std::to_integer<unsigned>(other[0]));
    if (type == 0x04) return one(address) + "/" + one(other);
    return one(address);
}

Result<void> second_ports(ByteReader& in, std::uint16_t& first, std::uint16_t& last) {
    auto type = TRY(in.u32());
    first = TRY(in.u16());
    last = TRY(in.u16());
    if (type == 0) first = last = 0;
    if (type == 1) last = first;
    return {};
}

Result<Filter> second_filter(ByteReader& in) {
    Filter filter;
    auto source_name = TRY(text(in));
    auto destination_name = TRY(text(in));
    filter.description = TRY(text(in));
    TRY(in.skip(16));
    filter.mirrored = TRY(in.u32()) != 0;
    filter.source = TRY(second_address(in, source_name));
    filter.destination = TRY(second_address(in, destination_name));
    TRY(second_ports(in, filter.source_port, filter.source_port_end));
    TRY(second_ports(in, filter.destination_port, filter.destination_port_end));
    filter.protocol = TRY(in.u32());
    TRY(in.skip(4));
    return filter;
}

template <typename Parse>
Result<std::vector<Filter>> list(ByteReader& in, std::uint32_t count, Parse parse) {
    if (count > most_filters) return fail(Errc::corrupt, fmt::format("IPsec: {} filters in one list", count));
    std::vector<Filter> filters;
    for (std::uint32_t i = 0; i < count; ++i) filters.push_back(TRY(parse(in)));
    return filters;
}

std::string ports(std::uint16_t first, std::uint16_t last) {
    if (first == 0 && last == 0) return "any";
    return first == last ? std::to_string(first) : fmt::format("{}-{}", first, last);
}

}  // namespace

std::string Filter::text() const {
    auto name = protocol == 0    ? std::string("any")
                : protocol == 1  ? std::string("icmp")
                : protocol == 6  ? std::string("tcp")
                : protocol == 17 ? std::string("udp")
                                 : fmt::format("protocol {}", protocol);
    return fmt::format("{} {}:{} {} {}:{}", name, source, ports(source_port, source_port_end), mirrored ? "<>" : ">",
                       destination, ports(destination_port, destination_port_end));
}

bool Filter::touches(std::uint32_t wanted_protocol, std::uint16_t port) const {
    if (protocol != 0 && protocol != wanted_protocol) return false;
    auto within = [&](std::uint16_t first, std::uint16_t last) {
        return (first == 0 && last == 0) || (first <= port && port <= last);
    };
    if (within(destination_port, destination_port_end)) return true;
    // The other way round, what was the destination's port is the source's: a caller's port is not known before.
    return mirrored && destination_port == 0 && destination_port_end == 0 && within(source_port, source_port_end);
}

Result<std::vector<Filter>> parse_filters(Bytes data) {
    ByteReader in(data);
    if (is(data, first_format)) TRY(in.skip(first_format.size()));
    auto length = TRY(in.u32());
    const auto begin = in.offset();
    auto count = TRY(in.u32());
    auto filters = TRY(list(in, count, first_filter));
    // The second format stands behind the first: right there, or where the length says.
    for (auto at : {std::uint64_t{in.offset()}, std::uint64_t{begin} + length, std::uint64_t{begin} + length + 4}) {
        if (at > data.size() || !is(data.subspan(static_cast<std::size_t>(at)), second_format)) continue;
        ByteReader second(data, static_cast<std::size_t>(at) + second_format.size());
        TRY(second.skip(8));  // its length, how many of the first format
        auto more = TRY(second.u32());
        auto newer = TRY(list(second, more, second_filter));
        return newer.empty() ? filters : newer;
    }
    return filters;
}

}  // namespace quell::ipsec
