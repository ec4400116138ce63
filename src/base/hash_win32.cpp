// Windows' own CryptoAPI, which is there from XP SP3 on: no library to ship.
#include "base/hash.hpp"

#include <vector>

#include <windows.h>

#include <wincrypt.h>

#include "base/text.hpp"

namespace quell {

namespace {

class Provider {
public:
    explicit Provider(HCRYPTPROV handle) : handle_(handle) {}
    Provider(const Provider&) = delete;
    Provider& operator=(const Provider&) = delete;
    ~Provider() { CryptReleaseContext(handle_, 0); }
    [[nodiscard]] HCRYPTPROV handle() const { return handle_; }

private:
    HCRYPTPROV handle_;
};

struct Lane {
    HCRYPTHASH handle;
    std::string Digests::*out;
};

}  // namespace

struct Hasher::State {
    explicit State(HCRYPTPROV handle) : provider(handle) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        for (auto& lane : lanes) CryptDestroyHash(lane.handle);
    }
    Provider provider;
    std::vector<Lane> lanes;
};

Hasher::Hasher(std::unique_ptr<State> state) : state_(std::move(state)) {}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

Result<Hasher> Hasher::create(DigestChoice choice) {
    HCRYPTPROV provider = 0;
    if (CryptAcquireContextW(&provider, nullptr, nullptr, PROV_RSA_AES, CRYPT_VERIFYCONTEXT) == 0)
        return fail(Errc::unsupported, "Windows offers no cryptographic provider for hashes");
    auto state = std::make_unique<State>(provider);
    auto add = [&](ALG_ID kind, std::string Digests::*out) -> Result<void> {
        HCRYPTHASH handle = 0;
        if (CryptCreateHash(state->provider.handle(), kind, 0, 0, &handle) == 0)
            return fail(Errc::unsupported, "Windows offers no such digest");
        state->lanes.push_back({handle, out});
        return {};
    };
    if (choice.md5) TRY(add(CALG_MD5, &Digests::md5));
    if (choice.sha1) TRY(add(CALG_SHA1, &Digests::sha1));
    if (choice.sha256) TRY(add(CALG_SHA_256, &Digests::sha256));
    return Hasher(std::move(state));
}

Result<void> Hasher::update(Bytes data) {
    constexpr std::size_t piece = 1 << 30;
    for (auto rest = data; !rest.empty();) {
        auto now = rest.first(std::min(rest.size(), piece));
        for (auto& lane : state_->lanes)
            if (CryptHashData(lane.handle, reinterpret_cast<const BYTE*>(now.data()), static_cast<DWORD>(now.size()),
                              0) == 0)
                return fail(Errc::io, "Windows' cryptographic provider failed");
        rest = rest.subspan(now.size());
    }
    return {};
}

Result<Digests> Hasher::finish() {
    Digests digests;
    for (auto& lane : state_->lanes) {
        std::array<std::byte, 64> value{};
        DWORD length = value.size();
        if (CryptGetHashParam(lane.handle, HP_HASHVAL, reinterpret_cast<BYTE*>(value.data()), &length, 0) == 0)
            return fail(Errc::io, "Windows' cryptographic provider failed");
        digests.*lane.out = to_hex(Bytes(value).first(length));
    }
    return digests;
}

}  // namespace quell
