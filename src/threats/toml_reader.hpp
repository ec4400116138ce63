// Reads a TOML table field by field, and remembers everything that is wrong with it. For the loaders of packs, here and
// in patch/: the only header that sees toml++.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#ifndef TOML_EXCEPTIONS
#define TOML_EXCEPTIONS 0
#endif
#define TOML_ENABLE_FORMATTERS 0
// toml++ 3.3 states what it takes for granted of its input as assumptions for the optimizer, and "[[ " followed by no
// key breaks one of them: undefined behaviour in a release, abort() in a debug build. Without them its own error paths,
// which are there, do their work.
#include <toml++/impl/preprocessor.h>
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT_ASSUME(expression) static_assert(true)
#include <toml++/toml.h>

#include "threats/load.hpp"

namespace quell::threats {

/// Collects what is wrong with one file.
class Problems {
public:
    explicit Problems(std::string file) : file_(std::move(file)) {}
    void add(std::uint32_t line, std::string message) { list_.push_back({file_, line, std::move(message)}); }
    void add(const toml::node& node, std::string message) { add(line_of(node), std::move(message)); }
    [[nodiscard]] bool empty() const { return list_.empty(); }
    [[nodiscard]] std::size_t size() const { return list_.size(); }
    /// Ordered by line.
    [[nodiscard]] std::vector<Diagnostic> take();

    static std::uint32_t line_of(const toml::node& node) {
        return static_cast<std::uint32_t>(node.source().begin.line);
    }

private:
    std::string file_;
    std::vector<Diagnostic> list_;
};

/// "a text", "an integer" …: what a node is, in words.
std::string_view describe(const toml::node& node);

/// One table. A field that was asked for is known; finish() reports all others. Nothing here stops at an error: a wrong
/// field is reported and reads as absent.
class TableReader {
public:
    /// `where` names the table in messages: "[[file]] loader.hash".
    TableReader(const toml::table& table, std::string where, Problems& problems)
        : table_(table), where_(std::move(where)), problems_(problems) {}

    [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
    std::optional<std::string> text(std::string_view key);
    std::string required_text(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
    std::optional<bool> boolean(std::string_view key);
    /// A list of texts; a single text stands for a list of one. Empty lists and empty texts are problems.
    std::vector<std::string> texts(std::string_view key);
    std::vector<std::uint64_t> numbers(std::string_view key);
    /// Null when absent or no table.
    const toml::table* table(std::string_view key);
    const toml::table* required_table(std::string_view key);
    /// The tables of [[key]].
    std::vector<const toml::table*> tables(std::string_view key);

    /// Reports what is wrong with the value of `key`, on its line.
    void wrong(std::string_view key, const std::string& message);
    /// Reports what is wrong with the table as a whole.
    void wrong(const std::string& message) { problems_.add(table_, where_ + ": " + message); }
    /// Reports every key that nobody asked for.
    void finish();

    [[nodiscard]] std::uint32_t line() const { return Problems::line_of(table_); }
    [[nodiscard]] const std::string& where() const { return where_; }
    [[nodiscard]] Problems& problems() { return problems_; }
    void rename(std::string where) { where_ = std::move(where); }

private:
    const toml::node* take(std::string_view key);
    const toml::node* take_required(std::string_view key, std::string_view expected);
    void unexpected(const toml::node& node, std::string_view key, std::string_view expected);

    const toml::table& table_;
    std::string where_;
    Problems& problems_;
    std::set<std::string, std::less<>> known_;
};

/// The root table of a pack's text; what is wrong with it as a whole is added to `problems`.
std::optional<toml::table> parse_toml(std::string_view text, Problems& problems);

/// A sentence in both languages: { en = "…", zh = "…" }.
Text read_text(TableReader& parent, std::string_view key);
/// reference = { source = "…", mark = "V" }.
Reference read_reference(TableReader& parent);
/// The [[references]] of a file.
std::vector<CitedWork> read_works(TableReader& root);

/// Lower-case hexadecimal, so that a case can say which text judged it.
std::string sha256_of(std::string_view text);

}  // namespace quell::threats
