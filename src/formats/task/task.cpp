#include "formats/task/task.hpp"

namespace quell::task {

std::string_view name_of(ActionKind kind) {
    switch (kind) {
        case ActionKind::exec: return "exec";
        case ActionKind::com_handler: return "com-handler";
        case ActionKind::email: return "email";
        case ActionKind::message: return "message";
    }
    return "exec";
}

std::string_view name_of(TriggerKind kind) {
    switch (kind) {
        case TriggerKind::boot: return "boot";
        case TriggerKind::logon: return "logon";
        case TriggerKind::time: return "time";
        case TriggerKind::calendar: return "calendar";
        case TriggerKind::event: return "event";
        case TriggerKind::idle: return "idle";
        case TriggerKind::registration: return "registration";
        case TriggerKind::session: return "session";
        case TriggerKind::other: return "other";
    }
    return "other";
}

}  // namespace quell::task
