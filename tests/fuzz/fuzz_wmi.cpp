// A WMI repository's bytes past both searches: whole, and in windows, which must find the same names.
#include <cstdint>

#include "formats/wmi/name_search.hpp"
#include "formats/wmi/subscription_search.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace quell;
    const auto input = std::as_bytes(std::span(data, size));
    wmi::SubscriptionSearch subscriptions;
    subscriptions.look({input, 0, true});
    for (const auto& binding : subscriptions.bindings()) {
        CHECK(!binding.consumer_class.empty() && binding.offset < size);
        static_cast<void>(is_windows_own(binding));
    }
    const std::vector<std::string> names{"Win32_Services", "SCM Event Log Filter", "abc", "\xE6\x9B\xB4\xE6\x96\xB0"};
    wmi::NameSearch whole(names);
    whole.look({input, 0, true});
    // Windows of 256 bytes that share 64: more than any of these names takes.
    wmi::NameSearch parts(names);
    for (std::size_t at = 0; at < size; at += 192) {
        const auto length = std::min<std::size_t>(256, size - at);
        parts.look({input.subspan(at, length), at, at + length == size});
    }
    CHECK(whole.found() == parts.found());
    return 0;
}
