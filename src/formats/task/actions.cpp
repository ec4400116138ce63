#include <fmt/format.h>

#include "base/text.hpp"
#include "formats/task/task.hpp"

namespace quell::task {

namespace {

constexpr std::uint16_t exec_mark = 0x6666;
constexpr std::uint16_t com_mark = 0x7777;
constexpr std::uint16_t email_mark = 0x8888;
constexpr std::uint16_t message_mark = 0x9999;
constexpr std::uint16_t newest_version = 3;
// Of a mail: attachments and headers. The service refuses more than eight attachments.
constexpr std::uint32_t max_mail_parts = 1024;

Result<std::string> text(ByteReader& in) {
    auto length = TRY(in.u32());
    if (length % 2 != 0)
        return fail(Errc::corrupt, fmt::format("task actions: a text of {} bytes at {}", length, in.offset() - 4));
    auto bytes = TRY(in.bytes(length));
    return utf8_from_utf16le(bytes);
}

Result<std::string> class_id(ByteReader& in) {
    auto a = TRY(in.u32());
    auto b = TRY(in.u16());
    auto c = TRY(in.u16());
    auto rest = TRY(in.bytes(8));
    auto tail = to_hex(rest);
    return fmt::format("{{{:08X}-{:04X}-{:04X}-{}-{}}}", a, b, c, fold_case(tail.substr(0, 4)),
                       fold_case(tail.substr(4)));
}

Result<Action> email(ByteReader& in) {
    Action action;
    action.kind = ActionKind::email;
    for (int field = 0; field < 5; ++field) static_cast<void>(TRY(text(in)));  // from, to, cc, bcc, reply to
    action.command = TRY(text(in));
    static_cast<void>(TRY(text(in)));  // subject
    action.arguments = TRY(text(in));
    auto attachments = TRY(in.u32());
    if (attachments > max_mail_parts) return fail(Errc::limit, "task actions: too many attachments");
    for (std::uint32_t i = 0; i < attachments; ++i) static_cast<void>(TRY(text(in)));
    auto headers = TRY(in.u32());
    if (headers > max_mail_parts) return fail(Errc::limit, "task actions: too many mail headers");
    for (std::uint32_t i = 0; i < 2 * headers; ++i) static_cast<void>(TRY(text(in)));
    return action;
}

Result<Action> action_at(ByteReader& in, std::uint16_t version) {
    auto at = in.offset();
    auto mark = TRY(in.u16());
    static_cast<void>(TRY(text(in)));  // id
    Action action;
    switch (mark) {
        case exec_mark:
            action.command = TRY(text(in));
            action.arguments = TRY(text(in));
            action.folder = TRY(text(in));
            if (version >= 3) static_cast<void>(TRY(in.u16()));
            return action;
        case com_mark:
            action.kind = ActionKind::com_handler;
            action.command = TRY(class_id(in));
            action.arguments = TRY(text(in));
            return action;
        case email_mark: return email(in);
        case message_mark:
            action.kind = ActionKind::message;
            action.command = TRY(text(in));
            action.arguments = TRY(text(in));
            return action;
        default: break;
    }
    return fail(Errc::unsupported, fmt::format("task actions: mark {:#06x} at {}; 0x6666, 0x7777, 0x8888 or 0x9999 "
                                               "was expected",
                                               mark, at));
}

}  // namespace

Result<CachedActions> parse_actions(Bytes data) {
    ByteReader in(data);
    CachedActions out;
    out.version = TRY(in.u16());
    if (out.version == 0 || out.version > newest_version)
        return fail(Errc::unsupported, fmt::format("task actions of version {}; 1 to 3 was expected", out.version));
    if (out.version >= 2) out.context = TRY(text(in));
    while (in.remaining() != 0) {
        if (out.actions.size() == max_actions) {
            out.incomplete = Error{Errc::limit, fmt::format("task actions: more than {}", max_actions)};
            break;
        }
        auto action = action_at(in, out.version);
        if (!action) {
            out.incomplete = action.error();
            break;
        }
        out.actions.push_back(std::move(*action));
    }
    return out;
}

}  // namespace quell::task
