// A host made in code: files, registry, and what cannot be read. Compile fake_host.cpp into the test that uses it.
//
//     FakeHost fake;
//     fake.windows("C:\\Windows").user("S-1-5-21-1-1001", "C:\\Users\\ada");
//     fake.file("C:\\Windows\\mssecsvc.exe", 3723264).created("2017-05-12T08:00:00Z");
//     fake.key("HKLM\\SOFTWARE\\WanaCrypt0r").sz("wd", "C:\\ProgramData\\abc");
//     fake.unreadable("C:\\Users\\eve");
//     Host host = fake.host();
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/host.hpp"

namespace quell::test {

struct FakeFile {
    File file;
    std::vector<std::byte> data;  ///< beyond it, up to the size, zeros
    std::uint64_t directory = 0;
    bool unreadable = false;

    FakeFile& created(std::string_view iso);
    FakeFile& modified(std::string_view iso);
};

struct FakeKey {
    std::string path;
    std::optional<Time> last_written;
    std::vector<RegistryValue> values;

    FakeKey& sz(std::string_view name, std::string_view text);
    FakeKey& expand_sz(std::string_view name, std::string_view text);
    FakeKey& dword(std::string_view name, std::uint32_t number);
    FakeKey& multi_sz(std::string_view name, const std::vector<std::string>& texts);
    FakeKey& written(std::string_view iso);
};

/// What the fakes read; shared by a Host's views.
struct FakeWorld {
    WinPath root{"C:\\"};
    std::vector<std::unique_ptr<FakeFile>> files;          ///< folders too, in the order of a walk
    std::map<std::string, std::size_t> by_path;            ///< folded
    std::map<std::string, std::unique_ptr<FakeKey>> keys;  ///< folded; parents are made with their children
    std::map<std::string, Error> unreadable_keys;
    std::vector<UserHive> users;
    std::vector<Gap> registry_gaps;
    std::vector<Gap> walk_gaps;
};

class FakeHost {
public:
    FakeHost();

    /// Without it the host is a volume without Windows and without registry. Makes it a Windows 7.
    FakeHost& windows(std::string_view folder);
    FakeHost& user(std::string_view sid, std::string_view profile);
    /// A file of zeros; folders are made as needed.
    FakeFile& file(std::string_view path, std::uint64_t size);
    /// A file with this content.
    FakeFile& file(std::string_view path, std::vector<std::byte> data);
    FakeFile& file(std::string_view path, std::string_view text);
    /// "HKLM\…" or "HKU\<sid>\…".
    FakeKey& key(std::string_view path);
    /// A service that starts by itself.
    FakeKey& service(std::string_view name, std::string_view image_path);

    /// A file's content, or a folder's list (it and what lies below vanish), cannot be read.
    FakeHost& unreadable(std::string_view path);
    /// Opening the key, or one below it, fails with Errc::corrupt.
    FakeHost& unreadable_key(std::string_view path);
    FakeHost& registry_gap(std::string_view where);
    /// The order of the walk is turned round.
    FakeHost& reversed();

    [[nodiscard]] Host host() const;
    [[nodiscard]] std::size_t file_count() const;

private:
    std::size_t folder(const WinPath& path);

    std::shared_ptr<FakeWorld> world_;
    WinPath windows_;
};

}  // namespace quell::test
