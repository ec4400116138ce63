#include "artifacts/file_versions.hpp"

namespace quell::artifacts {

const std::vector<std::string>& key_system_files() {
    static const std::vector<std::string> files{
        R"(System32\ntoskrnl.exe)",       R"(System32\kernel32.dll)",         R"(System32\ntdll.dll)",
        R"(System32\drivers\srv.sys)",    R"(System32\drivers\srv2.sys)",     R"(System32\drivers\srvnet.sys)",
        R"(System32\drivers\mrxsmb.sys)", R"(System32\drivers\mrxsmb10.sys)", R"(System32\drivers\mrxsmb20.sys)",
        R"(System32\drivers\netbt.sys)",  R"(System32\drivers\tcpip.sys)",    R"(System32\drivers\rdpwd.sys)",
        R"(System32\srvsvc.dll)",         R"(System32\wkssvc.dll)",           R"(System32\spoolsv.exe)",
        R"(System32\svchost.exe)",        R"(System32\services.exe)",         R"(System32\lsass.exe)",
        R"(System32\netapi32.dll)",       R"(System32\wuauclt.exe)",          R"(explorer.exe)",
    };
    return files;
}

Survey<FileVersion> file_versions(const Host& host, const std::vector<WinPath>& paths) {
    Survey<FileVersion> survey;
    for (const auto& path : paths) {
        auto file = host.files().find(path);
        if (!file) {
            if (file.error().code != Errc::not_found) survey.miss(View::files, path.text(), file.error());
            continue;
        }
        auto content = host.files().open(*file);
        if (!content) {
            survey.miss(View::content, path.text(), content.error());
            continue;
        }
        auto pe = read_pe(**content);
        if (!pe) {
            if (pe.error().code != Errc::unsupported) survey.miss(View::content, path.text(), pe.error());
            continue;
        }
        if (!pe->version) continue;
        survey.items.push_back({file->path, file->facts.size, pe->version->file, pe->version->product,
                                pe->version->string("CompanyName"), pe->version->string("OriginalFilename"),
                                pe->version->string("FileDescription"), pe->headers.timestamp, pe->headers.machine});
    }
    return survey;
}

}  // namespace quell::artifacts
