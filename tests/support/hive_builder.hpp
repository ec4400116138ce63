// Builds valid registry hives in memory, for tests and the demo. Inert: nothing here reads or writes a file.
//
//     HiveKey root("CMI-CreateHive{…}");
//     root.key("Select").dword("Current", 1);
//     root.key("ControlSet001\\Services\\mssecsvc2.0").expand_sz("ImagePath", "C:\\WINDOWS\\mssecsvc.exe -m security");
//     std::vector<std::byte> hive = build_hive(root);
//
// Names and texts are WTF-8 (base/text.hpp): an embedded NUL and an unpaired surrogate can be written. Paths given to
// key() are split at backslashes. The layout is the one that formats/regf/hive.hpp names the source of.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace quell::test {

struct HiveValue {
    std::string name;  ///< "" is the default value
    std::uint32_t type = 0;
    std::vector<std::byte> data;  ///< up to 4 bytes stay in the value's cell, over 16,344 become big data
};

/// A key with what lies below it. Methods that set a value return the key itself, so that calls can be chained;
/// a value that is set twice is replaced.
class HiveKey {
public:
    explicit HiveKey(std::string_view name) : name_(name) {}

    /// The key at `path` below this one, made when it is not there yet (names are compared without case).
    /// The reference stays valid as long as this key lives.
    HiveKey& key(std::string_view path);
    /// A new subkey with exactly this name, backslashes included, even when one of that name is there.
    HiveKey& add_raw(std::string_view name);

    HiveKey& value(std::string_view name, std::uint32_t type, Bytes data);
    HiveKey& sz(std::string_view name, std::string_view text);
    HiveKey& expand_sz(std::string_view name, std::string_view text);
    HiveKey& multi_sz(std::string_view name, std::initializer_list<std::string_view> texts);
    HiveKey& multi_sz(std::string_view name, const std::vector<std::string>& texts);
    HiveKey& dword(std::string_view name, std::uint32_t number);
    HiveKey& qword(std::string_view name, std::uint64_t number);
    HiveKey& binary(std::string_view name, Bytes data);
    HiveKey& class_name(std::string_view text);
    /// When the key was last written; without it the hive's own time.
    HiveKey& written(Time time);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& class_text() const { return class_; }
    [[nodiscard]] std::optional<Time> written_at() const { return written_; }
    [[nodiscard]] const std::vector<HiveValue>& values() const { return values_; }
    [[nodiscard]] const std::vector<std::unique_ptr<HiveKey>>& subkeys() const { return subkeys_; }

private:
    HiveKey& child(std::string_view name);

    std::string name_;
    std::string class_;
    std::optional<Time> written_;
    std::vector<HiveValue> values_;
    // unique_ptr, so that a reference from key() survives later additions.
    std::vector<std::unique_ptr<HiveKey>> subkeys_;
};

/// Kinds of subkey lists: lf since NT 4, lh since XP (minor version 5), li in some hives.
enum class ListKind : std::uint8_t { lf, lh, li };

struct HiveOptions {
    std::uint32_t minor_version = 5;                              ///< big data only above 3
    std::uint32_t sequence = 1;                                   ///< both sequence numbers
    Time written = Time(Ticks(std::int64_t{14945764980000000}));  ///< the hive's time; 2017-05-12T08:21:38Z
    std::string file_name;                                        ///< shown in the base block, cut to 31 characters
    ListKind lists = ListKind::lh;
    std::size_t leaf_limit = 507;  ///< more subkeys than this are split under an ri list
};

/// The bytes of a clean primary file.
std::vector<std::byte> build_hive(const HiveKey& root, const HiveOptions& options = {});

/// Recomputes the base block's checksum after a test has changed it.
void seal_base_block(MutableBytes hive);

/// The same hive as after a crash in the middle of a write: primary sequence number one above the secondary.
std::vector<std::byte> make_dirty(std::vector<std::byte> hive);

/// One write of a new-format log: the 4 KiB pages in which `after` differs from `before` (`after` may be longer).
struct LogWrite {
    Bytes before;
    Bytes after;
    std::uint32_t sequence = 0;
};
/// A log of the new format (Windows 8.1 on): base block of `hive` with file type 6, one HvLE entry a write.
std::vector<std::byte> new_format_log(Bytes hive, const std::vector<LogWrite>& writes);

/// A log of the old format (up to Windows 8; with one log XP's): base block of `after`, dirty vector and pages. It fits
/// a primary file whose base block has the same last-written time as `after`.
std::vector<std::byte> old_format_log(Bytes before, Bytes after);

}  // namespace quell::test
