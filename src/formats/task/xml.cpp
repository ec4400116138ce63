#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "base/text.hpp"
#include "formats/task/task.hpp"

namespace quell::task {

namespace {

// pugixml parses in one loop, frees its pages in another and expands only the five entities of XML itself and
// character references; nothing below recurses either, so that no nesting of the input can use up the stack.
constexpr unsigned parse_flags = pugi::parse_default | pugi::parse_doctype;

std::string from_utf16(Bytes data, bool big_endian) {
    if (!big_endian) return utf8_from_utf16le(data);
    std::vector<std::byte> swapped(data.begin(), data.end());
    for (std::size_t i = 0; i + 1 < swapped.size(); i += 2) std::swap(swapped[i], swapped[i + 1]);
    return utf8_from_utf16le(swapped);
}

// By its mark or, without one, by where the zero of the first "<" stands.
std::string to_utf8(Bytes data) {
    auto starts = [&](std::initializer_list<unsigned> bytes) {
        std::size_t i = 0;
        return data.size() >= bytes.size() &&
               std::all_of(bytes.begin(), bytes.end(), [&](unsigned byte) { return data[i++] == std::byte(byte); });
    };
    if (starts({0xFF, 0xFE})) return from_utf16(data.subspan(2), false);
    if (starts({0xFE, 0xFF})) return from_utf16(data.subspan(2), true);
    if (starts({'<', 0})) return from_utf16(data, false);
    if (starts({0, '<'})) return from_utf16(data, true);
    if (starts({0xEF, 0xBB, 0xBF})) data = data.subspan(3);
    return std::string(as_text(data));
}

std::string_view local_name(pugi::xml_node node) {
    std::string_view name = node.name();
    auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(pugi::xml_node node, std::string_view name) {
    for (auto at = node.first_child(); at; at = at.next_sibling())
        if (at.type() == pugi::node_element && local_name(at) == name) return at;
    return {};
}

// All of a text: a comment or CDATA in its middle splits it into several nodes.
std::string text_of(pugi::xml_node node) {
    std::string text;
    for (auto at = node.first_child(); at; at = at.next_sibling())
        if (at.type() == pugi::node_pcdata || at.type() == pugi::node_cdata) text += at.value();
    return std::string(trim(text));
}

std::string text_at(pugi::xml_node node, std::string_view name) { return text_of(child(node, name)); }

bool flag_at(pugi::xml_node node, std::string_view name, bool otherwise) {
    auto text = text_at(node, name);
    if (text.empty()) return otherwise;
    return equal_fold(text, "true") || text == "1";
}

/// The node after `node` below `root`, in the order of the text; `depth` follows.
pugi::xml_node next_below(pugi::xml_node root, pugi::xml_node node, int& depth) {
    if (auto below = node.first_child()) {
        ++depth;
        return below;
    }
    while (node && node != root) {
        if (auto beside = node.next_sibling()) return beside;
        node = node.parent();
        --depth;
    }
    return {};
}

Result<void> check_depth(const pugi::xml_document& document) {
    int depth = 0;
    for (pugi::xml_node node = document; node; node = next_below(document, node, depth)) {
        if (depth > max_depth)
            return fail(Errc::limit, fmt::format("task XML: elements nest deeper than {}", max_depth));
        if (node.type() == pugi::node_doctype) return fail(Errc::corrupt, "task XML: has a DOCTYPE, which no task has");
    }
    return {};
}

Action action_of(pugi::xml_node node, ActionKind kind) {
    switch (kind) {
        case ActionKind::exec:
            return {kind, text_at(node, "Command"), text_at(node, "Arguments"), text_at(node, "WorkingDirectory")};
        case ActionKind::com_handler: return {kind, text_at(node, "ClassId"), text_at(node, "Data"), {}};
        case ActionKind::email: return {kind, text_at(node, "Server"), text_at(node, "Body"), {}};
        case ActionKind::message: return {kind, text_at(node, "Title"), text_at(node, "Body"), {}};
    }
    return {};
}

void read_actions(pugi::xml_node actions, Task& task) {
    constexpr std::array<std::pair<std::string_view, ActionKind>, 4> kinds{{{"Exec", ActionKind::exec},
                                                                            {"ComHandler", ActionKind::com_handler},
                                                                            {"SendEmail", ActionKind::email},
                                                                            {"ShowMessage", ActionKind::message}}};
    for (auto node = actions.first_child(); node; node = node.next_sibling())
        for (const auto& [name, kind] : kinds) {
            if (node.type() != pugi::node_element || local_name(node) != name) continue;
            if (task.actions.size() == max_actions) {
                task.incomplete = Error{Errc::limit, fmt::format("task XML: more than {} actions", max_actions)};
                return;
            }
            task.actions.push_back(action_of(node, kind));
        }
}

// "StartBoundary=…; Repetition.Interval=…": every text below, by its path.
std::string trigger_text(pugi::xml_node trigger) {
    std::string out;
    int depth = 0;
    for (auto node = next_below(trigger, trigger, depth); node && out.size() < max_trigger_text;
         node = next_below(trigger, node, depth)) {
        if (node.type() != pugi::node_element || (depth == 1 && local_name(node) == "Enabled")) continue;
        auto text = text_of(node);
        if (text.empty() && (node.first_child() || depth == 1)) continue;
        std::string path;
        for (auto at = node; at != trigger; at = at.parent())
            path = path.empty() ? std::string(local_name(at)) : fmt::format("{}.{}", local_name(at), path);
        out += fmt::format("{}{}", out.empty() ? "" : "; ", path);
        if (!text.empty()) out += "=" + text;
    }
    if (out.size() > max_trigger_text) out.resize(max_trigger_text);
    return out;
}

void read_triggers(pugi::xml_node triggers, Task& task) {
    constexpr std::array<std::pair<std::string_view, TriggerKind>, 8> kinds{
        {{"BootTrigger", TriggerKind::boot},
         {"LogonTrigger", TriggerKind::logon},
         {"TimeTrigger", TriggerKind::time},
         {"CalendarTrigger", TriggerKind::calendar},
         {"EventTrigger", TriggerKind::event},
         {"IdleTrigger", TriggerKind::idle},
         {"RegistrationTrigger", TriggerKind::registration},
         {"SessionStateChangeTrigger", TriggerKind::session}}};
    for (auto node = triggers.first_child(); node; node = node.next_sibling()) {
        if (node.type() != pugi::node_element) continue;
        if (task.triggers.size() == max_triggers) {
            task.incomplete = Error{Errc::limit, fmt::format("task XML: more than {} triggers", max_triggers)};
            return;
        }
        auto known = std::find_if(kinds.begin(), kinds.end(),
                                  [&](const auto& entry) { return entry.first == local_name(node); });
        task.triggers.push_back({known == kinds.end() ? TriggerKind::other : known->second,
                                 flag_at(node, "Enabled", true), trigger_text(node)});
    }
}

// The principal that the actions' Context names, else the first.
pugi::xml_node principal_of(pugi::xml_node root, std::string_view context) {
    auto principals = child(root, "Principals");
    if (!context.empty())
        for (auto node = principals.first_child(); node; node = node.next_sibling())
            if (local_name(node) == "Principal" && node.attribute("id").value() == context) return node;
    return child(principals, "Principal");
}

}  // namespace

Result<Task> parse_xml(Bytes data) {
    if (data.size() > max_xml)
        return fail(Errc::limit, fmt::format("task XML: {} bytes; at most {} are read", data.size(), max_xml));
    auto text = to_utf8(data);
    pugi::xml_document document;  // its nodes point into the text
    auto parsed = document.load_buffer_inplace(text.data(), text.size(), parse_flags, pugi::encoding_utf8);
    if (!parsed)
        return fail(Errc::corrupt, fmt::format("not XML: {} at character {}; a task was expected", parsed.description(),
                                               parsed.offset));
    TRY(check_depth(document));
    auto root = document.document_element();
    if (local_name(root) != "Task")
        return fail(Errc::corrupt,
                    fmt::format("XML whose root is <{}>; <Task> was expected", local_name(root).substr(0, 64)));
    Task task;
    auto about = child(root, "RegistrationInfo");
    task.uri = text_at(about, "URI");
    task.author = text_at(about, "Author");
    task.description = text_at(about, "Description");
    task.registered = text_at(about, "Date");
    auto actions = child(root, "Actions");
    auto principal = principal_of(root, actions.attribute("Context").value());
    task.user = text_at(principal, "UserId");
    task.group = text_at(principal, "GroupId");
    task.highest = text_at(principal, "RunLevel") == "HighestAvailable";
    auto settings = child(root, "Settings");
    task.enabled = flag_at(settings, "Enabled", true);
    task.hidden = flag_at(settings, "Hidden", false);
    read_actions(actions, task);
    read_triggers(child(root, "Triggers"), task);
    return task;
}

}  // namespace quell::task
