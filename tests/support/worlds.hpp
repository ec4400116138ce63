// The worlds of the demo and of the tests, with what a scan of them must find. Everything is inert and made by code.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/machine.hpp"
#include "support/world.hpp"

namespace quell::test {

/// Encrypted files (*.WNCRY) of one folder.
struct ExpectedFolder {
    std::string path;  ///< "C:\Users\jchen\Desktop"
    std::string sid;   ///< of the person whose profile it lies in; empty elsewhere
    std::uint64_t encrypted = 0;
    std::uint64_t bytes = 0;  ///< of the encrypted files
    Time first{};             ///< earliest creation
    Time last{};              ///< latest
};

struct ExpectedFamily {
    std::string id;
    std::string confidence;
    std::string stage;
};

struct Expected {
    std::string state;                     ///< of the host
    std::vector<ExpectedFamily> families;  ///< those that are more than a trace, confirmed ones first, by id
    std::vector<ExpectedFolder> folders;   ///< in the order of encryption
    std::uint64_t encrypted = 0;           ///< *.WNCRY
    std::uint64_t bytes = 0;               ///< of them
    std::uint64_t head_moved = 0;          ///< *.WNCYR
    std::uint64_t staged = 0;              ///< *.WNCRYT
    std::uint64_t notes = 0;               ///< @Please_Read_Me@.txt
    std::uint64_t decryptors = 0;          ///< @WanaDecryptor@.exe, the working folder's included
    std::uint64_t shortcuts = 0;           ///< @WanaDecryptor@.exe.lnk
    Time infected{};                       ///< when the first file of the malware was made
    Time first_encrypted{};
    Time last_encrypted{};
};

enum class Table : std::uint8_t { mbr, gpt };

inline constexpr std::uint32_t demo_disk_signature = 0x51E11A07;
/// Start of the Windows volume: behind 1 MiB and 32 MiB of System Reserved (MBR) or Microsoft Reserved (GPT).
inline constexpr std::uint64_t demo_first_offset = 1ULL << 20;
inline constexpr std::uint64_t demo_windows_offset = 33ULL << 20;
/// Unique GUID of the Windows partition of a GPT disk: 70E21C4B-319A-4F5D-A610-3E772108C459.
inline constexpr std::string_view demo_windows_guid = "4b1ce2709a315d4fa6103e772108c459";

/// A disk with one Windows volume and, on an MBR disk, "System Reserved" before it.
struct DemoWorld {
    std::string name;  ///< "infected"
    Machine machine;
    World windows;
    World system_reserved;  ///< empty: no such partition
    Table table = Table::mbr;
    std::uint64_t volume_size = 0;  ///< of the Windows volume, bytes
    Expected expected;
};

/// Facts that all worlds with the infection share.
namespace infected_facts {
inline constexpr const char* random_name = "rvwtmqkzhsgf831";
inline constexpr const char* working_folder = R"(C:\ProgramData\rvwtmqkzhsgf831)";
inline constexpr const char* loader = R"(C:\Windows\mssecsvc.exe)";
inline constexpr const char* loader_service = "mssecsvc2.0";
inline constexpr const char* miner_at = "2018-11-20T03:12:40Z";
inline constexpr const char* infected_at = "2018-11-26T07:44:11Z";
}  // namespace infected_facts

/// Windows 7 SP1 x64 ACCT-PC07, MBR. WannaMine 3 has been here for a week, WannaCry is in the middle of its work. Both
/// services of WannaCry stand only in SYSTEM.LOG1: the primary hive is dirty and was written before.
DemoWorld infected_world();
/// The same machine without any of it, patched (srv.sys 6.1.7601.23689) and well kept, with files of similar names.
DemoWorld clean_world();
/// Windows Server 2008 R2 FS01, GPT. Its shares were encrypted from another machine; nothing ever ran here.
DemoWorld file_server_world();

/// Windows 7 SP1 x64 RECEPTION-03, MBR. EternalRocks' second stage is at work: tasks, folder, leaked tools.
DemoWorld eternalrocks_world();
/// Windows 7 SP1 x64 STORE-02, MBR. Nothing of any worm, and nobody looks after it: MS17-010 is missing, SMB1 is on,
/// the firewall is off, no updates come.
DemoWorld exposed_world();

/// `count` ordinary files of one machine and its hives, for measuring.
DemoWorld large_world(std::uint64_t count);

}  // namespace quell::test
