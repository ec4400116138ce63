// MD5, SHA-1 and SHA-256 of content: what threat lists are written in. Not used for security of our own.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "base/byte_source.hpp"

namespace quell {

/// Lower-case hexadecimal digests of one content; empty where not asked for.
struct Digests {
    std::string md5;
    std::string sha1;
    std::string sha256;
};

/// Which digests to compute.
struct DigestChoice {
    bool md5 = false;
    bool sha1 = false;
    bool sha256 = false;
    [[nodiscard]] bool any() const { return md5 || sha1 || sha256; }
};

/// Streams bytes into the chosen digests in one pass.
class Hasher {
public:
    static Result<Hasher> create(DigestChoice choice);
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;
    ~Hasher();

    Result<void> update(Bytes data);
    Result<Digests> finish();

private:
    struct State;
    explicit Hasher(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Digests of a whole source, read in 1 MiB pieces.
Result<Digests> hash(const ByteSource& source, DigestChoice choice);

}  // namespace quell
