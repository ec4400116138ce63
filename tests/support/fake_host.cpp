#include "support/fake_host.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace quell::test {

namespace {

std::vector<std::byte> utf16(std::string_view text) {
    std::vector<std::byte> out;
    for (auto unit : utf16_from_utf8(text)) {
        out.push_back(static_cast<std::byte>(unit & 0xFF));
        out.push_back(static_cast<std::byte>(unit >> 8));
    }
    out.resize(out.size() + 2);
    return out;
}

std::optional<Time> time_of(std::string_view iso) {
    auto time = parse_time(iso);
    CHECK(time.has_value());
    return *time;
}

// The content, then zeros up to the size.
class PaddedSource final : public ByteSource {
public:
    explicit PaddedSource(const FakeFile& file) : file_(file) {}
    [[nodiscard]] std::uint64_t size() const override { return file_.file.facts.size; }
    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, MutableBytes out) const override {
        if (offset >= size()) return std::size_t{0};
        auto length = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size() - offset));
        for (std::size_t i = 0; i < length; ++i)
            out[i] = offset + i < file_.data.size() ? file_.data[static_cast<std::size_t>(offset) + i] : std::byte{0};
        return length;
    }

private:
    const FakeFile& file_;
};

class FakeTree final : public FileTree {
public:
    explicit FakeTree(std::shared_ptr<const FakeWorld> world) : world_(std::move(world)) {}

    [[nodiscard]] const WinPath& root() const override { return world_->root; }
    [[nodiscard]] std::vector<Gap> walk(FileVisitor& visitor, Deleted, const Work&) const override {
        for (std::size_t i = 0; i < world_->files.size(); ++i) {
            const auto& file = *world_->files[i];
            auto name = std::string(file.file.path.name());
            if (!name.empty()) visitor.visit({name, file.file.facts, file.directory, i, *this});
        }
        return world_->walk_gaps;
    }
    [[nodiscard]] Result<File> find(const WinPath& path) const override {
        auto at = world_->by_path.find(fold_case(path.text()));
        if (at == world_->by_path.end()) return fail(Errc::not_found, path.text() + ": no such file");
        for (const auto& file : world_->files)
            if (file->file.facts.id == at->second) return file->file;
        return fail(Errc::not_found, path.text() + ": no such file");
    }
    [[nodiscard]] Result<std::vector<File>> list(const WinPath& folder) const override {
        auto found = TRY(find(folder));
        std::vector<File> out;
        for (const auto& file : world_->files)
            if (file->directory == found.facts.id && file->file.facts.id != found.facts.id) out.push_back(file->file);
        std::sort(out.begin(), out.end(), [](const File& a, const File& b) { return a.path < b.path; });
        return out;
    }
    [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const File& file, std::string_view) const override {
        for (const auto& own : world_->files)
            if (own->file.facts.id == file.facts.id) {
                if (own->unreadable) return fail(Errc::io, file.path.text() + ": bad sector");
                return std::make_unique<PaddedSource>(*own);
            }
        return fail(Errc::not_found, file.path.text() + ": no such file");
    }
    [[nodiscard]] Result<std::vector<StreamInfo>> streams(const File&) const override {
        return std::vector<StreamInfo>{};
    }
    [[nodiscard]] WinPath path_of(const FileView& view) const override {
        return world_->files[static_cast<std::size_t>(view.slot)]->file.path;
    }

private:
    std::shared_ptr<const FakeWorld> world_;
};

class OpenKey final : public RegistryKey {
public:
    OpenKey(const FakeWorld& world, const FakeKey& key) : world_(world), key_(key), name_(WinPath(key.path).name()) {}

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] std::optional<Time> last_written() const override { return key_.last_written; }
    [[nodiscard]] Result<std::vector<std::string>> subkeys() const override {
        std::vector<std::string> out;
        auto prefix = fold_case(key_.path) + "\\";
        for (const auto& [folded, key] : world_.keys)
            if (folded.starts_with(prefix) && folded.find('\\', prefix.size()) == std::string::npos)
                out.emplace_back(key->path.substr(prefix.size()));
        return out;
    }
    [[nodiscard]] Result<std::unique_ptr<RegistryKey>> open(std::string_view subkey) const override;
    [[nodiscard]] Result<std::vector<RegistryValue>> values() const override { return key_.values; }
    [[nodiscard]] Result<RegistryValue> value(std::string_view name) const override {
        for (const auto& value : key_.values)
            if (equal_fold(value.name, name)) return value;
        return fail(Errc::not_found, std::string(name) + ": no such value");
    }

private:
    const FakeWorld& world_;
    const FakeKey& key_;
    std::string name_;
};

Result<std::unique_ptr<RegistryKey>> open_key(const FakeWorld& world, std::string_view path) {
    auto folded = fold_case(path);
    for (const auto& [prefix, error] : world.unreadable_keys)
        if (folded == prefix || folded.starts_with(prefix + "\\")) return fail(error);
    auto at = world.keys.find(folded);
    if (at == world.keys.end()) return fail(Errc::not_found, std::string(path) + ": no such key");
    return std::make_unique<OpenKey>(world, *at->second);
}

Result<std::unique_ptr<RegistryKey>> OpenKey::open(std::string_view subkey) const {
    return open_key(world_, key_.path + "\\" + std::string(subkey));
}

class FakeRegistry final : public Registry {
public:
    explicit FakeRegistry(std::shared_ptr<const FakeWorld> world) : world_(std::move(world)) {}
    [[nodiscard]] Result<std::unique_ptr<RegistryKey>> open(std::string_view path) const override {
        return open_key(*world_, path);
    }
    [[nodiscard]] const std::vector<UserHive>& users() const override { return world_->users; }
    [[nodiscard]] const std::vector<Gap>& gaps() const override { return world_->registry_gaps; }
    [[nodiscard]] std::vector<RegistryText> find_text(std::string_view text, std::size_t limit) const override {
        auto wanted = fold_case(text);
        auto holds = [&](std::string_view in) { return fold_case(in).find(wanted) != std::string::npos; };
        std::vector<RegistryText> out;
        for (const auto& [folded, key] : world_->keys) {
            if (holds(key->path.substr(key->path.rfind('\\') + 1)))
                out.push_back({key->path, std::nullopt, key->last_written});
            for (const auto& value : key->values)
                if (holds(value.name) || holds(value.text().value_or("")))
                    out.push_back({key->path, value.name, key->last_written});
        }
        out.resize(std::min(out.size(), limit));
        return out;
    }

private:
    std::shared_ptr<const FakeWorld> world_;
};

}  // namespace

FakeFile& FakeFile::created(std::string_view iso) {
    file.facts.created = time_of(iso);
    return *this;
}
FakeFile& FakeFile::modified(std::string_view iso) {
    file.facts.modified = time_of(iso);
    return *this;
}

FakeKey& FakeKey::sz(std::string_view name, std::string_view text) {
    values.push_back({std::string(name), ValueType::sz, utf16(text)});
    return *this;
}
FakeKey& FakeKey::expand_sz(std::string_view name, std::string_view text) {
    values.push_back({std::string(name), ValueType::expand_sz, utf16(text)});
    return *this;
}
FakeKey& FakeKey::dword(std::string_view name, std::uint32_t number) {
    std::vector<std::byte> data;
    for (int i = 0; i < 4; ++i) data.push_back(static_cast<std::byte>(number >> (8 * i)));
    values.push_back({std::string(name), ValueType::dword, std::move(data)});
    return *this;
}
FakeKey& FakeKey::multi_sz(std::string_view name, const std::vector<std::string>& texts) {
    std::vector<std::byte> data;
    for (const auto& text : texts) {
        auto part = utf16(text);
        data.insert(data.end(), part.begin(), part.end());
    }
    data.resize(data.size() + 2);
    values.push_back({std::string(name), ValueType::multi_sz, std::move(data)});
    return *this;
}
FakeKey& FakeKey::written(std::string_view iso) {
    last_written = time_of(iso);
    return *this;
}

FakeHost::FakeHost() : world_(std::make_shared<FakeWorld>()) { folder(world_->root); }

// Identifiers count from 1; the root is its own folder.
std::size_t FakeHost::folder(const WinPath& path) {
    auto folded = fold_case(path.text());
    if (auto at = world_->by_path.find(folded); at != world_->by_path.end()) return at->second;
    auto parent = path.name().empty() ? 1 : folder(path.parent());
    auto id = world_->by_path.size() + 1;
    world_->by_path[folded] = id;
    auto made = std::make_unique<FakeFile>();
    made->file.path = path;
    made->file.facts.kind = FileKind::directory;
    made->file.facts.id = id;
    made->directory = parent;
    world_->files.push_back(std::move(made));
    return id;
}

FakeFile& FakeHost::file(std::string_view text, std::uint64_t size) {
    WinPath path(text);
    auto parent = folder(path.parent());
    auto made = std::make_unique<FakeFile>();
    made->file.path = path;
    made->file.facts.size = size;
    made->file.facts.id = world_->by_path.size() + 1;
    made->directory = parent;
    world_->by_path[fold_case(path.text())] = static_cast<std::size_t>(made->file.facts.id);
    world_->files.push_back(std::move(made));
    return *world_->files.back();
}

FakeFile& FakeHost::file(std::string_view path, std::vector<std::byte> data) {
    auto& made = file(path, std::uint64_t{data.size()});
    made.data = std::move(data);
    return made;
}

FakeFile& FakeHost::file(std::string_view path, std::string_view text) {
    auto bytes = as_bytes(text);
    return file(path, std::vector<std::byte>(bytes.begin(), bytes.end()));
}

FakeKey& FakeHost::key(std::string_view path) {
    for (std::size_t slash = path.find('\\'); slash != std::string_view::npos; slash = path.find('\\', slash + 1)) {
        auto above = std::string(path.substr(0, slash));
        auto [at, fresh] = world_->keys.try_emplace(fold_case(above));
        if (fresh) {
            at->second = std::make_unique<FakeKey>();
            at->second->path = above;
        }
    }
    auto [at, fresh] = world_->keys.try_emplace(fold_case(path));
    if (fresh) {
        at->second = std::make_unique<FakeKey>();
        at->second->path = path;
    }
    return *at->second;
}

FakeKey& FakeHost::service(std::string_view name, std::string_view image_path) {
    return key("HKLM\\SYSTEM\\CurrentControlSet\\Services\\" + std::string(name))
        .dword("Type", 0x10)
        .dword("Start", 2)
        .expand_sz("ImagePath", image_path);
}

FakeHost& FakeHost::windows(std::string_view path) {
    windows_ = WinPath(path);
    folder(windows_);
    key(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)")
        .sz("ProductName", "Windows 7 Professional")
        .sz("CurrentVersion", "6.1")
        .sz("CurrentBuildNumber", "7601");
    key(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList)")
        .expand_sz("ProgramData", R"(%SystemDrive%\ProgramData)");
    key(R"(HKLM\SYSTEM\CurrentControlSet\Control\TimeZoneInformation)").sz("TimeZoneKeyName", "UTC");
    key(R"(HKLM\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName)").sz("ComputerName", "FAKE");
    key(R"(HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment)").sz("PROCESSOR_ARCHITECTURE", "AMD64");
    key(R"(HKLM\SYSTEM\CurrentControlSet\Services)");
    return *this;
}

FakeHost& FakeHost::user(std::string_view sid, std::string_view profile) {
    folder(WinPath(profile));
    world_->users.push_back({std::string(sid), std::string(WinPath(profile).name()), std::string(profile)});
    key("HKU\\" + std::string(sid));
    return *this;
}

FakeHost& FakeHost::unreadable(std::string_view text) {
    WinPath path(text);
    for (auto& own : world_->files)
        if (own->file.path == path && own->file.facts.kind == FileKind::file) {
            own->unreadable = true;
            return *this;
        }
    auto gone = [&](const std::unique_ptr<FakeFile>& own) { return own->file.path.is_within(path); };
    world_->files.erase(std::remove_if(world_->files.begin(), world_->files.end(), gone), world_->files.end());
    world_->walk_gaps.push_back({GapKind::unseen, View::files, path.text(), {Errc::io, "the folder cannot be listed"}});
    return *this;
}

FakeHost& FakeHost::unreadable_key(std::string_view path) {
    world_->unreadable_keys.emplace(fold_case(path), Error{Errc::corrupt, std::string(path) + ": a broken cell"});
    return *this;
}

FakeHost& FakeHost::registry_gap(std::string_view where) {
    world_->registry_gaps.push_back(
        {GapKind::unseen, View::registry, std::string(where), {Errc::corrupt, "not a hive"}});
    return *this;
}

FakeHost& FakeHost::reversed() {
    std::reverse(world_->files.begin(), world_->files.end());
    return *this;
}

Host FakeHost::host() const {
    std::unique_ptr<const Registry> registry;
    if (!windows_.empty()) registry = std::make_unique<FakeRegistry>(world_);
    return Host("fake", "fake", windows_, std::make_shared<FakeTree>(world_), std::move(registry), {});
}

std::size_t FakeHost::file_count() const {
    return static_cast<std::size_t>(std::count_if(world_->files.begin(), world_->files.end(), [](const auto& own) {
        return own->file.facts.kind == FileKind::file;
    }));
}

}  // namespace quell::test
