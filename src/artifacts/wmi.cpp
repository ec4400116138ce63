#include "artifacts/wmi.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "formats/wmi/name_search.hpp"
#include "formats/wmi/subscription_search.hpp"

namespace quell::artifacts {

namespace {

constexpr std::array<std::string_view, 2> repositories{R"(System32\wbem\Repository\OBJECTS.DATA)",
                                                       R"(System32\wbem\Repository\FS\OBJECTS.DATA)"};

// Repositories have tens of megabytes, with an inventory agent some hundred; more is not a repository.
constexpr std::uint64_t largest_repository = std::uint64_t{4} << 30;

constexpr std::size_t window_size = std::size_t{1} << 20;
static_assert(window_size > 2 * wmi::window_overlap);

/// Shows a file to a search, window by window.
template <typename Search>
Result<void> stream(const ByteSource& content, Search& search) {
    if (content.size() > largest_repository)
        return fail(Errc::limit, fmt::format("{} bytes; no WMI repository is that large", content.size()));
    std::vector<std::byte> buffer(window_size);
    for (std::uint64_t offset = 0; offset < content.size(); offset += window_size - wmi::window_overlap) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(window_size, content.size() - offset));
        auto part = MutableBytes(buffer).first(wanted);
        TRY(read_exactly(content, offset, part));
        const auto last = offset + wanted == content.size();
        search.look({part, offset, last});
        if (last) break;
    }
    return {};
}

/// Calls `each` with every repository that is there; what cannot be opened is a gap.
template <typename T, typename Each>
Survey<T> each_repository(const Host& host, Each each) {
    if (!host.has_windows())
        return Survey<T>::not_applicable(View::content, "", {Errc::not_found, "no Windows on this volume"});
    Survey<T> survey;
    for (auto name : repositories) {
        auto path = host.windows() / name;
        auto content = host.files().open(path);
        if (content)
            each(path, **content, survey);
        else if (content.error().code != Errc::not_found)
            survey.miss(View::content, path.text(), content.error());
    }
    return survey;
}

}  // namespace

Survey<WmiSubscription> wmi_subscriptions(const Host& host) {
    return each_repository<WmiSubscription>(host, [](const WinPath& path, const ByteSource& content,
                                                     Survey<WmiSubscription>& survey) {
        wmi::SubscriptionSearch search;
        auto streamed = stream(content, search);
        if (!streamed) survey.miss(View::content, path.text(), streamed.error());
        if (search.cut())
            survey.miss(View::content, path.text(), {Errc::limit, "more references than a WMI repository has"});
        for (auto& found : search.bindings()) {
            auto own = is_windows_own(found);
            survey.items.push_back({std::move(found.consumer_class), std::move(found.consumer), std::move(found.filter),
                                    std::move(found.command), std::move(found.query), own, path});
        }
    });
}

Survey<std::string> wmi_names(const Host& host, const std::vector<std::string>& names) {
    wmi::NameSearch search(names);
    auto survey = each_repository<std::string>(
        host, [&](const WinPath& path, const ByteSource& content, Survey<std::string>& out) {
            auto streamed = stream(content, search);
            if (!streamed) out.miss(View::content, path.text(), streamed.error());
        });
    for (std::size_t i = 0; i < names.size(); ++i)
        if (search.found()[i]) survey.items.push_back(names[i]);
    return survey;
}

}  // namespace quell::artifacts
