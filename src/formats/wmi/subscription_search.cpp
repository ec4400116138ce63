#include "formats/wmi/subscription_search.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "base/text.hpp"

namespace quell::wmi {

namespace {

constexpr std::string_view filter_class = "__EventFilter";
// A class's name in a repository is at most that long (WBEM_MAX_IDENTIFIER is 4,096; nobody writes those).
constexpr std::size_t longest_class = 256;
// Within one binding's record the two references are neighbours, with the record's fixed part between at most.
constexpr std::uint64_t near_by = 2048;
// A consumer of an unknown class is believed only when the filter follows at once.
constexpr std::uint64_t side_by_side = 64;
// How much behind a class's name is taken when no length is before it.
constexpr std::size_t guessed_record = 2048;

std::uint8_t byte_at(Bytes data, std::size_t at) { return std::to_integer<std::uint8_t>(data[at]); }

bool is_identifier(char16_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}
bool is_text(char16_t c) { return c >= 0x20 ? c != 0x7F : c == '\t' || c == '\r' || c == '\n'; }

// Characters of one or two bytes each.
struct Characters {
    Bytes data;
    std::size_t unit;

    [[nodiscard]] bool has(std::size_t at) const { return contains(data, at, unit); }
    [[nodiscard]] char16_t at(std::size_t position) const {
        if (unit == 1) return byte_at(data, position);
        return static_cast<char16_t>(byte_at(data, position) | byte_at(data, position + 1) << 8);
    }
    [[nodiscard]] std::string text(std::size_t begin, std::size_t end) const {
        auto part = data.subspan(begin, end - begin);
        return unit == 1 ? utf8_from_latin1(part) : utf8_from_utf16le(part);
    }
};

// Backslashes escape quotes and themselves in an object's path.
std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
        out += text[i];
    }
    return out;
}

// The texts among a record's values, as they lie there.
std::vector<std::string> texts_of(Bytes heap) {
    std::vector<std::string> texts;
    for (std::size_t at = 0; at + 1 < heap.size();) {
        const auto flag = byte_at(heap, at);
        if (flag > 1) {
            ++at;
            continue;
        }
        const Characters characters{heap, std::size_t{1} + flag};
        auto end = at + 1;
        while (characters.has(end) && is_text(characters.at(end))) end += characters.unit;
        if (end > at + 1 && characters.has(end) && characters.at(end) == 0)
            texts.push_back(characters.text(at + 1, end));
        at = end > at + 1 ? end : at + 1;
    }
    return texts;
}

std::string key_of(std::string_view class_name, std::string_view name) {
    return fold_case(class_name) + '\n' + fold_case(name);
}

}  // namespace

bool SubscriptionSearch::Reference::is_filter() const { return equal_fold(class_name, filter_class); }
bool SubscriptionSearch::Reference::is_consumer() const { return ends_with_fold(class_name, "EventConsumer"); }

void SubscriptionSearch::look(const Window& window) {
    const auto size =
        window.last ? window.data.size() : window.data.size() - std::min(window.data.size(), window_ahead);
    const auto end = window.offset + size;
    references(window, end);
    records(window, end);
    looked_ = std::max(looked_, end);
}

// Every reference has a quote behind "Name=": quotes are rare, and memchr is quick.
void SubscriptionSearch::references(const Window& window, std::uint64_t end) {
    const auto data = window.data;
    for (std::size_t at = 0; at < data.size(); ++at) {
        const auto* found = static_cast<const std::byte*>(std::memchr(data.data() + at, '"', data.size() - at));
        if (found == nullptr) return;
        at = static_cast<std::size_t>(found - data.data());
        if (window.offset + at < looked_) continue;
        if (window.offset + at >= end) return;
        if (at >= 1 && byte_at(data, at - 1) == '=') reference(window, at, 1);
        if (at >= 2 && byte_at(data, at - 2) == '=' && byte_at(data, at - 1) == 0) reference(window, at, 2);
    }
}

void SubscriptionSearch::reference(const Window& window, std::size_t quote, std::size_t unit) {
    const Characters characters{window.data, unit};
    constexpr std::string_view property = ".name=";
    auto begin = quote;
    for (std::size_t i = property.size(); i > 0; --i) {
        if (begin < unit) return;
        begin -= unit;
        const auto c = characters.at(begin);
        if (c >= 0x80 || (c | 0x20) != (property[i - 1] | 0x20)) return;
    }
    const auto dot = begin;
    while (begin >= unit && dot - begin < longest_class * unit && is_identifier(characters.at(begin - unit)))
        begin -= unit;
    if (begin == dot) return;
    const auto name = quote + unit;
    auto end = name;
    while (characters.has(end) && characters.at(end) != '"' && is_text(characters.at(end)) &&
           end - name < longest_name * unit) {
        const auto escapes = characters.at(end) == '\\' && characters.has(end + unit) &&
                             (characters.at(end + unit) == '"' || characters.at(end + unit) == '\\');
        end += escapes ? 2 * unit : unit;
    }
    if (!characters.has(end) || characters.at(end) != '"') return;
    keep({window.offset + begin, window.offset + end, characters.text(begin, dot),
          unescaped(characters.text(name, end))});
}

// A repository is full of references to other objects; only one beside a filter may be a consumer's.
void SubscriptionSearch::keep(Reference found) {
    const auto filter = found.is_filter();
    if (!filter && !found.is_consumer()) {
        const auto beside = !references_.empty() && references_.back().is_filter() &&
                            found.begin - references_.back().end <= side_by_side;
        if (!beside) {
            other_ = std::move(found);
            return;
        }
    }
    const auto beside = filter && other_ && found.begin - other_->end <= side_by_side;
    if (references_.size() + (beside ? 2 : 1) > most_references) {
        cut_ = true;
        return;
    }
    if (beside) references_.push_back(std::move(*other_));
    other_.reset();
    references_.push_back(std::move(found));
}

// "__EventFilter" and everything that ends in "EventConsumer", closed by a zero.
void SubscriptionSearch::records(const Window& window, std::uint64_t end) {
    const auto text = as_text(window.data);
    constexpr std::string_view event = "Event";
    for (auto at = text.find(event); at != std::string_view::npos; at = text.find(event, at + event.size())) {
        if (window.offset + at < looked_) continue;
        if (window.offset + at >= end) return;
        auto rest = text.substr(at);
        std::size_t length = 0;
        for (std::string_view ending : {std::string_view("EventConsumer\0", 14), std::string_view("EventFilter\0", 12)})
            if (rest.starts_with(ending)) length = ending.size() - 1;
        if (length == 0) continue;
        auto begin = at;
        while (begin > 0 && at - begin < longest_class && is_identifier(static_cast<std::uint8_t>(text[begin - 1])))
            --begin;
        if (begin > 0 && text[begin - 1] == 0) record(window, begin, text.substr(begin, at + length - begin));
    }
}

void SubscriptionSearch::record(const Window& window, std::size_t name, std::string_view class_name) {
    const auto data = window.data;
    const auto heap = name - 1;
    std::size_t length = guessed_record;
    auto measured = false;
    if (heap >= 4) {
        const auto before = load_le<std::uint32_t>(data, heap - 4);
        const auto told = before & 0x7FFFFFFF;
        measured = before != told && told > class_name.size();
        if (measured) length = std::min<std::size_t>(told, longest_record);
    }
    length = std::min(length, data.size() - heap);
    if (record_bytes_ + length > most_record_bytes) {
        cut_ = true;
        return;
    }
    record_bytes_ += length;
    auto texts = texts_of(data.subspan(heap, length));
    if (!texts.empty()) texts.erase(texts.begin());
    if (!texts.empty()) records_.push_back({std::string(class_name), std::move(texts), measured});
}

void SubscriptionSearch::fill_texts(std::vector<Binding>& bindings) const {
    std::map<std::string, std::pair<bool, std::string>> longest;
    for (const auto& binding : bindings) {
        longest[key_of(binding.consumer_class, binding.consumer)];
        longest[key_of(filter_class, binding.filter)];
    }
    for (const auto& record : records_) {
        for (std::size_t i = 0; i < record.texts.size(); ++i) {
            if (record.texts[i].size() > 4 * longest_name) continue;
            auto wanted = longest.find(key_of(record.class_name, record.texts[i]));
            if (wanted == longest.end()) continue;
            auto& [measured, text] = wanted->second;
            if (!text.empty() && (measured || !record.measured)) continue;
            for (std::size_t other = 0; other < record.texts.size(); ++other) {
                if (other == i || equal_fold(record.texts[other], record.texts[i])) continue;
                if (measured != record.measured || record.texts[other].size() > text.size()) text = record.texts[other];
                measured = record.measured;
            }
        }
    }
    for (auto& binding : bindings) {
        binding.command = longest[key_of(binding.consumer_class, binding.consumer)].second;
        if (!binding.filter.empty()) binding.query = longest[key_of(filter_class, binding.filter)].second;
    }
}

std::vector<Binding> SubscriptionSearch::bindings() const {
    std::vector<Binding> bindings;
    std::set<std::string> known;
    auto bind = [&](const Reference& consumer, const Reference* filter) {
        auto name = filter == nullptr ? std::string() : filter->name;
        if (!known.insert(key_of(consumer.class_name, consumer.name) + '\n' + fold_case(name)).second) return;
        bindings.push_back({consumer.class_name, consumer.name, std::move(name), {}, {}, consumer.begin});
    };
    for (std::size_t i = 0; i < references_.size(); ++i) {
        const auto& first = references_[i];
        const auto* second = i + 1 < references_.size() ? &references_[i + 1] : nullptr;
        const auto& consumer = first.is_filter() && second != nullptr ? *second : first;
        const auto believed = consumer.is_consumer();
        const auto paired = second != nullptr && first.is_filter() != second->is_filter() &&
                            second->begin >= first.end &&
                            second->begin - first.end <= (believed ? near_by : side_by_side);
        if (paired) {
            bind(consumer, first.is_filter() ? &first : second);
            ++i;
        } else if (!first.is_filter() && believed) {
            bind(first, nullptr);
        }
    }
    // A consumer that stands alone only repeats one that is bound: an index entry, a half-overwritten copy.
    std::set<std::string> bound;
    for (const auto& binding : bindings)
        if (!binding.filter.empty()) bound.insert(key_of(binding.consumer_class, binding.consumer));
    auto repeats = [&](const Binding& binding) {
        return binding.filter.empty() && bound.contains(key_of(binding.consumer_class, binding.consumer));
    };
    bindings.erase(std::remove_if(bindings.begin(), bindings.end(), repeats), bindings.end());
    fill_texts(bindings);
    return bindings;
}

bool is_windows_own(const Binding& binding) {
    if (equal_fold(binding.consumer_class, "NTEventLogEventConsumer"))
        return equal_fold(binding.consumer, "SCM Event Log Consumer") &&
               equal_fold(binding.filter, "SCM Event Log Filter");
    // Left in Windows 7 by its makers: starts a script that is not there.
    return equal_fold(binding.consumer_class, "CommandLineEventConsumer") &&
           equal_fold(binding.consumer, "BVTConsumer") && equal_fold(binding.filter, "BVTFilter") &&
           (binding.command.empty() || fold_case(binding.command).find("KERNCAP.VBS") != std::string::npos);
}

}  // namespace quell::wmi
