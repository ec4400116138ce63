#include "support/hive_builder.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.hpp"

namespace quell::test {

namespace {

constexpr std::uint32_t base_size = 4096;
constexpr std::uint32_t page_size = 4096;
constexpr std::uint32_t bin_header = 32;
constexpr std::uint32_t no_cell = 0xFFFFFFFF;
constexpr std::size_t segment_size = 16344;

void store(std::vector<std::byte>& out, std::size_t at, std::uint64_t number, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) out[at + i] = static_cast<std::byte>(number >> (8 * i));
}

std::vector<std::byte> utf16le(std::string_view text) {
    std::vector<std::byte> out;
    for (auto unit : utf16_from_utf8(text)) {
        out.push_back(static_cast<std::byte>(unit & 0xFF));
        out.push_back(static_cast<std::byte>(unit >> 8));
    }
    return out;
}

std::vector<std::byte> terminated(std::string_view text) {
    auto out = utf16le(text);
    out.resize(out.size() + 2);
    return out;
}

/// A name as a cell holds it: one byte a character where all fit into Latin-1.
struct StoredName {
    std::vector<std::byte> bytes;
    bool compressed = true;
};

StoredName stored(std::string_view name) {
    auto wide = utf16_from_utf8(name);
    if (std::any_of(wide.begin(), wide.end(), [](char16_t c) { return c > 0xFF; })) return {utf16le(name), false};
    StoredName out;
    for (auto c : wide) out.bytes.push_back(static_cast<std::byte>(c));
    return out;
}

std::u16string upper(std::string_view name) {
    auto wide = utf16_from_utf8(name);
    for (auto& c : wide) {
        auto folded = to_upper(c);
        if (folded < 0x10000) c = static_cast<char16_t>(folded);
    }
    return wide;
}

/// Hive bins data that grows: cells never cross a bin, a bin is a multiple of 4 KiB.
class Bins {
public:
    explicit Bins(Time written) : written_(written) {}

    /// A cell for `size` bytes of content, zeroed; the result is its offset as hives write it.
    std::uint32_t cell(std::size_t size) {
        auto whole = static_cast<std::uint32_t>((size + 4 + 7) & ~std::size_t{7});
        if (next_ + whole > end_) {
            close();
            open(whole);
        }
        auto at = next_;
        store(data_, at, static_cast<std::uint32_t>(-static_cast<std::int32_t>(whole)), 4);
        next_ += whole;
        return at;
    }
    std::uint32_t cell(Bytes content) {
        auto at = cell(content.size());
        put(at, 0, content);
        return at;
    }
    void put(std::uint32_t cell, std::size_t at, Bytes content) {
        if (!content.empty()) std::memcpy(data_.data() + cell + 4 + at, content.data(), content.size());
    }
    void put(std::uint32_t cell, std::size_t at, std::uint64_t number, std::size_t bytes) {
        store(data_, cell + 4 + at, number, bytes);
    }
    std::vector<std::byte> finish() {
        if (data_.empty()) open(0);
        close();
        return std::move(data_);
    }

private:
    void open(std::uint32_t whole) {
        auto start = static_cast<std::uint32_t>(data_.size());
        auto size = (bin_header + whole + page_size - 1) / page_size * page_size;
        data_.resize(start + size);
        std::memcpy(data_.data() + start, "hbin", 4);
        store(data_, start + 4, start, 4);
        store(data_, start + 8, size, 4);
        if (start == 0) store(data_, 20, to_filetime(written_), 8);
        next_ = start + bin_header;
        end_ = start + size;
    }
    // What remains of the bin becomes one free cell.
    void close() {
        if (next_ < end_) store(data_, next_, end_ - next_, 4);
        next_ = end_;
    }

    Time written_;
    std::vector<std::byte> data_;
    std::uint32_t next_ = 0;
    std::uint32_t end_ = 0;
};

class Writer {
public:
    explicit Writer(const HiveOptions& options) : options_(options), bins_(options.written) {}

    std::vector<std::byte> write(const HiveKey& root) {
        auto root_cell = node(root, no_cell, 0x2C);  // hive entry, no delete, compressed name
        bins_.put(security_, 12, keys_, 4);
        auto bins = bins_.finish();
        auto hive = base_block(root_cell, static_cast<std::uint32_t>(bins.size()));
        hive.insert(hive.end(), bins.begin(), bins.end());
        return hive;
    }

private:
    std::uint32_t node(const HiveKey& key, std::uint32_t parent, std::uint32_t flags) {
        auto name = stored(key.name());
        auto cell = bins_.cell(76 + name.bytes.size());
        if (security_ == no_cell) security_ = security();
        ++keys_;
        if (!name.compressed) flags &= ~0x20U;
        bins_.put(cell, 0, as_bytes("nk"));
        bins_.put(cell, 2, flags, 2);
        bins_.put(cell, 4, to_filetime(key.written_at().value_or(options_.written)), 8);
        bins_.put(cell, 16, parent == no_cell ? 0 : parent, 4);
        bins_.put(cell, 20, key.subkeys().size(), 4);
        bins_.put(cell, 32, no_cell, 4);
        bins_.put(cell, 44, security_, 4);
        bins_.put(cell, 72, name.bytes.size(), 2);
        bins_.put(cell, 76, name.bytes);
        class_name(key, cell);
        values(key, cell);
        bins_.put(cell, 28, subkeys(key, cell), 4);
        return cell;
    }

    void class_name(const HiveKey& key, std::uint32_t cell) {
        auto text = utf16le(key.class_text());
        bins_.put(cell, 48, text.empty() ? no_cell : bins_.cell(Bytes(text)), 4);
        bins_.put(cell, 74, text.size(), 2);
    }

    void values(const HiveKey& key, std::uint32_t cell) {
        std::size_t longest_name = 0;
        std::size_t longest_data = 0;
        std::uint32_t list = no_cell;
        if (!key.values().empty()) list = bins_.cell(key.values().size() * 4);
        for (std::size_t i = 0; i < key.values().size(); ++i) {
            const auto& value = key.values()[i];
            bins_.put(list, i * 4, this->value(value), 4);
            longest_name = std::max(longest_name, utf16_from_utf8(value.name).size() * 2);
            longest_data = std::max(longest_data, value.data.size());
        }
        bins_.put(cell, 36, key.values().size(), 4);
        bins_.put(cell, 40, list, 4);
        bins_.put(cell, 60, longest_name, 4);
        bins_.put(cell, 64, longest_data, 4);
    }

    std::uint32_t value(const HiveValue& value) {
        auto name = stored(value.name);
        auto cell = bins_.cell(20 + name.bytes.size());
        bins_.put(cell, 0, as_bytes("vk"));
        bins_.put(cell, 2, name.bytes.size(), 2);
        bins_.put(cell, 12, value.type, 4);
        bins_.put(cell, 16, name.compressed ? 1 : 0, 2);
        bins_.put(cell, 20, name.bytes);
        if (value.data.size() <= 4) {
            bins_.put(cell, 4, value.data.size() | 0x80000000U, 4);
            bins_.put(cell, 8, value.data);
            return cell;
        }
        bool big = value.data.size() > segment_size && options_.minor_version > 3;
        bins_.put(cell, 4, value.data.size(), 4);
        bins_.put(cell, 8, big ? big_data(value.data) : bins_.cell(Bytes(value.data)), 4);
        return cell;
    }

    std::uint32_t big_data(Bytes data) {
        auto count = (data.size() + segment_size - 1) / segment_size;
        auto record = bins_.cell(8);
        auto list = bins_.cell(count * 4);
        bins_.put(record, 0, as_bytes("db"));
        bins_.put(record, 2, count, 2);
        bins_.put(record, 4, list, 4);
        for (std::size_t i = 0; i < count; ++i) {
            auto part = data.subspan(i * segment_size, std::min(segment_size, data.size() - i * segment_size));
            // Four bytes more than it needs, as a full one has by alignment: hivex counts on them in the last one too.
            auto cell = bins_.cell(part.size() + 4);
            bins_.put(cell, 0, part);
            bins_.put(list, i * 4, cell, 4);
        }
        return record;
    }

    std::uint32_t subkeys(const HiveKey& key, std::uint32_t cell) {
        if (key.subkeys().empty()) return no_cell;
        std::vector<const HiveKey*> sorted;
        for (const auto& subkey : key.subkeys()) sorted.push_back(subkey.get());
        std::stable_sort(sorted.begin(), sorted.end(),
                         [](const auto* a, const auto* b) { return upper(a->name()) < upper(b->name()); });
        std::size_t longest_name = 0;
        std::vector<std::uint32_t> leaves;
        for (std::size_t first = 0; first < sorted.size(); first += options_.leaf_limit) {
            auto count = std::min(options_.leaf_limit, sorted.size() - first);
            std::vector<std::uint32_t> cells;
            for (std::size_t i = 0; i < count; ++i) {
                cells.push_back(node(*sorted[first + i], cell, 0x20));
                longest_name = std::max(longest_name, utf16_from_utf8(sorted[first + i]->name()).size() * 2);
            }
            leaves.push_back(leaf(std::span(sorted).subspan(first, count), cells));
        }
        bins_.put(cell, 52, longest_name, 4);
        if (leaves.size() == 1) return leaves[0];
        auto index = bins_.cell(4 + leaves.size() * 4);
        bins_.put(index, 0, as_bytes("ri"));
        bins_.put(index, 2, leaves.size(), 2);
        for (std::size_t i = 0; i < leaves.size(); ++i) bins_.put(index, 4 + i * 4, leaves[i], 4);
        return index;
    }

    std::uint32_t leaf(std::span<const HiveKey* const> keys, const std::vector<std::uint32_t>& cells) {
        std::size_t element = options_.lists == ListKind::li ? 4 : 8;
        constexpr std::array<std::string_view, 3> signatures{"lf", "lh", "li"};
        auto list = bins_.cell(4 + keys.size() * element);
        bins_.put(list, 0, as_bytes(signatures.at(static_cast<std::size_t>(options_.lists))));
        bins_.put(list, 2, keys.size(), 2);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            bins_.put(list, 4 + i * element, cells[i], 4);
            if (options_.lists != ListKind::li) bins_.put(list, 8 + i * element, hint(keys[i]->name()), 4);
        }
        return list;
    }

    [[nodiscard]] std::uint32_t hint(std::string_view name) const {
        std::uint32_t out = 0;
        if (options_.lists == ListKind::lh) {
            for (auto c : upper(name)) out = out * 37 + c;
        } else {
            auto bytes = stored(name);
            for (std::size_t i = 0; bytes.compressed && i < 4 && i < bytes.bytes.size(); ++i)
                out |= std::to_integer<std::uint32_t>(bytes.bytes[i]) << (8 * i);
        }
        return out;
    }

    // One security item for all keys: a self-relative descriptor without owner, group and lists (MS-DTYP 2.4.6).
    std::uint32_t security() {
        auto cell = bins_.cell(20 + 20);
        bins_.put(cell, 0, as_bytes("sk"));
        bins_.put(cell, 4, cell, 4);
        bins_.put(cell, 8, cell, 4);
        bins_.put(cell, 16, 20, 4);
        bins_.put(cell, 20, 1, 1);
        bins_.put(cell, 22, 0x8000, 2);
        return cell;
    }

    [[nodiscard]] std::vector<std::byte> base_block(std::uint32_t root, std::uint32_t bins_size) const {
        std::vector<std::byte> block(base_size);
        std::memcpy(block.data(), "regf", 4);
        store(block, 4, options_.sequence, 4);
        store(block, 8, options_.sequence, 4);
        store(block, 12, to_filetime(options_.written), 8);
        store(block, 20, 1, 4);
        store(block, 24, options_.minor_version, 4);
        store(block, 32, 1, 4);
        store(block, 36, root, 4);
        store(block, 40, bins_size, 4);
        store(block, 44, 1, 4);
        auto name = utf16le(options_.file_name);
        name.resize(std::min<std::size_t>(name.size(), 62));
        std::copy(name.begin(), name.end(), block.begin() + 48);
        seal_base_block(block);
        return block;
    }

    const HiveOptions& options_;
    Bins bins_;
    std::uint32_t security_ = no_cell;
    std::uint32_t keys_ = 0;
};

}  // namespace

HiveKey& HiveKey::child(std::string_view name) {
    for (auto& subkey : subkeys_)
        if (equal_fold(subkey->name_, name)) return *subkey;
    return add_raw(name);
}

HiveKey& HiveKey::key(std::string_view path) {
    HiveKey* at = this;
    for (auto part : split(path, '\\')) at = &at->child(part);
    return *at;
}

HiveKey& HiveKey::add_raw(std::string_view name) { return *subkeys_.emplace_back(std::make_unique<HiveKey>(name)); }

HiveKey& HiveKey::value(std::string_view name, std::uint32_t type, Bytes data) {
    std::vector<std::byte> bytes(data.begin(), data.end());
    for (auto& value : values_) {
        if (!equal_fold(value.name, name)) continue;
        value.type = type;
        value.data = std::move(bytes);
        return *this;
    }
    values_.push_back({std::string(name), type, std::move(bytes)});
    return *this;
}

HiveKey& HiveKey::sz(std::string_view name, std::string_view text) { return value(name, 1, terminated(text)); }
HiveKey& HiveKey::expand_sz(std::string_view name, std::string_view text) { return value(name, 2, terminated(text)); }

HiveKey& HiveKey::multi_sz(std::string_view name, std::initializer_list<std::string_view> texts) {
    return multi_sz(name, std::vector<std::string>(texts.begin(), texts.end()));
}

HiveKey& HiveKey::multi_sz(std::string_view name, const std::vector<std::string>& texts) {
    std::vector<std::byte> data;
    for (const auto& text : texts) {
        auto part = terminated(text);
        data.insert(data.end(), part.begin(), part.end());
    }
    data.resize(data.size() + 2);
    return value(name, 7, data);
}

HiveKey& HiveKey::dword(std::string_view name, std::uint32_t number) {
    std::vector<std::byte> data(4);
    store(data, 0, number, 4);
    return value(name, 4, data);
}

HiveKey& HiveKey::qword(std::string_view name, std::uint64_t number) {
    std::vector<std::byte> data(8);
    store(data, 0, number, 8);
    return value(name, 11, data);
}

HiveKey& HiveKey::binary(std::string_view name, Bytes data) { return value(name, 3, data); }

HiveKey& HiveKey::class_name(std::string_view text) {
    class_ = text;
    return *this;
}

HiveKey& HiveKey::written(Time time) {
    written_ = time;
    return *this;
}

std::vector<std::byte> build_hive(const HiveKey& root, const HiveOptions& options) {
    return Writer(options).write(root);
}

}  // namespace quell::test
