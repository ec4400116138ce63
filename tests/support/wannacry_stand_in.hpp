// Inert stand-ins for WannaCry's files: names, sizes, link times and structure from public analyses (FireEye,
// Microsoft's Security Blog, wanakiwi, Tencent), zeros or our own words everywhere else. No byte comes from the
// malware, so no hash of it can match; nothing here does anything when it is started.
#pragma once

#include <string>
#include <vector>

#include "support/world.hpp"

namespace quell::test::wannacry {

inline constexpr std::uint32_t loader_size = 3723264;
inline constexpr std::uint32_t dropper_size = 3514368;
inline constexpr std::uint32_t decryptor_size = 245760;
inline constexpr std::uint32_t small_tool_size = 20480;

/// tasksche.exe: 3,514,368 bytes; resource XIA/2058/1033 of 3,446,325 bytes at offset 65776 that begins like a ZIP; a
/// version resource that poses as diskpart.exe 6.1.7601.17514.
std::vector<std::byte> dropper();
/// mssecsvc.exe: 3,723,264 bytes; resource R/1831/1033 at offset 204964 is dropper(); the original name is
/// lhdfrgui.exe.
std::vector<std::byte> loader();
/// @WanaDecryptor@.exe, also u.wnry.
std::vector<std::byte> decryptor();
/// taskdl.exe and taskse.exe.
std::vector<std::byte> small_tool();

/// 3: only the head was moved to the end, everything else is readable (.WNCYR). 4: encrypted (.WNCRY).
enum class Operation : std::uint32_t { head_moved = 3, encrypted = 4 };

/// The 280 bytes that every container starts with; the "encrypted key" is noise.
std::vector<std::byte> container_header(Operation operation, std::uint64_t original_size, std::uint64_t seed);
/// A .WNCRY of an original of this size: header and noise, padded to 16.
Content encrypted(std::uint64_t original_size, std::uint64_t seed);
/// A .WNCYR: `original` with its first 64 KiB zeroed and copied to the end, the header over the start.
Content head_moved(const Content& original, std::uint64_t seed);

/// @Please_Read_Me@.txt: our own sentence, not the malware's.
Content note();
/// @WanaDecryptor@.exe.lnk: the header of a shortcut.
Content shortcut();

/// The working folder's files below `folder`, made at `when`: programs, *.wnry, msg\, keys, TaskData\Tor\, the batch
/// file.
void add_working_folder(World& world, const std::string& folder, Time when);

}  // namespace quell::test::wannacry
