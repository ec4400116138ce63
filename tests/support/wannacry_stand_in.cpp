#include "support/wannacry_stand_in.hpp"

#include <array>

#include "base/text.hpp"
#include "support/pe_builder.hpp"

namespace quell::test::wannacry {

namespace {

constexpr std::string_view inert = "inert test file of quell\r\n";
constexpr std::uint32_t zip_length = 3446325;
constexpr std::uint64_t moved_head = 0x10000;

Time at(std::string_view text) { return *parse_time(text); }

std::vector<std::byte> bytes_of(std::string_view text) {
    auto data = as_bytes(text);
    return {data.begin(), data.end()};
}

std::vector<std::byte> hex(std::string_view digits) { return *from_hex(digits); }

/// The signature of a ZIP's local header and our sentence; zeros follow.
std::vector<std::byte> zip_stand_in(std::size_t size) {
    auto data = bytes_of("PK\3\4");
    auto words = bytes_of(inert);
    data.resize(64);
    data.insert(data.end(), words.begin(), words.end());
    data.resize(size);
    return data;
}

PeVersion posing_as(const std::string& name, const std::string& description) {
    constexpr pe::Version version{6, 1, 7601, 17514};
    return {version,
            version,
            {{"CompanyName", "Microsoft Corporation"},
             {"FileDescription", description},
             {"FileVersion", "6.1.7601.17514 (win7sp1_rtm.101119-1850)"},
             {"InternalName", name},
             {"OriginalFilename", name},
             {"ProductVersion", "6.1.7601.17514"},
             {"Comments", "inert test file of quell"}}};
}

std::vector<std::byte> program(std::string_view linked, std::uint32_t size) {
    PeSpec spec;
    spec.machine = 0x14C;
    spec.linked = at(linked);
    spec.size = size;
    spec.version = posing_as("LODCTR.EXE", "Load PerfMon Counters");
    return build_pe(spec);
}

constexpr std::array languages{
    "bulgarian",
    "chinese (simplified)",
    "chinese (traditional)",
    "croatian",
    "czech",
    "danish",
    "dutch",
    "english",
    "filipino",
    "finnish",
    "french",
    "german",
    "greek",
    "indonesian",
    "italian",
    "japanese",
    "korean",
    "latvian",
    "norwegian",
    "polish",
    "portuguese",
    "romanian",
    "russian",
    "slovak",
    "spanish",
    "swedish",
    "turkish",
    "vietnamese",
};

constexpr std::array tor_files{"libeay32.dll",
                               "libevent-2-0-5.dll",
                               "libevent_core-2-0-5.dll",
                               "libevent_extra-2-0-5.dll",
                               "libgcc_s_sjlj-1.dll",
                               "libssp-0.dll",
                               "ssleay32.dll",
                               "taskhsvc.exe",
                               "tor.exe",
                               "zlib1.dll"};

/// A PUBLICKEYBLOB of RSA-2048 whose modulus is noise.
Content public_key() {
    auto blob =
        hex("0602000000A400005253413100080000010001"
            "00");
    return Content::noise(40, 276).with(0, std::move(blob)).with(275, {std::byte{0xC1}});
}

}  // namespace

std::vector<std::byte> dropper() {
    PeSpec spec;
    spec.machine = 0x14C;
    spec.linked = at("2010-11-20T09:05:05Z");
    spec.resource_offset = 0x10000;
    spec.size = dropper_size;
    spec.resources = {{"XIA", "2058", 1033, zip_stand_in(zip_length)}, {"24", "1", 1033, bytes_of("<assembly/>")}};
    spec.version = posing_as("diskpart.exe", "DiskPart");
    return build_pe(spec);
}

std::vector<std::byte> loader() {
    PeSpec spec;
    spec.machine = 0x14C;
    spec.linked = at("2010-11-20T09:03:08Z");
    spec.resource_offset = 0x32000;
    spec.size = loader_size;
    spec.resources = {{"R", "1831", 1033, dropper()}};
    spec.version = posing_as("lhdfrgui.exe", "Microsoft\u00AE Disk Defragmenter");
    return build_pe(spec);
}

std::vector<std::byte> decryptor() { return program("2009-07-13T23:19:35Z", decryptor_size); }
std::vector<std::byte> small_tool() { return program("2009-07-14T01:12:55Z", small_tool_size); }

std::vector<std::byte> container_header(Operation operation, std::uint64_t original_size, std::uint64_t seed) {
    auto header = bytes_of("WANACRY!");
    auto put = [&](std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) header.push_back(static_cast<std::byte>(value >> (8 * i)));
    };
    put(0x100, 4);
    auto key = Content::noise(seed ^ 0x5E5E, 256).all();
    header.insert(header.end(), key.begin(), key.end());
    put(static_cast<std::uint32_t>(operation), 4);
    put(original_size, 8);
    return header;
}

Content encrypted(std::uint64_t original_size, std::uint64_t seed) {
    auto header = container_header(Operation::encrypted, original_size, seed);
    const auto body = (original_size + 15) / 16 * 16;
    return Content::noise(seed, header.size() + body).with(0, std::move(header));
}

Content head_moved(const Content& original, std::uint64_t seed) {
    auto head = original.part(0, moved_head);
    return original.with(original.size(), std::move(head))
        .with(0, std::vector<std::byte>(moved_head))
        .with(0, container_header(Operation::head_moved, original.size(), seed));
}

Content note() { return Content::text(inert); }

Content shortcut() {
    auto header = hex("4C0000000114020000000000C000000000000046");
    header.resize(585);
    return Content::bytes(std::move(header));
}

void add_working_folder(World& world, const std::string& folder, Time when) {
    // The archive's own times survive unpacking: the files are older than their creation here.
    const auto packed = at("2017-05-11T12:11:52Z");
    auto add = [&](const std::string& name, Content content) -> WorldFile& {
        return world.file(folder + "\\" + name, std::move(content)).modified(packed);
    };
    const auto gui = Content::bytes(decryptor());
    const auto tool = Content::bytes(small_tool());
    world.stamp(when);
    world.folder(folder).hidden();
    world.file(folder + "\\tasksche.exe", Content::bytes(dropper()));
    world.stamp(when + std::chrono::seconds(1));
    add("b.wnry", Content::zeros(1440054).with(0, bytes_of("BM")));
    add("c.wnry", Content::zeros(780).with(0, bytes_of(inert))).modified(when + std::chrono::seconds(20));
    add("r.wnry", note());
    add("s.wnry", Content::bytes(zip_stand_in(3038286)));
    add("t.wnry", encrypted(65536, 99));
    add("taskdl.exe", tool);
    add("taskse.exe", tool);
    add("u.wnry", gui);
    for (std::string language : languages)
        add("msg\\m_" + language + ".wnry", Content::text("{\\rtf1 " + std::string(inert) + "}"));
    world.stamp(when + std::chrono::seconds(3));
    world.file(folder + "\\@WanaDecryptor@.exe", gui);
    world.file(folder + "\\00000000.pky", public_key());
    world.file(folder + "\\00000000.eky", Content::noise(41, 1284).with(0, hex("00050000")));
    world.file(folder + "\\00000000.res", Content::noise(42, 136)).modified(when + std::chrono::minutes(7));
    world.file(folder + "\\f.wnry", Content::text("C:\\Users\\jchen\\Documents\\Budget 2017\\Plan 004.pptx.WNCRY\r\n"));
    world.file(folder + "\\274901494632976.bat", Content::text("@rem " + std::string(inert)));
    world.stamp(when + std::chrono::seconds(40));
    for (std::string name : tor_files)
        add("TaskData\\Tor\\" + name, Content::bytes(program("2017-01-01T00:00:00Z", 24576)));
}

}  // namespace quell::test::wannacry
