// Event subscriptions and names in the WMI repository, where worms without files live.
#pragma once

#include <string>
#include <vector>

#include "host/host.hpp"

namespace quell::artifacts {

/// A consumer bound to a filter. Found in the repository's raw pages: one that was deleted may still be seen.
struct WmiSubscription {
    std::string consumer_class;  ///< "CommandLineEventConsumer"
    std::string consumer;
    std::string filter;        ///< empty: the filter's name does not stand beside the consumer
    std::string command;       ///< command line or script of the consumer, when its record was found
    std::string query;         ///< WQL of the filter, when its record was found
    bool windows_own = false;  ///< "SCM Event Log Consumer", "BVTConsumer": not to be touched
    WinPath repository;
};

/// %SystemRoot%\System32\wbem\Repository\OBJECTS.DATA, and below FS as XP has it. No repository: nothing, and no gap.
Survey<WmiSubscription> wmi_subscriptions(const Host& host);

/// Those of `names` (filters, consumers, classes) that a repository holds as whole words, in the order given; at least
/// three letters each. A name says nothing about what it names.
Survey<std::string> wmi_names(const Host& host, const std::vector<std::string>& names);

}  // namespace quell::artifacts
