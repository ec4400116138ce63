#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "formats/task/task.hpp"

namespace quell::task {

namespace {

constexpr std::uint16_t file_version = 1;
// Offsets in FIXDLEN_DATA (MS-TSCH 2.4.1), which is 68 bytes long.
constexpr std::size_t name_offset_at = 20;
constexpr std::size_t trigger_offset_at = 22;
constexpr std::size_t flags_at = 48;
constexpr std::size_t fixed_length = 68;
// TASK_FLAG_* of mstask.h.
constexpr std::uint32_t flag_disabled = 0x4;
constexpr std::uint32_t flag_hidden = 0x200;
// TASK_TRIGGER_FLAG_* of mstask.h.
constexpr std::uint32_t trigger_has_end = 0x1;
constexpr std::uint32_t trigger_disabled = 0x4;
constexpr std::size_t trigger_length = 48;

Result<std::string> counted_text(ByteReader& in) {
    auto characters = TRY(in.u16());
    auto bytes = TRY(in.bytes(std::uint64_t{2} * characters));
    auto text = utf8_from_utf16le(bytes);
    text.resize(std::min(text.size(), text.find('\0')));
    return text;
}

std::string day(Bytes data, std::size_t at) {
    return fmt::format("{:04}-{:02}-{:02}", load_le<std::uint16_t>(data, at), load_le<std::uint16_t>(data, at + 2),
                       load_le<std::uint16_t>(data, at + 4));
}

// TASK_TRIGGER of MS-TSCH 2.4.2.11.
Trigger trigger_of(Bytes data) {
    struct Type {
        TriggerKind kind;
        std::string_view word;
    };
    constexpr std::array<Type, 8> types{{{TriggerKind::time, "once"},
                                         {TriggerKind::calendar, "daily"},
                                         {TriggerKind::calendar, "weekly"},
                                         {TriggerKind::calendar, "monthly-date"},
                                         {TriggerKind::calendar, "monthly-weekday"},
                                         {TriggerKind::idle, "on-idle"},
                                         {TriggerKind::boot, "at-start"},
                                         {TriggerKind::logon, "at-logon"}}};
    auto duration = load_le<std::uint32_t>(data, 20);
    auto interval = load_le<std::uint32_t>(data, 24);
    auto flags = load_le<std::uint32_t>(data, 28);
    auto type = load_le<std::uint32_t>(data, 32);
    Trigger trigger;
    trigger.enabled = (flags & trigger_disabled) == 0;
    trigger.kind = type < types.size() ? types[type].kind : TriggerKind::other;
    trigger.text = fmt::format("{}; StartBoundary={}T{:02}:{:02}",
                               type < types.size() ? std::string(types[type].word) : fmt::format("type {}", type),
                               day(data, 4), load_le<std::uint16_t>(data, 16), load_le<std::uint16_t>(data, 18));
    if ((flags & trigger_has_end) != 0) trigger.text += "; EndBoundary=" + day(data, 10);
    if (interval != 0) trigger.text += fmt::format("; Repetition.Interval=PT{}M", interval);
    if (duration != 0) trigger.text += fmt::format("; Repetition.Duration=PT{}M", duration);
    return trigger;
}

Result<void> read_triggers(Bytes data, std::size_t offset, std::vector<Trigger>& triggers) {
    ByteReader in(data);
    TRY(in.seek(offset));
    auto count = TRY(in.u16());
    for (std::uint16_t i = 0; i < count; ++i) {
        if (triggers.size() == max_triggers) return fail(Errc::limit, fmt::format("job: {} triggers", count));
        auto trigger = TRY(in.bytes(trigger_length));
        triggers.push_back(trigger_of(trigger));
    }
    return {};
}

}  // namespace

Result<Task> parse_job(Bytes data) {
    if (data.size() > max_job) return fail(Errc::limit, fmt::format("job: {} bytes", data.size()));
    ByteReader in(data);
    auto product = TRY(in.u16());
    auto version = TRY(in.u16());
    if (version != file_version || data.size() < fixed_length)
        return fail(Errc::corrupt,
                    fmt::format("not a job file: product {:#06x}, format {}; format 1 was expected", product, version));
    auto flags = load_le<std::uint32_t>(data, flags_at);
    auto name_offset = load_le<std::uint16_t>(data, name_offset_at);
    if (name_offset < fixed_length) return fail(Errc::corrupt, "job: the program's name lies inside the header");
    TRY(in.seek(name_offset));
    Task task;
    task.enabled = (flags & flag_disabled) == 0;
    task.hidden = (flags & flag_hidden) != 0;
    Action action;
    action.command = TRY(counted_text(in));
    action.arguments = TRY(counted_text(in));
    action.folder = TRY(counted_text(in));
    task.author = TRY(counted_text(in));
    task.description = TRY(counted_text(in));
    task.actions.push_back(std::move(action));
    auto triggers = read_triggers(data, load_le<std::uint16_t>(data, trigger_offset_at), task.triggers);
    if (!triggers) task.incomplete = triggers.error().in("job, triggers");
    return task;
}

}  // namespace quell::task
