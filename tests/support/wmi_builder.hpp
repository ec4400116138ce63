// Bytes of an OBJECTS.DATA for tests and the demo: a page of nothing, then records as WMI lays their texts out. Inert:
// no Windows would take it for a repository.
//
//     WmiRepository repository;
//     repository.subscription("CommandLineEventConsumer", "Updates Consumer", "Updates Filter", "cmd.exe /c echo");
//     repository.class_name("Win32_Services");
//     files.add("C:\\Windows\\System32\\wbem\\Repository\\OBJECTS.DATA", repository.bytes());
#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace quell::test {

class WmiRepository {
public:
    WmiRepository();

    /// Consumer, filter and binding. An empty command leaves the consumer's record out.
    WmiRepository& subscription(std::string_view consumer_class, std::string_view consumer, std::string_view filter,
                                std::string_view command, std::string_view query = "SELECT * FROM __TimerEvent");
    /// The binding alone.
    WmiRepository& binding(std::string_view consumer_class, std::string_view consumer, std::string_view filter);
    /// An instance of a class with these texts.
    WmiRepository& instance(std::string_view class_name, const std::vector<std::string_view>& texts);
    /// A definition of this name.
    WmiRepository& class_name(std::string_view name);
    /// What every Windows 7 holds: SCM Event Log Filter and BVTFilter, each with its consumer.
    WmiRepository& windows_own();
    /// Pages of bytes that mean nothing, the same every time.
    WmiRepository& noise(std::size_t size);
    /// Any bytes.
    WmiRepository& raw(Bytes bytes);

    [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

private:
    std::vector<std::byte> bytes_;
};

}  // namespace quell::test
