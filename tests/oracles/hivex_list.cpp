#include "oracles/hivex_list.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>

#include <hivex.h>

#include "base/bytes.hpp"

namespace quell::test {

namespace {

struct Free {
    void operator()(void* memory) const { std::free(memory); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

hive_h* hive_of(void* handle) { return static_cast<hive_h*>(handle); }

Failure refused(const std::string& what) { return fail(Errc::unsupported, what + ": " + std::strerror(errno)); }

/// A key still to be listed.
struct Pending {
    hive_node_h node;
    std::string path;
};

Result<void> list_values(hive_h* hive, const Pending& key, std::vector<Listed>& out) {
    Owned<hive_value_h> values(hivex_node_values(hive, key.node));
    if (!values) return refused(key.path + ": values");
    for (auto* value = values.get(); *value != 0; ++value) {
        Owned<char> name(hivex_value_key(hive, *value));
        if (!name) return refused(key.path + ": value name");
        hive_type type{};
        std::size_t size = 0;
        Owned<char> data(hivex_value_value(hive, *value, &type, &size));
        if (!data && errno != 0) return refused(key.path + ": " + name.get());
        // A hive may hold any number as type; the library's enumeration does not.
        std::uint32_t number = 0;
        static_assert(sizeof number == sizeof type);
        std::memcpy(&number, &type, sizeof number);
        auto bytes = as_bytes(std::string_view(data.get(), size));
        std::string own(name.get(), hivex_value_key_len(hive, *value));
        out.push_back({key.path + "\\\\" + own, Listing::value, number, {bytes.begin(), bytes.end()}});
    }
    return {};
}

}  // namespace

Result<HivexFile> HivexFile::open(const std::string& file) {
    auto* handle = hivex_open(file.c_str(), 0);
    if (!handle) return refused("hivex_open");
    return HivexFile(handle);
}

HivexFile::~HivexFile() {
    if (handle_) hivex_close(hive_of(handle_));
}

Result<std::vector<Listed>> HivexFile::list() const {
    auto* hive = hive_of(handle_);
    std::vector<Listed> out;
    std::vector<Pending> pending{{hivex_root(hive), ""}};
    while (!pending.empty()) {
        auto key = std::move(pending.back());
        pending.pop_back();
        TRY(list_values(hive, key, out));
        Owned<hive_node_h> children(hivex_node_children(hive, key.node));
        if (!children) return refused(key.path + ": subkeys");
        for (auto* child = children.get(); *child != 0; ++child) {
            Owned<char> name(hivex_node_name(hive, *child));
            if (!name) return refused(key.path + ": subkey name");
            auto path = key.path + "\\" + std::string(name.get(), hivex_node_name_len(hive, *child));
            out.push_back({path, Listing::key, 0, {}});
            pending.push_back({*child, std::move(path)});
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return out;
}

Visited HivexFile::visit() const {
    auto* hive = hive_of(handle_);
    Visited out;
    std::vector<hive_node_h> pending{hivex_root(hive)};
    while (!pending.empty()) {
        auto node = pending.back();
        pending.pop_back();
        ++out.keys;
        Owned<char> name(hivex_node_name(hive, node));
        if (name) out.bytes += static_cast<unsigned char>(*name);
        Owned<hive_value_h> values(hivex_node_values(hive, node));
        for (auto* value = values.get(); value && *value != 0; ++value) {
            ++out.values;
            Owned<char> value_name(hivex_value_key(hive, *value));
            if (value_name) out.bytes += static_cast<unsigned char>(*value_name);
            hive_type type{};
            std::size_t size = 0;
            Owned<char> data(hivex_value_value(hive, *value, &type, &size));
            if (data && size > 0) out.bytes += static_cast<unsigned char>(data.get()[size - 1]) + size;
        }
        Owned<hive_node_h> children(hivex_node_children(hive, node));
        for (auto* child = children.get(); child && *child != 0; ++child) pending.push_back(*child);
    }
    return out;
}

}  // namespace quell::test
