#include "detect/content_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::detect {

Result<Content> Content::open(const FileTree& files, const File& file) { return Content(TRY(files.open(file))); }

Result<Bytes> Content::head(std::size_t length) {
    // One read serves the usual questions: signature, PE headers, container.
    auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size(), std::max<std::size_t>(length, 512)));
    if (head_.size() < wanted) {
        head_.resize(wanted);
        TRY(read_exactly(*source_, 0, head_));
    }
    return Bytes(head_);
}

Result<bool> Content::looks_executable() {
    auto start = TRY(head(2));
    return start.size() >= 2 && start[0] == std::byte{'M'} && start[1] == std::byte{'Z'};
}

Result<const artifacts::PeFile*> Content::pe() {
    if (!pe_read_) {
        if (TRY(looks_executable())) {
            auto read = artifacts::read_pe(*source_);
            if (read)
                pe_ = std::move(*read);
            else if (read.error().code != Errc::unsupported && read.error().code != Errc::corrupt)
                return fail(read.error());
        }
        pe_read_ = true;
    }
    return pe_ ? &*pe_ : nullptr;
}

Result<const Digests*> Content::digests() {
    if (!digests_) {
        if (size() > largest_hashed)
            return fail(Errc::limit, fmt::format("{} bytes, hashed are files up to {}", size(), largest_hashed));
        digests_ = TRY(hash(*source_, {.md5 = true, .sha1 = true, .sha256 = true}));
    }
    return &*digests_;
}

Result<std::vector<std::byte>> Content::resource_head(const pe::Resource& resource, std::size_t length) {
    CHECK(pe_.has_value());
    auto part = resource;
    part.size = static_cast<std::uint32_t>(std::min<std::size_t>(part.size, length));
    return artifacts::read_resource(*source_, *pe_, part, length);
}

namespace {

bool starts_with(Bytes data, const std::vector<std::byte>& prefix) {
    return data.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), data.begin());
}

template <typename T>
bool holds(const std::vector<T>& list, const T& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

// A broken resource is one that does not match; only reading may fail.
Result<bool> has_resource(const threats::ResourceRule& rule, const artifacts::PeFile& file, Content& content,
                          Evidence& evidence) {
    for (const auto& resource : file.resources) {
        if (!rule.type.empty() && !equal_fold(rule.type, resource.type)) continue;
        if (!rule.name.empty() && !equal_fold(rule.name, resource.name)) continue;
        if (rule.language && *rule.language != resource.language) continue;
        if (!rule.sizes.empty() && !holds<std::uint64_t>(rule.sizes, resource.size)) continue;
        // The claimed size must really lie in the file: a claim alone is a few bytes that anybody can write.
        auto at = file.headers.file_offset(resource.rva);
        if (!at || *at > content.size() || resource.size > content.size() - *at) continue;
        if (!rule.begins.empty()) {
            auto start = content.resource_head(resource, rule.begins.size());
            if (!start && start.error().code != Errc::io) continue;
            if (!starts_with(TRY(std::move(start)), rule.begins)) continue;
        }
        evidence.emplace_back("pe.resource", fmt::format("{}/{}/{} of {} bytes at {}", resource.type, resource.name,
                                                         resource.language, resource.size, *at));
        return true;
    }
    return false;
}

Result<bool> pe_fits(const threats::PeRule& rule, Content& content, Evidence& evidence) {
    const auto* file = TRY(content.pe());
    if (file == nullptr) return false;
    if (!rule.link_times.empty()) {
        if (!holds(rule.link_times, file->headers.timestamp)) return false;
        evidence.emplace_back("pe.link_time", to_iso8601(Time(std::chrono::seconds(file->headers.timestamp))));
    }
    if (!rule.except_original_names.empty()) {
        auto name = file->version ? file->version->string("OriginalFilename") : std::string();
        auto fits = [&](const std::string& glob) { return matches_glob(name, glob); };
        if (std::any_of(rule.except_original_names.begin(), rule.except_original_names.end(), fits)) return false;
        evidence.emplace_back("pe.original_name", name.empty() ? "-" : name);
    }
    if (!rule.original_names.empty() || !rule.versions.empty()) {
        if (!file->version) return false;
        auto name = file->version->string("OriginalFilename");
        auto version = pe::to_string(file->version->file);
        auto fits = [&](const std::string& glob) { return matches_glob(name, glob); };
        if (!rule.original_names.empty()) {
            if (std::none_of(rule.original_names.begin(), rule.original_names.end(), fits)) return false;
            evidence.emplace_back("pe.original_name", name);
        }
        if (!rule.versions.empty()) {
            if (!holds(rule.versions, version)) return false;
            evidence.emplace_back("pe.version", version);
        }
    }
    return !rule.resource || TRY(has_resource(*rule.resource, *file, content, evidence));
}

Result<bool> hash_fits(const threats::Hashes& rule, Content& content, Evidence& evidence) {
    const auto* digests = TRY(content.digests());
    if (holds(rule.sha256, digests->sha256))
        evidence.emplace_back("sha256", digests->sha256);
    else if (holds(rule.sha1, digests->sha1))
        evidence.emplace_back("sha1", digests->sha1);
    else if (holds(rule.md5, digests->md5))
        evidence.emplace_back("md5", digests->md5);
    else
        return false;
    return true;
}

Result<bool> begins_fit(const threats::FileRule& rule, Content& content, Evidence& evidence) {
    for (const auto& begins : rule.begins) {
        if (!starts_with(TRY(content.head(begins.size())), begins)) continue;
        evidence.emplace_back("begins", to_hex(begins));
        return true;
    }
    return false;
}

}  // namespace

Result<bool> satisfies(const threats::FileRule& rule, Content& content, Evidence& evidence) {
    Evidence found;
    if (!rule.begins.empty() && !TRY(begins_fit(rule, content, found))) return false;
    if (rule.executable && (TRY(content.pe()) != nullptr) != *rule.executable) return false;
    if (rule.pe && !TRY(pe_fits(*rule.pe, content, found))) return false;
    if (!rule.hashes.empty() && !TRY(hash_fits(rule.hashes, content, found))) return false;
    evidence.insert(evidence.end(), found.begin(), found.end());
    return true;
}

Result<bool> is_container(const threats::Container& container, Content& content) {
    auto head = TRY(content.head(container.window()));
    if (head.size() < container.window() || !starts_with(head, container.begins)) return false;
    for (const auto& number : container.numbers) {
        std::uint64_t value = 0;
        for (auto i = number.bytes; i-- > 0;)
            value = value << 8 | std::to_integer<std::uint64_t>(head[number.offset + i]);
        if (!holds(number.any, value)) return false;
    }
    return !container.size_at || load_le<std::uint64_t>(head, *container.size_at) <= content.size();
}

}  // namespace quell::detect
