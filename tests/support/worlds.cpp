#include "support/worlds.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "support/families.hpp"
#include "support/wannacry_stand_in.hpp"

namespace quell::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr pe::Version srv_without_ms17_010{6, 1, 7601, 17514};
constexpr pe::Version srv_with_ms17_010{6, 1, 7601, 23689};
constexpr std::size_t pictures_encrypted = 40;

Time at(std::string_view text) { return *parse_time(text); }

Machine workstation() {
    Machine machine;
    machine.computer_name = "ACCT-PC07";
    machine.product = "Windows 7 Professional";
    machine.edition = "Professional";
    machine.installation = "Client";
    machine.people = {{"jchen", "S-1-5-21-1708537768-1303643608-725345543-1001"},
                      {"\u674E\u660E", "S-1-5-21-1708537768-1303643608-725345543-1002"}};
    machine.srv = srv_without_ms17_010;
    machine.mount_id = mbr_mount_id(demo_disk_signature, demo_windows_offset);
    machine.installed = at("2014-03-03T02:15:00Z");
    machine.last_used = at("2018-11-26T07:43:58Z");
    return machine;
}

World system_reserved() {
    World world;
    world.stamp(at("2014-03-03T02:05:00Z"));
    world.file("bootmgr", Content::prose(1, 383786)).hidden().system().read_only();
    world.file("BOOTSECT.BAK", Content::zeros(8192)).hidden().system().read_only();
    HiveKey boot_configuration("NewStoreRoot");
    boot_configuration.key("Description").dword("System", 1).dword("TreatAsSystem", 1);
    boot_configuration.key("Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Elements\\24000001").sz("Element", "");
    world.file("Boot\\BCD", Content::bytes(build_hive(boot_configuration)));
    world.file("Boot\\memtest.exe", Content::zeros(4096));
    return world;
}

void add_document(World& world, const Person& person, const Document& document) {
    world.stamp(document.written);
    world.file("Users\\" + person.name + "\\" + document.path(), document.content());
}

bool waits_for_later_pass(const Document& document) {
    return document.name.ends_with(".png") || document.name.ends_with(".zip") || document.name.ends_with(".mp3");
}

/// Encrypts documents one after the other and counts.
class Damage {
public:
    Damage(World& world, Expected& expected, Time begin) : world_(world), expected_(expected), now_(begin) {}

    /// `folder` and `name` of the original, below the volume.
    void encrypt(const std::string& folder, const std::string& name, std::uint64_t size, std::uint64_t seed,
                 const std::string& sid) {
        auto content = wannacry::encrypted(size, seed);
        const auto path = "C:\\" + folder;
        auto found = std::find_if(expected_.folders.begin(), expected_.folders.end(),
                                  [&](const ExpectedFolder& f) { return f.path == path; });
        if (found == expected_.folders.end()) {
            expected_.folders.push_back({path, sid, 0, 0, now_, now_});
            found = expected_.folders.end() - 1;
            leave_note(folder);
        }
        ++found->encrypted;
        found->bytes += content.size();
        found->last = now_;
        if (expected_.encrypted++ == 0) expected_.first_encrypted = now_;
        expected_.last_encrypted = now_;
        expected_.bytes += content.size();
        world_.stamp(now_);
        world_.file(folder + "\\" + name + ".WNCRY", std::move(content));
        now_ += milliseconds(1100);
    }

    void leave_decryptor(const std::string& folder) {
        world_.stamp(now_);
        world_.file(folder + "\\@WanaDecryptor@.exe", decryptor_).dos_name("@WANAD~1.EXE");
        ++expected_.decryptors;
    }

    [[nodiscard]] Time now() const { return now_; }

private:
    void leave_note(const std::string& folder) {
        world_.stamp(now_);
        world_.file(folder + "\\@Please_Read_Me@.txt", wannacry::note());
        world_.file(folder + "\\@WanaDecryptor@.exe.lnk", wannacry::shortcut());
        ++expected_.notes;
        ++expected_.shortcuts;
    }

    World& world_;
    Expected& expected_;
    Time now_;
    Content decryptor_ = Content::bytes(wannacry::decryptor());
};

/// Desktop and Documents are done (except for the types of a later pass), Pictures of the first person has begun.
void encrypt_people(World& world, const Machine& machine, Expected& expected) {
    Damage damage(world, expected, at("2018-11-26T07:44:31Z"));
    std::uint64_t staged = 0;
    for (const auto& person : machine.people) {
        const auto home = "Users\\" + person.name + "\\";
        const bool first = &person == &machine.people.front();
        std::size_t pictures = 0;
        for (const auto& document : documents_of(person)) {
            const bool picture = document.folder.starts_with("Pictures");
            if (waits_for_later_pass(document) || (picture && (!first || pictures >= pictures_encrypted))) {
                add_document(world, person, document);
                continue;
            }
            if (picture && pictures++ >= pictures_encrypted - 12) {
                // Originals outside Desktop and Documents are moved to Temp; taskdl.exe has removed the first ones.
                world.stamp({document.written, document.written, damage.now(), document.written});
                world.file(fmt::format("{}AppData\\Local\\Temp\\{}.WNCRYT", home, 28 + staged++), document.content());
            }
            damage.encrypt(home + document.folder, document.name, document.size, document.seed, person.sid);
        }
        damage.leave_decryptor(home + "Desktop");
    }
    world.stamp(damage.now());
    const auto half_written = documents_of(machine.people.front())[24 + 192 + pictures_encrypted];
    world.file("Users\\" + machine.people.front().name + "\\" + half_written.path() + ".WNCRYT",
               Content::bytes(wannacry::container_header(wannacry::Operation::encrypted, half_written.size, 5)));
    expected.staged = staged + 1;
}

/// Files over 200 MiB: only their head was moved.
void add_large_archives(World& world, const Machine& machine, Expected& expected) {
    constexpr std::uint64_t sizes[] = {0xC800000 + 0x100000, 0xC800000 + 0x2340000, 0xC800000 + 0x800};
    std::uint64_t number = 0;
    for (auto size : sizes) {
        const auto& person = machine.people[number == 2 ? 1 : 0];
        auto original = Content::zeros(size).with(0, Content::prose(number, 0x10000).all());
        world.stamp({at("2016-01-04T01:00:00Z"), at("2018-11-26T07:45:00Z") + seconds(number),
                     at("2018-11-26T07:45:00Z") + seconds(number), at("2018-11-26T07:45:00Z")});
        world
            .file(fmt::format("Users\\{}\\Documents\\Outlook Files\\archive-{}.pst.WNCYR", person.name, 2014 + number),
                  wannacry::head_moved(original, number + 500))
            .stored(Storing::sparse);
        ++number;
        ++expected.head_moved;
    }
}

void infect(HiveKey& system) {
    const auto when = at(infected_facts::infected_at);
    auto& services = system.key("ControlSet001\\services");
    services.written(when);
    services.key(infected_facts::loader_service)
        .dword("Type", 0x10)
        .dword("Start", 2)
        .dword("ErrorControl", 1)
        .expand_sz("ImagePath", "C:\\WINDOWS\\mssecsvc.exe -m security")
        .sz("DisplayName", "Microsoft Security Center (2.0) Service")
        .sz("ObjectName", "LocalSystem")
        .dword("WOW64", 1)
        .written(when);
    services.key(infected_facts::random_name)
        .dword("Type", 0x10)
        .dword("Start", 2)
        .dword("ErrorControl", 1)
        .expand_sz("ImagePath", fmt::format("cmd.exe /c \"{}\\tasksche.exe\"", infected_facts::working_folder))
        .sz("DisplayName", infected_facts::random_name)
        .sz("ObjectName", "LocalSystem")
        .dword("WOW64", 1)
        .written(when + seconds(3));
}

void infect_software(HiveKey& software) {
    const auto when = at(infected_facts::infected_at) + seconds(6);
    // A 32-bit process on a 64-bit Windows writes into the redirected view.
    software.key("Wow6432Node\\WanaCrypt0r").sz("wd", infected_facts::working_folder).written(when);
    software.key("Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Run")
        .sz(infected_facts::random_name, fmt::format("\"{}\\tasksche.exe\"", infected_facts::working_folder))
        .written(when + seconds(1));
}

/// The worm came twice: the second time the dropper of the first was moved aside.
void add_worm(World& world) {
    const auto first = at(infected_facts::infected_at);
    const auto second = first + minutes(2);
    const auto dropper = Content::bytes(wannacry::dropper());
    world.stamp(first);
    world.file("Windows\\mssecsvc.exe", Content::bytes(wannacry::loader()));
    world.stamp(first + seconds(2));
    world.file("Windows\\qeriuwjhrf", dropper);
    world.stamp(second);
    world.file("Windows\\tasksche.exe", dropper);
    wannacry::add_working_folder(world, std::string(infected_facts::working_folder).substr(3), first + seconds(3));
}

/// A machine of one person with fewer files.
Machine small_office(std::string name) {
    auto machine = workstation();
    machine.computer_name = std::move(name);
    machine.people.pop_back();
    machine.component_files = 300;
    machine.last_used = at("2017-05-24T09:12:30Z");
    return machine;
}

/// Where a family goes on the machine of a world; what is added has the time `when`.
Installed on(DemoWorld& demo, Hives& hives, std::string_view when) {
    demo.windows.stamp(at(when));
    return {
        demo.windows, hives.system, hives.software, hives.people.front(), "Users\\" + demo.machine.people.front().name,
        at(when)};
}

DemoWorld ordinary(std::string name, Machine machine) {
    DemoWorld demo;
    demo.name = std::move(name);
    demo.machine = std::move(machine);
    demo.system_reserved = system_reserved();
    demo.volume_size = 320ULL << 20;
    add_windows(demo.windows, demo.machine);
    for (const auto& person : demo.machine.people) add_profile(demo.windows, demo.machine, person);
    return demo;
}

}  // namespace

DemoWorld infected_world() {
    auto demo = ordinary("infected", workstation());
    add_near_misses(demo.windows, demo.machine.people.front());
    add_worm(demo.windows);
    demo.expected.infected = at(infected_facts::infected_at);
    demo.expected.decryptors = 1;
    encrypt_people(demo.windows, demo.machine, demo.expected);
    add_large_archives(demo.windows, demo.machine, demo.expected);
    auto hives = hives_of(demo.machine);
    infect_software(hives.software);
    families::add_wannamine_3(on(demo, hives, infected_facts::miner_at));
    demo.expected.state = "infected";
    demo.expected.families = {{"wannacry", "confirmed", "encrypting"}, {"wannamine", "confirmed", "active"}};
    add_hives(demo.windows, demo.machine, std::move(hives), infect);
    return demo;
}

DemoWorld clean_world() {
    auto machine = workstation();
    machine.srv = srv_with_ms17_010;
    machine.upkeep = Upkeep::good;
    auto demo = ordinary("clean", std::move(machine));
    demo.expected.state = "clear";
    add_near_misses(demo.windows, demo.machine.people.front());
    for (const auto& person : demo.machine.people)
        for (const auto& document : documents_of(person)) add_document(demo.windows, person, document);
    add_hives(demo.windows, demo.machine, hives_of(demo.machine), {});
    return demo;
}

DemoWorld file_server_world() {
    Machine machine;
    machine.computer_name = "FS01";
    machine.product = "Windows Server 2008 R2 Standard";
    machine.edition = "ServerStandard";
    machine.installation = "Server";
    machine.people = {{"Administrator", "S-1-5-21-3342217421-2417398810-1195620944-500"}};
    machine.shares = {
        {"Finance", "C:\\Shares\\Finance"}, {"Projects", "C:\\Shares\\Projects"}, {"Public", "C:\\Shares\\Public"}};
    machine.srv = srv_with_ms17_010;
    machine.mount_id = gpt_mount_id(*from_hex(demo_windows_guid));
    machine.component_files = 1200;
    machine.installed = at("2013-06-10T06:00:00Z");
    machine.last_used = at("2017-05-12T08:30:00Z");
    auto demo = ordinary("fileserver", std::move(machine));
    demo.expected.state = "exposed";
    demo.expected.families = {{"wannacry", "confirmed", "encrypted-remotely"}};
    demo.system_reserved = World();
    demo.table = Table::gpt;
    Damage damage(demo.windows, demo.expected, at("2017-05-12T08:03:20Z"));
    struct Folder {
        const char* path;
        std::size_t encrypted;
        std::size_t left;
    };
    std::uint64_t seed = 1;
    for (const Folder& folder : {Folder{"Shares\\Finance\\2016", 40, 0}, Folder{"Shares\\Finance\\2017", 30, 0},
                                 Folder{"Shares\\Projects\\Bridge", 60, 0}, Folder{"Shares\\Projects\\Harbour", 35, 20},
                                 Folder{"Shares\\Public", 0, 40}}) {
        for (std::size_t i = 0; i < folder.encrypted; ++i, ++seed)
            damage.encrypt(folder.path, fmt::format("Sheet {:03}.xlsx", i + 1), 3000 + seed * 977 % 40000, seed, "");
        if (folder.encrypted != 0) damage.leave_decryptor(folder.path);
        demo.windows.stamp(at("2016-11-02T03:00:00Z"));
        for (std::size_t i = 0; i < folder.left; ++i, ++seed)
            demo.windows.file(fmt::format("{}\\Drawing {:03}.txt", folder.path, i + 1),
                              Content::prose(seed, 5000 + seed * 31 % 9000));
    }
    const auto now = damage.now();
    demo.windows.stamp(now);
    demo.windows.folder("Shares\\Projects\\$RECYCLE").hidden().system();
    for (std::uint64_t i = 0; i < 25; ++i) {
        demo.windows.stamp({at("2016-11-02T03:00:00Z"), at("2016-11-02T03:00:00Z"), now, now});
        demo.windows.file(fmt::format("Shares\\Projects\\$RECYCLE\\{}.WNCRYT", i), Content::noise(i, 4000));
        ++demo.expected.staged;
    }
    add_hives(demo.windows, demo.machine, hives_of(demo.machine), {});
    return demo;
}

DemoWorld eternalrocks_world() {
    auto demo = ordinary("eternalrocks", small_office("RECEPTION-03"));
    auto hives = hives_of(demo.machine);
    families::add_eternalrocks(on(demo, hives, "2017-05-21T22:47:05Z"));
    demo.expected.state = "infected";
    demo.expected.infected = at("2017-05-21T22:47:05Z");
    demo.expected.families = {{"eternalrocks", "confirmed", "active"}, {"equation-kit", "confirmed", "dropped"}};
    add_hives(demo.windows, demo.machine, std::move(hives), {});
    return demo;
}

DemoWorld exposed_world() {
    auto machine = small_office("STORE-02");
    machine.upkeep = Upkeep::none;
    auto demo = ordinary("exposed", std::move(machine));
    for (const auto& document : documents_of(demo.machine.people.front()))
        add_document(demo.windows, demo.machine.people.front(), document);
    demo.expected.state = "exposed";
    add_hives(demo.windows, demo.machine, hives_of(demo.machine), {});
    return demo;
}

DemoWorld large_world(std::uint64_t count) {
    auto machine = workstation();
    machine.srv = srv_with_ms17_010;
    auto demo = ordinary("large", std::move(machine));
    demo.system_reserved = World();
    add_hives(demo.windows, demo.machine, hives_of(demo.machine), {});
    constexpr std::array extensions{"txt", "docx", "xlsx", "jpg", "pdf", "html", "xml", "dll", "png", "log"};
    for (std::uint64_t i = demo.windows.files().size(); i < count; ++i) {
        demo.windows.stamp(at("2015-01-01T00:00:00Z") + minutes(i));
        demo.windows.file(fmt::format("Data\\Department {:02}\\Project {:03}\\Folder {:04}\\Document number {:06}.{}",
                                      i / 20000, i / 1000, i / 40, i, extensions[i % extensions.size()]),
                          Content::prose(i, i % 5 == 0 ? 5000 : 200 + i % 400));
    }
    demo.volume_size = (160ULL << 20) + count * 4096;
    return demo;
}

}  // namespace quell::test
