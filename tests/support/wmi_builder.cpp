#include "support/wmi_builder.hpp"

#include <algorithm>
#include <string>

#include "base/text.hpp"

namespace quell::test {

namespace {

constexpr std::size_t page = 8192;

void append(std::vector<std::byte>& out, std::uint64_t number, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<std::byte>(number >> (8 * i)));
}

// One byte a character, or two when a character needs them; the byte before tells.
void append_text(std::vector<std::byte>& out, std::string_view text) {
    auto wide = utf16_from_utf8(text);
    auto narrow = std::all_of(wide.begin(), wide.end(), [](char16_t c) { return c < 0x80; });
    append(out, narrow ? 0 : 1, 1);
    for (auto c : wide) append(out, c, narrow ? 1 : 2);
    append(out, 0, narrow ? 1 : 2);
}

}  // namespace

WmiRepository::WmiRepository() : bytes_(page) {}

WmiRepository& WmiRepository::raw(Bytes bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
}

// The hash of the class as text, two times, what is fixed, then the length of the texts and the texts.
WmiRepository& WmiRepository::instance(std::string_view class_name, const std::vector<std::string_view>& texts) {
    std::vector<std::byte> heap;
    append_text(heap, class_name);
    for (auto text : texts) append_text(heap, text);
    for (int i = 0; i < 64; ++i) append(bytes_, '0' + i % 10, 2);
    append(bytes_, 0x01D2CB0000000000, 8);
    append(bytes_, 0x01D2CB0000000001, 8);
    append(bytes_, heap.size() + 32, 4);
    append(bytes_, 0x05000000, 4);
    append(bytes_, heap.size() | 0x80000000U, 4);
    return raw(heap);
}

WmiRepository& WmiRepository::binding(std::string_view consumer_class, std::string_view consumer,
                                      std::string_view filter) {
    const auto bound = std::string(consumer_class) + ".Name=\"" + std::string(consumer) + "\"";
    const auto by = "__EventFilter.Name=\"" + std::string(filter) + "\"";
    return instance("__FilterToConsumerBinding", {bound, by});
}

WmiRepository& WmiRepository::subscription(std::string_view consumer_class, std::string_view consumer,
                                           std::string_view filter, std::string_view command, std::string_view query) {
    if (!command.empty()) instance(consumer_class, {command, consumer});
    instance("__EventFilter", {"root\\cimv2", filter, query, "WQL"});
    return binding(consumer_class, consumer, filter);
}

WmiRepository& WmiRepository::class_name(std::string_view name) {
    append(bytes_, 4, 4);
    append_text(bytes_, name);
    return *this;
}

WmiRepository& WmiRepository::windows_own() {
    subscription("NTEventLogEventConsumer", "SCM Event Log Consumer", "SCM Event Log Filter", "Service Control Manager",
                 "select * from MSFT_SCMEventLogEvent");
    return subscription("CommandLineEventConsumer", "BVTConsumer", "BVTFilter", "cscript KernCap.vbs",
                        "SELECT * FROM __InstanceModificationEvent WITHIN 60");
}

WmiRepository& WmiRepository::noise(std::size_t size) {
    std::uint32_t state = 0x2545F491;
    for (std::size_t i = 0; i < size; ++i) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        append(bytes_, state >> 24, 1);
    }
    return *this;
}

}  // namespace quell::test
