#include "base/hash.hpp"

#include <vector>

#include <openssl/evp.h>

#include "base/text.hpp"

namespace quell {

namespace {

struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

struct Lane {
    std::unique_ptr<EVP_MD_CTX, Free> context;
    std::string Digests::*out;
};

}  // namespace

struct Hasher::State {
    std::vector<Lane> lanes;
};

Hasher::Hasher(std::unique_ptr<State> state) : state_(std::move(state)) {}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

Result<Hasher> Hasher::create(DigestChoice choice) {
    auto state = std::make_unique<State>();
    auto add = [&](const EVP_MD* kind, std::string Digests::*out) -> Result<void> {
        Lane lane{std::unique_ptr<EVP_MD_CTX, Free>(EVP_MD_CTX_new()), out};
        if (!lane.context || EVP_DigestInit_ex(lane.context.get(), kind, nullptr) != 1)
            return fail(Errc::unsupported, "the cryptographic library offers no such digest");
        state->lanes.push_back(std::move(lane));
        return {};
    };
    if (choice.md5) TRY(add(EVP_md5(), &Digests::md5));
    if (choice.sha1) TRY(add(EVP_sha1(), &Digests::sha1));
    if (choice.sha256) TRY(add(EVP_sha256(), &Digests::sha256));
    return Hasher(std::move(state));
}

Result<void> Hasher::update(Bytes data) {
    for (auto& lane : state_->lanes)
        if (EVP_DigestUpdate(lane.context.get(), data.data(), data.size()) != 1)
            return fail(Errc::io, "the cryptographic library failed");
    return {};
}

Result<Digests> Hasher::finish() {
    Digests digests;
    for (auto& lane : state_->lanes) {
        std::array<std::byte, EVP_MAX_MD_SIZE> value{};
        unsigned length = 0;
        if (EVP_DigestFinal_ex(lane.context.get(), reinterpret_cast<unsigned char*>(value.data()), &length) != 1)
            return fail(Errc::io, "the cryptographic library failed");
        digests.*lane.out = to_hex(Bytes(value).first(length));
    }
    return digests;
}

}  // namespace quell
