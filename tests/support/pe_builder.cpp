#include "support/pe_builder.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.hpp"

namespace quell::test {

namespace {

constexpr std::uint32_t page = 4096;
constexpr std::uint32_t headers_size = 512;
constexpr std::uint32_t sector = 512;
constexpr std::uint32_t lfanew = 0x80;

std::uint32_t round_up(std::size_t value, std::uint32_t unit) {
    return static_cast<std::uint32_t>((value + unit - 1) / unit * unit);
}

/// Bytes that grow at their end.
class Writer {
public:
    template <typename T>
    void put(T value) {
        const auto* from = reinterpret_cast<const std::byte*>(&value);
        data_.insert(data_.end(), from, from + sizeof(T));
    }
    template <typename T>
    void put_at(std::size_t offset, T value) {
        CHECK(offset + sizeof(T) <= data_.size());
        std::memcpy(data_.data() + offset, &value, sizeof(T));
    }
    void put_bytes(Bytes bytes) { data_.insert(data_.end(), bytes.begin(), bytes.end()); }
    void put_text(std::string_view text) {
        for (char16_t unit : utf16_from_utf8(text)) put<std::uint16_t>(unit);
    }
    void align(std::uint32_t unit) { data_.resize(round_up(data_.size(), unit)); }
    void pad_to(std::size_t size) { data_.resize(std::max(size, data_.size())); }
    [[nodiscard]] std::size_t size() const { return data_.size(); }
    std::vector<std::byte> take() { return std::move(data_); }

private:
    std::vector<std::byte> data_;
};

/// A version block: `fill` writes the value and children behind the key.
template <typename Fill>
void block(Writer& out, std::string_view key, std::uint16_t value_length, std::uint16_t type, Fill&& fill) {
    out.align(4);
    const auto start = out.size();
    out.put<std::uint16_t>(0);
    out.put(value_length);
    out.put(type);
    out.put_text(key);
    out.put<std::uint16_t>(0);
    out.align(4);
    fill();
    out.put_at(start, static_cast<std::uint16_t>(out.size() - start));
}

void put_version(Writer& out, const pe::Version& version) {
    out.put(static_cast<std::uint32_t>(version[0] << 16 | version[1]));
    out.put(static_cast<std::uint32_t>(version[2] << 16 | version[3]));
}

void put_fixed(Writer& out, const PeVersion& version) {
    out.put<std::uint32_t>(0xFEEF04BD);
    out.put<std::uint32_t>(0x00010000);
    put_version(out, version.file);
    put_version(out, version.product);
    out.put<std::uint32_t>(0x3F);        // flags mask
    out.put<std::uint32_t>(0);           // flags
    out.put<std::uint32_t>(0x00040004);  // NT, 32-bit interface
    out.put<std::uint32_t>(1);           // application
    out.put<std::uint32_t>(0);
    out.put<std::uint64_t>(0);  // no date
}

bool is_number(const std::string& name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Orders as the format demands: strings first, then numbers by value.
struct NameOrder {
    bool operator()(const std::string& a, const std::string& b) const {
        if (is_number(a) != is_number(b)) return !is_number(a);
        if (is_number(a) && a.size() != b.size()) return a.size() < b.size();
        return a < b;
    }
};

using Languages = std::map<std::uint16_t, const PeResource*>;
using Names = std::map<std::string, Languages, NameOrder>;
using Types = std::map<std::string, Names, NameOrder>;

template <typename Map>
void put_table_header(Writer& out, const Map& map) {
    std::uint16_t named = 0;
    if constexpr (std::is_same_v<typename Map::key_type, std::string>)
        for (const auto& [key, below] : map) named = static_cast<std::uint16_t>(named + (is_number(key) ? 0 : 1));
    out.put<std::uint32_t>(0);
    out.put<std::uint32_t>(0);
    out.put<std::uint32_t>(0);
    out.put(named);
    out.put(static_cast<std::uint16_t>(map.size() - named));
}

/// Lays out the resource section: tables level by level, data entries, names, data.
class ResourceSection {
public:
    ResourceSection(const std::vector<PeResource>& resources, std::uint32_t rva) : rva_(rva) {
        for (const auto& resource : resources) types_[resource.type][resource.name][resource.language] = &resource;
        leave_room();
    }

    std::vector<std::byte> build() {
        put_table_header(out_, types_);
        std::size_t table = type_tables_;
        for (const auto& [type, names] : types_) {
            put_entry(type, 0x80000000U | static_cast<std::uint32_t>(table));
            table += 16 + 8 * names.size();
        }
        table = name_tables_;
        for (const auto& [type, names] : types_) {
            put_table_header(out_, names);
            for (const auto& [name, languages] : names) {
                put_entry(name, 0x80000000U | static_cast<std::uint32_t>(table));
                table += 16 + 8 * languages.size();
            }
        }
        std::size_t entry = entries_;
        for_languages([&](const Languages& languages) {
            put_table_header(out_, languages);
            for (const auto& [language, resource] : languages) {
                out_.put<std::uint32_t>(language);
                out_.put(static_cast<std::uint32_t>(entry));
                entry += 16;
            }
        });
        put_data();
        return out_.take();
    }

private:
    template <typename Each>
    void for_languages(Each&& each) {
        for (const auto& [type, names] : types_)
            for (const auto& [name, languages] : names) each(languages);
    }

    void leave_room() {
        type_tables_ = 16 + 8 * types_.size();
        name_tables_ = type_tables_;
        for (const auto& [type, names] : types_) name_tables_ += 16 + 8 * names.size();
        entries_ = name_tables_;
        for_languages([&](const Languages& languages) { entries_ += 16 + 8 * languages.size(); });
        strings_ = entries_;
        for_languages([&](const Languages& languages) { strings_ += 16 * languages.size(); });
    }

    void put_entry(const std::string& name, std::uint32_t target) {
        std::uint32_t number = 0;
        if (is_number(name)) {
            std::from_chars(name.data(), name.data() + name.size(), number);
        } else {
            number = 0x80000000U | static_cast<std::uint32_t>(strings_ + texts_.size());
            const auto text = utf16_from_utf8(name);
            texts_.put(static_cast<std::uint16_t>(text.size()));
            texts_.put_text(name);
        }
        out_.put(number);
        out_.put(target);
    }

    void put_data() {
        std::size_t offset = strings_ + round_up(texts_.size(), 4);
        Writer data;
        for_languages([&](const Languages& languages) {
            for (const auto& [language, resource] : languages) {
                data.align(4);
                out_.put(static_cast<std::uint32_t>(rva_ + offset + data.size()));
                out_.put(static_cast<std::uint32_t>(resource->data.size()));
                out_.put<std::uint32_t>(0);  // code page
                out_.put<std::uint32_t>(0);
                data.put_bytes(resource->data);
            }
        });
        out_.put_bytes(texts_.take());
        out_.align(4);
        CHECK(out_.size() == offset);
        out_.put_bytes(data.take());
    }

    std::uint32_t rva_;
    Types types_;
    std::size_t type_tables_ = 0;
    std::size_t name_tables_ = 0;
    std::size_t entries_ = 0;
    std::size_t strings_ = 0;
    Writer out_;
    Writer texts_;
};

struct Layout {
    std::uint32_t text_size = 0;
    std::uint32_t resource_rva = 0;
    std::uint32_t resource_offset = 0;
    std::uint32_t resource_size = 0;  // of the directory and its data
    std::uint32_t resource_raw = 0;   // 0: no such section
};

void put_dos_header(Writer& out) {
    out.put<std::uint16_t>(0x5A4D);
    out.pad_to(0x3C);
    out.put<std::uint32_t>(lfanew);
    out.pad_to(lfanew);
}

void put_optional_header(Writer& out, const PeSpec& spec, const Layout& layout) {
    const bool wide = spec.machine != 0x14C;
    out.put<std::uint16_t>(wide ? 0x20B : 0x10B);
    out.put<std::uint16_t>(9);  // linker 9.0
    out.put(layout.text_size);
    out.put(layout.resource_raw);
    out.put<std::uint32_t>(0);
    out.put<std::uint32_t>(page);  // entry point
    out.put<std::uint32_t>(page);  // base of code
    if (wide) {
        out.put<std::uint64_t>(0x140000000);
    } else {
        out.put<std::uint32_t>(layout.resource_rva);
        out.put<std::uint32_t>(0x400000);
    }
    out.put(page);
    out.put(sector);
    for (std::uint16_t part : {6, 1, 6, 1, 6, 1, 0, 0}) out.put(part);  // versions: system, image, subsystem, Win32
    out.put(layout.resource_rva + round_up(layout.resource_raw, page));
    out.put(headers_size);
    out.put<std::uint32_t>(0);  // checksum
    out.put(spec.subsystem);
    out.put<std::uint16_t>(0x0140);  // may be moved, no execution of data
    for (std::uint64_t reserve : {0x100000, 0x1000, 0x100000, 0x1000}) {
        if (wide)
            out.put(reserve);
        else
            out.put(static_cast<std::uint32_t>(reserve));
    }
    out.put<std::uint32_t>(0);
    out.put<std::uint32_t>(16);  // data directories
    for (int directory = 0; directory < 16; ++directory) {
        const bool resources = directory == 2 && layout.resource_raw != 0;
        out.put(resources ? layout.resource_rva : 0U);
        out.put(resources ? layout.resource_size : 0U);
    }
}

void put_section(Writer& out, std::string_view name, std::uint32_t rva, std::uint32_t size, std::uint32_t offset,
                 std::uint32_t flags) {
    const auto start = out.size();
    out.put_bytes(as_bytes(name));
    out.pad_to(start + 8);
    out.put(size);
    out.put(rva);
    out.put(size);
    out.put(offset);
    out.pad_to(start + 36);
    out.put(flags);
}

}  // namespace

std::vector<std::byte> build_version(const PeVersion& version) {
    Writer out;
    block(out, "VS_VERSION_INFO", 52, 0, [&] {
        put_fixed(out, version);
        block(out, "StringFileInfo", 0, 1, [&] {
            block(out, "040904B0", 0, 1, [&] {
                for (const auto& [key, value] : version.strings) {
                    const auto units = utf16_from_utf8(value).size() + 1;
                    block(out, key, static_cast<std::uint16_t>(units), 1, [&] {
                        out.put_text(value);
                        out.put<std::uint16_t>(0);
                    });
                }
            });
        });
        block(out, "VarFileInfo", 0, 1,
              [&] { block(out, "Translation", 4, 0, [&] { out.put<std::uint32_t>(0x04B00409); }); });
    });
    return out.take();
}

std::vector<std::byte> build_pe(const PeSpec& spec) {
    CHECK(spec.resource_offset >= headers_size + sector && spec.resource_offset % sector == 0);
    auto resources = spec.resources;
    if (spec.version) resources.push_back({"16", "1", 0x409, build_version(*spec.version)});
    Layout layout;
    layout.resource_offset = spec.resource_offset;
    layout.text_size = spec.resource_offset - headers_size;
    layout.resource_rva = page + round_up(layout.text_size, page);
    std::vector<std::byte> section;
    if (!resources.empty()) {
        section = ResourceSection(resources, layout.resource_rva).build();
        layout.resource_size = static_cast<std::uint32_t>(section.size());
        layout.resource_raw = round_up(section.size(), sector);
    }
    if (spec.size > layout.resource_offset + layout.resource_raw) {
        if (resources.empty())
            layout.text_size = spec.size - headers_size;
        else
            layout.resource_raw = spec.size - layout.resource_offset;
    }
    Writer out;
    put_dos_header(out);
    out.put<std::uint32_t>(0x00004550);
    out.put(spec.machine);
    out.put<std::uint16_t>(resources.empty() ? 1 : 2);
    out.put(
        static_cast<std::uint32_t>(std::chrono::floor<std::chrono::seconds>(spec.linked).time_since_epoch().count()));
    out.put<std::uint64_t>(0);
    out.put<std::uint16_t>(spec.machine == 0x14C ? 224 : 240);
    out.put<std::uint16_t>(
        static_cast<std::uint16_t>((spec.machine == 0x14C ? 0x0102 : 0x0022) | (spec.dll ? 0x2000 : 0)));
    put_optional_header(out, spec, layout);
    put_section(out, ".text", page, layout.text_size, headers_size, 0x60000020);
    if (!resources.empty())
        put_section(out, ".rsrc", layout.resource_rva, layout.resource_raw, layout.resource_offset, 0x40000040);
    CHECK(out.size() <= headers_size);
    out.pad_to(headers_size);
    out.put<std::uint32_t>(0x00C3C031);  // xor eax, eax; ret
    out.pad_to(headers_size + layout.text_size);
    out.put_bytes(section);
    out.pad_to(std::max(spec.size, layout.resource_offset + layout.resource_raw));
    return out.take();
}

}  // namespace quell::test
