#include "sources/source.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/file.hpp"
#include "sources/folder_source.hpp"
#include "sources/image_source.hpp"

namespace quell::sources {

namespace {

constexpr std::string_view expected = "expected a raw disk image or volume with NTFS, or a folder";

}  // namespace

std::vector<std::unique_ptr<Source>> all_sources() {
    std::vector<std::unique_ptr<Source>> sources;
    sources.push_back(std::make_unique<FolderSource>());
    sources.push_back(std::make_unique<ImageSource>());
    return sources;
}

Result<Target> open_target(const std::string& locator, const std::vector<std::unique_ptr<Source>>& sources,
                           const Work& work) {
    auto about = platform::describe(locator);
    if (!about) return fail(about.error().code, fmt::format("{}; {}", about.error().what, expected));
    const Source* best = nullptr;
    int best_fit = 0;
    for (const auto& source : sources) {
        auto fit = source->fit(locator);
        if (fit <= best_fit) continue;
        best = source.get();
        best_fit = fit;
    }
    auto where = escape_for_display(locator);
    if (best == nullptr) return fail(Errc::unsupported, fmt::format("{}: {}", where, expected));
    auto target = best->open(locator, work);
    if (!target) return fail(target.error().in(where));
    if (work.stop.stop_requested()) return fail(Errc::cancelled, fmt::format("{}: stopped while it was opened", where));
    return target;
}

}  // namespace quell::sources
