// Scheduled tasks as Windows stores them: the XML of Vista and later (MS-TSCH 2.5), the .job file of Windows 2000 to
// 2003 (MS-TSCH 2.4), and the Actions value of the registry's TaskCache.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace quell::task {

enum class ActionKind : std::uint8_t { exec, com_handler, email, message };
std::string_view name_of(ActionKind kind);

struct Action {
    ActionKind kind = ActionKind::exec;
    std::string command;    ///< program; class id "{…}"; mail server; title of the message
    std::string arguments;  ///< of the program; data for the handler; text of mail or message
    std::string folder;     ///< working directory of a program

    friend bool operator==(const Action&, const Action&) = default;
};

enum class TriggerKind : std::uint8_t { boot, logon, time, calendar, event, idle, registration, session, other };
std::string_view name_of(TriggerKind kind);

struct Trigger {
    TriggerKind kind = TriggerKind::other;
    bool enabled = true;
    /// What the definition says, one line: "StartBoundary=2017-05-12T08:00:00; Repetition.Interval=PT1H". Cut at
    /// `max_trigger_text` bytes.
    std::string text;
};

struct Task {
    std::string uri;  ///< path of the task as it names itself
    std::string author;
    std::string description;  ///< a .job file's comment
    std::string registered;   ///< date as written: local time of the machine that registered it
    std::string user;         ///< account name or SID that it runs as
    std::string group;
    bool highest = false;  ///< run level HighestAvailable
    bool enabled = true;
    bool hidden = false;
    std::vector<Action> actions;
    std::vector<Trigger> triggers;
    /// Why there may be more actions or triggers than these.
    std::optional<Error> incomplete;
};

/// Largest XML that is read, in bytes. Windows' own are below 20 KiB; the tree in memory takes up to 40 times as much.
inline constexpr std::size_t max_xml = std::size_t{2} << 20;
/// The schema nests five deep (MS-TSCH 2.5); what is deeper is no task.
inline constexpr int max_depth = 32;
/// The service registers at most 32 actions and 48 triggers a task; a file that nobody registered may hold more.
inline constexpr std::size_t max_actions = 256;
inline constexpr std::size_t max_triggers = 256;
inline constexpr std::size_t max_trigger_text = 1000;
/// The largest .job file: every string at its 65,535 characters, and every trigger.
inline constexpr std::size_t max_job = std::size_t{4} << 20;

/// A task file: UTF-16 with or without its mark, or UTF-8. Comments and CDATA in a text are taken as Windows takes
/// them, element names by their local part, the first of several. Errc::corrupt: not XML, or not a task; a DOCTYPE is
/// refused. Errc::limit: larger or deeper than the limits.
Result<Task> parse_xml(Bytes data);

/// A .job file. Its account stands elsewhere (in the LSA's secrets), so `user` is empty. Triggers that are cut off
/// leave the rest readable and set `incomplete`.
Result<Task> parse_job(Bytes data);

/// TaskCache\Tasks\{GUID}\Actions, which is what the service runs since Windows 8. Not documented by Microsoft
/// and not checked against a real one here; the layout as it is described by those who took it apart: version (2
/// bytes), from version 2 on the context, then for each action a mark (0x6666 program, 0x7777 handler, 0x8888 mail,
/// 0x9999 message), its id and its fields; strings are UTF-16 after their length in bytes (4 bytes); a program of
/// version 3 is followed by 2 bytes of flags.
struct CachedActions {
    std::uint16_t version = 0;
    std::string context;  ///< id of the principal in the XML, mostly "Author"
    std::vector<Action> actions;
    std::optional<Error> incomplete;  ///< why reading ended before the end
};
Result<CachedActions> parse_actions(Bytes data);

}  // namespace quell::task
