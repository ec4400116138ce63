// An ordinary Windows machine for the worlds: its system files, its people's documents and its hives. Everything is a
// stand-in: programs are built by support/pe_builder.hpp, documents hold generated text.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "formats/pe/pe.hpp"
#include "support/hive_builder.hpp"
#include "support/world.hpp"

namespace quell::test {

/// A person with a profile below C:\Users.
struct Person {
    std::string name;  ///< of the account and of the profile's folder
    std::string sid;
};

/// A share of the LanmanServer service.
struct Share {
    std::string name;
    std::string path;  ///< "C:\Shares\Finance"
};

/// How well somebody looks after a machine.
enum class Upkeep : std::uint8_t {
    none,   ///< firewall off, SMB1 on, no updates, no virus scanner, remote desktop open
    usual,  ///< as Windows comes, with a virus scanner; files are shared with the local network; MS17-010 is missing
    good,   ///< MS17-010 and everything else up to it, automatic updates, SMB1 off, 445 blocked from outside
};

struct Machine {
    std::string computer_name;
    std::string product;       ///< "Windows 7 Professional"
    std::string edition;       ///< "Professional"
    std::string installation;  ///< "Client", "Server"
    std::vector<Person> people;
    std::vector<Share> shares;
    pe::Version srv{};  ///< file version of srv.sys: below 6.1.7601.23689 MS17-010 is missing
    Upkeep upkeep = Upkeep::usual;
    std::vector<std::byte> mount_id;     ///< of C: in MountedDevices
    std::size_t component_files = 2600;  ///< how many files the component store below Windows\winsxs has
    Time installed{};
    Time last_used{};  ///< when the hives were last written in ordinary work
};

/// A document of a person, below the profile.
struct Document {
    std::string folder;  ///< "Documents\Budget"
    std::string name;    ///< "Plan 014.xlsx"
    std::uint64_t size = 0;
    std::uint64_t seed = 0;
    Time written{};

    [[nodiscard]] std::string path() const { return folder + "\\" + name; }
    [[nodiscard]] Content content() const;
};

/// 24 on the Desktop, 4 × 48 in Documents, 3 × 60 in Pictures: every sixth on the Desktop and in Documents is of a type
/// that WannaCry leaves for its later passes (png, zip, mp3), the others of one that it takes first.
std::vector<Document> documents_of(const Person& person);

/// System files, programs and the rest of C: that no person wrote; without hives.
void add_windows(World& world, const Machine& machine);
/// The profile of a person without Desktop, Documents and Pictures, which the world adds from documents_of().
void add_profile(World& world, const Machine& machine, const Person& person);
/// Files a careless rule would take for WannaCry's: notes about it, a text of its name.
void add_near_misses(World& world, const Person& person);

/// A program that tells its name, version and maker, as those of Windows and of decent vendors do. The same name gives
/// the same bytes.
Content program(std::string_view name, const pe::Version& version, std::string_view company);
/// A program or library of Windows 7 SP1.
Content windows_program(std::string_view name);

/// What Windows writes into MountedDevices for a volume: disk signature and byte offset, or "DMIO:ID:" and the GUID.
std::vector<std::byte> mbr_mount_id(std::uint32_t signature, std::uint64_t offset);
std::vector<std::byte> gpt_mount_id(Bytes guid);

/// Changes a hive before it is built.
using HiveEdit = std::function<void(HiveKey&)>;

HiveKey system_hive(const Machine& machine);
HiveKey software_hive(const Machine& machine);
HiveKey person_hive(const Person& person);

/// The hives of a machine, to be changed before they are written.
struct Hives {
    HiveKey system;
    HiveKey software;
    std::vector<HiveKey> people;  ///< NTUSER.DAT of Machine::people, in their order
};
Hives hives_of(const Machine& machine);

/// SYSTEM, SOFTWARE, DEFAULT, SAM, SECURITY, the people's NTUSER.DAT and UsrClass.dat, those of the service accounts.
/// `unflushed` changes SYSTEM as in a crash: the primary file is dirty and without the change, which stands in
/// SYSTEM.LOG1 only (old format, as Windows 7 writes it). An empty edit changes nothing.
void add_hives(World& world, const Machine& machine, Hives hives, const HiveEdit& unflushed);

}  // namespace quell::test
