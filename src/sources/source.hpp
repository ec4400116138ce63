// From what the user named to hosts.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/host.hpp"

namespace quell::sources {

/// Everything found behind one locator.
struct Target {
    std::string locator;
    std::vector<Host> hosts;
    /// What belongs to the target but to no host: an unreadable volume, another file system. Every Windows of the
    /// target has them among its own gaps, too.
    std::vector<Gap> gaps;
};

/// A way to open a locator. Each says how well it fits; the best is asked to open.
class Source {
public:
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    virtual ~Source() = default;

    /// "image", "folder".
    [[nodiscard]] virtual std::string_view id() const = 0;
    /// 0: cannot open it. Higher fits better.
    [[nodiscard]] virtual int fit(const std::string& locator) const = 0;
    [[nodiscard]] virtual Result<Target> open(const std::string& locator, const Work& work) const = 0;
};

/// All sources of this build.
std::vector<std::unique_ptr<Source>> all_sources();

/// Opens `locator` with the source that fits best. Errors name the locator and what was expected.
Result<Target> open_target(const std::string& locator, const std::vector<std::unique_ptr<Source>>& sources,
                           const Work& work);

}  // namespace quell::sources
