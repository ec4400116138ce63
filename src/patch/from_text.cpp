#include "patch/from_text.hpp"

namespace quell::patch {

Evidence evidence_from(const systeminfo::Report& report) {
    Evidence evidence;
    evidence.from_text = true;
    evidence.product = report.product;
    if (report.version)
        evidence.system =
            artifacts::WindowsVersion{report.version->major, report.version->minor, report.version->build};
    evidence.revision = report.revision;
    evidence.service_pack = report.service_pack;
    evidence.architecture = report.architecture;
    if (!report.product.empty())
        evidence.role =
            report.product.find("Server") != std::string::npos ? artifacts::Role::server : artifacts::Role::client;
    switch (report.list) {
        case systeminfo::ListState::none: evidence.list = artifacts::UpdateList::none; break;
        case systeminfo::ListState::cut: evidence.list = artifacts::UpdateList::cut; break;
        case systeminfo::ListState::complete: evidence.list = artifacts::UpdateList::complete; break;
    }
    evidence.updates = report.updates;
    return evidence;
}

}  // namespace quell::patch
