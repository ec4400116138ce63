// Marvin32, the hash that seals the entries of registry logs since Windows 8.1.
#pragma once

#include "base/bytes.hpp"

namespace quell::regf {

/// The seed that Windows uses for registry logs; bytes 82 EF 4D 88 7A 4E 55 C5 in the order in which the format's
/// description prints them, that is 0x82EF4D887A4E55C5 as a number.
inline constexpr std::uint64_t log_seed = 0x82EF4D887A4E55C5;

/// Low half of the state in the low 32 bits of the result. Algorithm: US patent 8,555,073; the same as SymCrypt's.
std::uint64_t marvin32(Bytes data, std::uint64_t seed = log_seed);

}  // namespace quell::regf
