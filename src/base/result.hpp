// What may fail returns Result<T>. An Error says what was expected and where; context is added on the way up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace quell {

/// Why something failed, in the few kinds that a caller may act on.
enum class Errc : std::uint8_t {
    io,           ///< the operating system could not read
    not_found,    ///< no such file, key, value, stream
    denied,       ///< no rights, or refused on purpose (a path that leaves the target)
    corrupt,      ///< the bytes contradict their format
    unsupported,  ///< understood, but not readable here (encrypted, another file system)
    limit,        ///< larger than a limit that this code sets itself
    invalid,      ///< the user's or a pack's words make no sense
    cancelled,    ///< the stop token was set
};

/// Stable name of an error kind, as written to JSON.
std::string_view name_of(Errc code);

struct Error {
    Errc code = Errc::io;
    std::string what;

    /// The same error, seen from one step further out: "where: what".
    [[nodiscard]] Error in(std::string_view where) const { return {code, std::string(where) + ": " + what}; }
};

/// A value or an Error. A class of its own, because an ignored tl::expected alias would pass silently.
template <typename T = void>
class [[nodiscard]] Result : public tl::expected<T, Error> {
public:
    using tl::expected<T, Error>::expected;
};

using Failure = tl::unexpected<Error>;

[[nodiscard]] inline Failure fail(Errc code, std::string what) { return Failure(Error{code, std::move(what)}); }
[[nodiscard]] inline Failure fail(Error error) { return Failure(std::move(error)); }

namespace detail {
template <typename T>
T unwrap(Result<T>&& result) {
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}  // namespace detail

}  // namespace quell

#define QUELL_CONCAT_(a, b) a##b
#define QUELL_CONCAT(a, b) QUELL_CONCAT_(a, b)
#define QUELL_TRY_(name, ...)                                        \
    __extension__({                                                  \
        auto name = (__VA_ARGS__);                                   \
        if (!name) return ::quell::Failure(std::move(name).error()); \
        ::quell::detail::unwrap(std::move(name));                    \
    })

/// The value of a Result, or an early return of its Error. Never inside braces or a new-expression:
/// the early return would leak the elements already built there.
#define TRY(...) QUELL_TRY_(QUELL_CONCAT(quell_try_, __COUNTER__), __VA_ARGS__)

// A unit test that includes doctest first keeps doctest's CHECK; headers therefore do not use this macro.
#ifndef CHECK
/// For our own bugs, never for input.
#define CHECK(condition) \
    ((condition) ? static_cast<void>(0) : ::quell::detail::check_failed(#condition, __FILE__, __LINE__))
#endif
