#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "harden/posture.hpp"

namespace quell::harden {

namespace {

using artifacts::Meaning;
using artifacts::StartType;

// Adylkuzz closes port 445 to its rivals by a policy of this name, and goes away with it (facts of Microsoft's
// encyclopedia entry); an administrator's policy has another.
constexpr std::string_view adylkuzz_policy = "netbc";
constexpr std::uint32_t tcp = 6;

class Judge {
public:
    explicit Judge(const Posture& posture) : posture_(posture) {}

    std::vector<Exposure> run() {
        smb();
        netbios();
        rpc();
        remote_desktop();
        smb1_server();
        smb1_client();
        device_type();
        workstation();
        firewall();
        ipsec();
        updates();
        antivirus();
        autorun();
        std::stable_sort(out_.begin(), out_.end(), [](const Exposure& a, const Exposure& b) {
            auto rank = [](const Exposure& hole) {
                constexpr int order[] = {0, 1, 3, 2};  // open, partly, closed, unknown
                return std::pair(order[static_cast<int>(hole.openness)], -static_cast<int>(hole.weight));
            };
            return rank(a) < rank(b);
        });
        return std::move(out_);
    }

private:
    using Evidence = std::vector<std::pair<std::string, std::string>>;

    // The sentence is exposure.<id>.<word>.
    void add(const std::string& id, Openness openness, Weight weight, std::string_view word, Evidence evidence,
             std::vector<std::string> values = {}) {
        out_.push_back(
            {id, openness, weight, {fmt::format("{}.{}", id, word), std::move(values)}, std::move(evidence)});
    }
    void reach(const std::string& id, Weight weight, const Reach& by, Evidence evidence,
               std::vector<std::string> values = {}) {
        if (!by.by.empty()) evidence.emplace_back("firewall", by.by);
        if (by.openness == Openness::partly) values.push_back(by.by);
        add(id, by.openness, weight, name_of(by.openness), std::move(evidence), std::move(values));
    }

    static std::pair<std::string, std::string> evidence_of(const artifacts::StoredValue& value) {
        return {value.key + "\\" + value.name, value.value ? artifacts::shown(*value.value) : "-"};
    }
    [[nodiscard]] static std::pair<std::string, std::string> evidence_of(const artifacts::Setting& setting) {
        return {setting.key + "\\" + setting.name, setting.type ? setting.value : "-"};
    }

    [[nodiscard]] Meaning meaning(std::string_view id) const {
        const auto* found = artifacts::setting(posture_.settings, id);
        return found == nullptr ? Meaning::unknown : found->meaning;
    }
    [[nodiscard]] Evidence settings(std::initializer_list<std::string_view> ids) const {
        Evidence evidence;
        for (auto id : ids)
            if (const auto* found = artifacts::setting(posture_.settings, id)) evidence.push_back(evidence_of(*found));
        return evidence;
    }

    [[nodiscard]] bool server_off() const {
        return !posture_.smb.server_start || *posture_.smb.server_start == StartType::disabled;
    }
    // Null when no assigned policy blocks the port; the one that does otherwise.
    [[nodiscard]] const artifacts::IpsecPolicy* blocking_policy(std::uint16_t port) const {
        if (meaning("ipsec.service") == Meaning::off) return nullptr;
        for (const auto& policy : posture_.policies)
            if (policy.assigned && policy.blocks(tcp, port)) return &policy;
        return nullptr;
    }
    [[nodiscard]] bool closed_by_policy(const std::string& id, Weight weight, std::uint16_t port) {
        const auto* policy = blocking_policy(port);
        if (policy == nullptr || equal_fold(policy->name, adylkuzz_policy)) return false;
        add(id, Openness::closed, weight, "by-policy", {{"ipsec", policy->name}}, {policy->name});
        return true;
    }

    void smb() {
        const auto& smb = posture_.smb;
        Evidence evidence{{"LanmanServer", smb.server_start ? std::string(name_of(*smb.server_start)) : "-"}};
        if (server_off()) return add("smb.445", Openness::closed, Weight::serious, "server-off", std::move(evidence));
        if (smb.direct_hosting_off())
            return add("smb.445", Openness::closed, Weight::serious, "device-off", {evidence_of(smb.device_enabled)});
        if (closed_by_policy("smb.445", Weight::serious, 445)) return;
        reach("smb.445", Weight::serious, posture_.tcp445, std::move(evidence));
    }

    void netbios() {
        const auto& adapters = posture_.smb.adapters;
        auto off = [](const artifacts::NetBiosAdapter& adapter) { return adapter.state == artifacts::NetBios::off; };
        Evidence evidence;
        for (const auto& adapter : adapters)
            evidence.emplace_back(adapter.name.empty() ? adapter.guid : adapter.name, name_of(adapter.state));
        if (server_off()) return add("netbios.139", Openness::closed, Weight::warning, "server-off", {});
        if (!adapters.empty() && std::all_of(adapters.begin(), adapters.end(), off))
            return add("netbios.139", Openness::closed, Weight::warning, "off", std::move(evidence));
        if (closed_by_policy("netbios.139", Weight::warning, 139)) return;
        reach("netbios.139", Weight::warning, posture_.tcp139, std::move(evidence));
    }

    void rpc() { reach("rpc.135", Weight::note, posture_.tcp135, {}); }

    void remote_desktop() {
        auto evidence = settings({"rdp", "rdp.policy", "rdp.nla", "rdp.port"});
        auto policy = meaning("rdp.policy");
        auto state = policy == Meaning::on || policy == Meaning::off ? policy : meaning("rdp");
        // Absent: Windows' own default, which is off.
        if (state == Meaning::off || state == Meaning::default_ || meaning("rdp.service") == Meaning::off)
            return add("rdp.3389", Openness::closed, Weight::warning, "off", std::move(evidence));
        reach("rdp.3389", Weight::warning, posture_.rdp, std::move(evidence), {std::to_string(posture_.rdp_port)});
    }

    void smb1_server() {
        const auto& smb = posture_.smb;
        Evidence evidence{evidence_of(smb.smb1)};
        if (smb.srv_start) evidence.emplace_back("srv", name_of(*smb.srv_start));
        switch (smb.server) {
            case artifacts::Smb1::on:
                return add("smb1.server", Openness::open, Weight::warning,
                           smb.generation == artifacts::SmbGeneration::smb1_only ? "only" : "open",
                           std::move(evidence));
            case artifacts::Smb1::off:
                return add("smb1.server", Openness::closed, Weight::warning, "closed", std::move(evidence));
            case artifacts::Smb1::not_installed:
                return add("smb1.server", Openness::closed, Weight::warning, "not-installed", std::move(evidence));
            case artifacts::Smb1::unknown: break;
        }
        add("smb1.server", Openness::unknown, Weight::warning, "unknown", std::move(evidence));
    }

    void smb1_client() {
        const auto& smb = posture_.smb;
        if (smb.client != artifacts::Smb1::on) return;
        Evidence evidence;
        if (smb.mrxsmb10_start) evidence.emplace_back("mrxsmb10", name_of(*smb.mrxsmb10_start));
        add("smb1.client", Openness::open, Weight::note, "open", std::move(evidence));
    }

    // Guides tell to set the value as REG_QWORD, which closes nothing.
    void device_type() {
        if (posture_.smb.device_enabled_ignored())
            add("smb-device.type", Openness::open, Weight::warning, "open",
                {{"type", name_of(posture_.smb.device_enabled.value->type)}, evidence_of(posture_.smb.device_enabled)});
    }

    void workstation() {
        if (posture_.smb.workstation_broken()) add("workstation.broken", Openness::open, Weight::warning, "open", {});
    }

    void firewall() {
        if (!posture_.firewall_seen) return add("firewall.off", Openness::unknown, Weight::warning, "unknown", {});
        if (posture_.profiles_off.empty()) return add("firewall.off", Openness::closed, Weight::warning, "closed", {});
        std::string names;
        for (const auto& name : posture_.profiles_off) names += (names.empty() ? "" : ", ") + name;
        add("firewall.off", Openness::open, Weight::warning, "open", {{"profiles", names}}, {names});
    }

    void ipsec() {
        const auto* policy = blocking_policy(445);
        if (policy != nullptr && equal_fold(policy->name, adylkuzz_policy))
            add("ipsec.not-protection", Openness::open, Weight::warning, "open", {{"ipsec", policy->name}},
                {policy->name});
    }

    void updates() {
        auto evidence = settings(
            {"updates.service", "updates.policy", "updates.policy-does", "updates.does", "updates.own-server"});
        auto service = meaning("updates.service");
        auto by_policy = meaning("updates.policy") == Meaning::off || meaning("updates.policy-does") == Meaning::off;
        auto decided = meaning("updates.policy-does") != Meaning::default_;
        auto off = service == Meaning::off || by_policy || (!decided && meaning("updates.does") == Meaning::off);
        if (off) return add("updates.off", Openness::open, Weight::warning, "open", std::move(evidence));
        if (service == Meaning::unknown)
            return add("updates.off", Openness::unknown, Weight::warning, "unknown", std::move(evidence));
        add("updates.off", Openness::closed, Weight::warning, "closed", std::move(evidence));
    }

    void antivirus() {
        if (!posture_.antivirus_seen) return add("antivirus.none", Openness::unknown, Weight::warning, "unknown", {});
        Evidence evidence;
        for (const auto& one : posture_.antivirus) {
            if (one.protects())
                return add("antivirus.none", Openness::closed, Weight::warning, "closed", {{"service", one.service}},
                           {one.product});
            evidence.emplace_back(one.product, name_of(one.start));
        }
        add("antivirus.none", Openness::open, Weight::warning, "open", std::move(evidence));
    }

    void autorun() {
        auto machine = meaning("autorun.drives");
        // From Windows 7 on autorun.inf on a USB stick is ignored unless somebody asked for it.
        auto old = posture_.major != 0 && (posture_.major < 6 || (posture_.major == 6 && posture_.minor == 0));
        auto open = machine == Meaning::on || (old && machine != Meaning::off);
        add("autorun.on", open ? Openness::open : Openness::closed, Weight::note, open ? "open" : "closed",
            settings({"autorun.drives", "autorun.honoured"}));
    }

    const Posture& posture_;
    std::vector<Exposure> out_;
};

}  // namespace

std::vector<Exposure> judge_exposure(const Posture& posture) { return Judge(posture).run(); }

}  // namespace quell::harden
