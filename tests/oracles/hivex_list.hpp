// What hivex sees in a hive: the other side of the comparison.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace quell::test {

enum class Listing : std::uint8_t { key, value };

/// One key or value below the root of a hive.
struct Listed {
    std::string path;  ///< "\A\B" for a key, "\A\B\\name" for a value of it; UTF-8
    Listing kind = Listing::key;
    std::uint32_t type = 0;
    std::vector<std::byte> data;
};

/// What a visit touched.
struct Visited {
    std::uint64_t keys = 0;
    std::uint64_t values = 0;
    std::uint64_t bytes = 0;
};

/// A hive opened by hivex.
class HivexFile {
public:
    static Result<HivexFile> open(const std::string& file);
    HivexFile(HivexFile&& other) noexcept : handle_(other.handle_) { other.handle_ = nullptr; }
    HivexFile& operator=(HivexFile&&) = delete;
    ~HivexFile();

    /// Every key and value, their names and data touched.
    [[nodiscard]] Visited visit() const;
    /// Everything below the root, sorted by path; the first thing that hivex refuses is an error.
    [[nodiscard]] Result<std::vector<Listed>> list() const;

private:
    explicit HivexFile(void* handle) : handle_(handle) {}
    void* handle_;
};

}  // namespace quell::test
