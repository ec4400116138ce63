#include "support/task_builder.hpp"

#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::test {

namespace {

std::string xml_text(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else
            out += c;
    }
    return out;
}

std::string element(std::string_view name, std::string_view text) {
    return text.empty() ? std::string() : fmt::format("<{0}>{1}</{0}>", name, xml_text(text));
}

std::string action_xml(const task::Action& action) {
    switch (action.kind) {
        case task::ActionKind::exec:
            return "<Exec>" + element("Command", action.command) + element("Arguments", action.arguments) +
                   element("WorkingDirectory", action.folder) + "</Exec>";
        case task::ActionKind::com_handler:
            return "<ComHandler>" + element("ClassId", action.command) + element("Data", action.arguments) +
                   "</ComHandler>";
        case task::ActionKind::email:
            return "<SendEmail>" + element("Server", action.command) + element("Body", action.arguments) +
                   "</SendEmail>";
        case task::ActionKind::message:
            return "<ShowMessage>" + element("Title", action.command) + element("Body", action.arguments) +
                   "</ShowMessage>";
    }
    return {};
}

class Writer {
public:
    template <typename T>
    Writer& number(T value) {
        for (std::size_t i = 0; i < sizeof(T); ++i)
            out.push_back(static_cast<std::byte>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFF));
        return *this;
    }
    Writer& bytes(Bytes data) {
        out.insert(out.end(), data.begin(), data.end());
        return *this;
    }
    /// Length in bytes (4), then UTF-16.
    Writer& long_text(std::string_view text) {
        auto data = encode(text, TextForm::utf16_without_mark);
        return number(static_cast<std::uint32_t>(data.size())).bytes(data);
    }
    /// Characters with the closing NUL (2), then UTF-16; nothing at all for an empty text.
    Writer& counted_text(std::string_view text) {
        if (text.empty()) return number(std::uint16_t{0});
        auto data = encode(text, TextForm::utf16_without_mark);
        return number(static_cast<std::uint16_t>(data.size() / 2 + 1)).bytes(data).number(std::uint16_t{0});
    }
    std::vector<std::byte> out;
};

// "{00112233-4455-6677-8899-aabbccddeeff}" as a GUID lies in memory.
void write_class_id(Writer& writer, std::string_view text) {
    std::string digits;
    for (char c : text)
        if (c != '{' && c != '}' && c != '-') digits += c;
    auto raw = from_hex(digits);
    CHECK(raw && raw->size() == 16);
    for (std::size_t i : {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15}) writer.out.push_back((*raw)[i]);
}

}  // namespace

task::Action exec(std::string_view command, std::string_view arguments, std::string_view folder) {
    return {task::ActionKind::exec, std::string(command), std::string(arguments), std::string(folder)};
}

task::Action com_handler(std::string_view class_id, std::string_view data) {
    return {task::ActionKind::com_handler, std::string(class_id), std::string(data), {}};
}

std::vector<std::byte> encode(std::string_view text, TextForm form) {
    std::vector<std::byte> out;
    auto add = [&](std::initializer_list<unsigned> bytes) {
        for (auto byte : bytes) out.push_back(static_cast<std::byte>(byte));
    };
    if (form == TextForm::utf8 || form == TextForm::utf8_with_mark) {
        if (form == TextForm::utf8_with_mark) add({0xEF, 0xBB, 0xBF});
        auto bytes = as_bytes(text);
        out.insert(out.end(), bytes.begin(), bytes.end());
        return out;
    }
    auto big = form == TextForm::utf16_big_endian;
    if (big) add({0xFE, 0xFF});
    if (form == TextForm::utf16) add({0xFF, 0xFE});
    for (auto unit : utf16_from_utf8(text)) {
        auto low = static_cast<unsigned>(unit) & 0xFF;
        auto high = static_cast<unsigned>(unit) >> 8;
        if (big)
            add({high, low});
        else
            add({low, high});
    }
    return out;
}

std::vector<std::byte> build_task_xml(const TaskSpec& task, TextForm form) {
    auto narrow = form == TextForm::utf8 || form == TextForm::utf8_with_mark;
    auto xml = fmt::format("<?xml version=\"1.0\" encoding=\"{}\"?>\r\n", narrow ? "UTF-8" : "UTF-16");
    xml += "<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\r\n";
    xml += "  <RegistrationInfo>" + element("Date", task.registered) + element("Author", task.author) +
           element("Description", task.description) + element("URI", task.uri) + "</RegistrationInfo>\r\n  <Triggers>";
    for (const auto& trigger : task.triggers) xml += trigger;
    xml += "</Triggers>\r\n  <Principals><Principal id=\"Author\">" + element("UserId", task.user) +
           element("RunLevel", task.highest ? "HighestAvailable" : "LeastPrivilege") + "</Principal></Principals>\r\n";
    xml +=
        fmt::format("  <Settings><Hidden>{}</Hidden><Enabled>{}</Enabled></Settings>\r\n", task.hidden, task.enabled);
    xml += "  <Actions Context=\"Author\">";
    for (const auto& action : task.actions) xml += action_xml(action);
    return encode(xml + "</Actions>\r\n</Task>\r\n", form);
}

std::vector<std::byte> build_job(const TaskSpec& task) {
    CHECK(!task.actions.empty());
    const auto& action = task.actions.front();
    Writer tail;  // what follows FIXDLEN_DATA: from the running instances on
    tail.number(std::uint16_t{0});
    tail.counted_text(action.command).counted_text(action.arguments).counted_text(action.folder);
    tail.counted_text(task.author).counted_text(task.description);
    tail.number(std::uint16_t{0}).number(std::uint16_t{8}).number(std::uint64_t{0});  // user data, reserved
    constexpr std::size_t fixed = 68;
    auto triggers_at = fixed + tail.out.size();
    tail.number(std::uint16_t{1});
    tail.number(std::uint16_t{48}).number(std::uint16_t{0});
    for (std::uint16_t part : {2017, 5, 12, 0, 0, 0, 9, 30}) tail.number(part);
    tail.number(std::uint32_t{0}).number(std::uint32_t{0}).number(std::uint32_t{0}).number(std::uint32_t{1});
    for (std::uint16_t part : {1, 0, 0, 0, 0, 0}) tail.number(part);

    Writer job;
    job.number(std::uint16_t{0x501}).number(std::uint16_t{1});
    job.number(std::uint64_t{0x1122334455667788}).number(std::uint64_t{0x99AABBCCDDEEFF00});
    job.number(static_cast<std::uint16_t>(fixed + 2)).number(static_cast<std::uint16_t>(triggers_at));
    job.number(std::uint64_t{0}).number(std::uint32_t{0x20}).number(std::uint32_t{259'200'000});
    job.number(std::uint32_t{0}).number(std::uint32_t{0x00041303});
    job.number((task.enabled ? 0U : 4U) | (task.hidden ? 0x200U : 0U));
    job.number(std::uint64_t{0}).number(std::uint64_t{0});
    CHECK(job.out.size() == fixed);
    job.bytes(tail.out);
    return job.out;
}

std::vector<std::byte> build_cached_actions(const std::vector<task::Action>& actions, std::uint16_t version) {
    Writer out;
    out.number(version);
    if (version >= 2) out.long_text("Author");
    for (const auto& action : actions) {
        if (action.kind == task::ActionKind::com_handler) {
            out.number(std::uint16_t{0x7777}).long_text("");
            write_class_id(out, action.command);
            out.long_text(action.arguments);
        } else if (action.kind == task::ActionKind::message) {
            out.number(std::uint16_t{0x9999}).long_text("").long_text(action.command).long_text(action.arguments);
        } else if (action.kind == task::ActionKind::email) {
            out.number(std::uint16_t{0x8888}).long_text("");
            for (int i = 0; i < 5; ++i) out.long_text("a@example.test");
            out.long_text(action.command).long_text("subject").long_text(action.arguments);
            out.number(std::uint32_t{1}).long_text("C:\\a.txt");
            out.number(std::uint32_t{1}).long_text("X-Key").long_text("value");
        } else {
            out.number(std::uint16_t{0x6666}).long_text("");
            out.long_text(action.command).long_text(action.arguments).long_text(action.folder);
            if (version >= 3) out.number(std::uint16_t{0});
        }
    }
    return out.out;
}

void add_to_task_cache(HiveKey& software, std::string_view path, const TaskSpec& task, const CacheOptions& options) {
    auto& cache = software.key("Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache");
    if (options.in_tree) {
        auto& leaf = cache.key("Tree" + std::string(path));
        leaf.sz("Id", options.id).dword("Index", options.index);
        constexpr std::array<std::byte, 20> descriptor{std::byte{1}, std::byte{0}, std::byte{4}, std::byte{0x80}};
        if (options.security_descriptor) leaf.binary("SD", descriptor);
    }
    auto& entry = cache.key("Tasks\\" + options.id);
    entry.sz("Path", path).sz("Author", task.author);
    if (options.actions) entry.binary("Actions", build_cached_actions(task.actions));
}

}  // namespace quell::test
