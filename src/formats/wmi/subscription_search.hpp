// Permanent event subscriptions in a WMI repository, without its index: the bindings name their consumer and filter
// in plain text, which is how D. Pany's PyWMIPersistenceFinder finds them too.
//
// An instance's record holds its values and, behind their length (highest bit set), its texts: a byte 0 and single
// bytes, or a byte 1 and UTF-16LE, each closed by a zero; the name of its class comes first (FireEye 2015, as in
// name_search.hpp). Limits: a record that continues on another page is cut there; pages that are free keep deleted
// bindings, which look like living ones; the namespace is not known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "formats/wmi/window.hpp"

namespace quell::wmi {

/// One __FilterToConsumerBinding.
struct Binding {
    std::string consumer_class;  ///< "CommandLineEventConsumer"
    std::string consumer;        ///< its Name
    std::string filter;          ///< Name of the __EventFilter; empty when no filter stands beside the consumer
    std::string command;         ///< longest other text of the consumer's record: command line, script; may be empty
    std::string query;           ///< longest other text of the filter's record: its WQL
    std::uint64_t offset = 0;    ///< of the consumer's reference in the file
};

class SubscriptionSearch {
public:
    /// Windows in the order of the file.
    void look(const Window& window);

    /// Each binding once, in the order of the file.
    [[nodiscard]] std::vector<Binding> bindings() const;
    /// More references to consumers and filters, or more records, than a limit allows: the rest was left out.
    [[nodiscard]] bool cut() const { return cut_; }

    /// A name of WMI has no limit of its own; nobody writes longer ones by hand.
    static constexpr std::size_t longest_name = 1024;
    /// Texts of one record that are read: a page has 8 KiB, a script may fill several that lie behind one another.
    static constexpr std::size_t longest_record = std::size_t{16} * 1024;
    static constexpr std::size_t most_references = 20'000;
    static constexpr std::size_t most_record_bytes = std::size_t{32} << 20;

private:
    struct Reference {
        std::uint64_t begin;
        std::uint64_t end;
        std::string class_name;
        std::string name;
        [[nodiscard]] bool is_filter() const;
        [[nodiscard]] bool is_consumer() const;  ///< by its class's name
    };
    struct Record {
        std::string class_name;
        std::vector<std::string> texts;  ///< without the class's name
        bool measured;                   ///< the record's own length bounds them, no guess
    };

    void references(const Window& window, std::uint64_t end);
    void records(const Window& window, std::uint64_t end);
    void reference(const Window& window, std::size_t quote, std::size_t unit);
    void keep(Reference found);
    void record(const Window& window, std::size_t name, std::string_view class_name);
    void fill_texts(std::vector<Binding>& bindings) const;

    std::vector<Reference> references_;  ///< in the order of the file
    std::optional<Reference> other_;     ///< the last one of another class
    std::vector<Record> records_;
    std::size_t record_bytes_ = 0;
    std::uint64_t looked_ = 0;  ///< what begins before it is known
    bool cut_ = false;
};

/// The bindings that Windows brings along: SCM Event Log Consumer, BVTConsumer. By their names and classes alone:
/// whoever takes the same names is taken for Windows, unless the class differs.
bool is_windows_own(const Binding& binding);

}  // namespace quell::wmi
