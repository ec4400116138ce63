// The tables of this build.
#include <map>
#include <set>

#include "tables.hpp"

using namespace quell;
using namespace quell::patch;

TEST_CASE("the four bulletins are in this build, the newest first") {
    REQUIRE(tables().bulletins.size() == 4);
    CHECK(tables().bulletins[0].id == "MS17-010");
    CHECK(tables().bulletins[1].id == "MS10-061");
    CHECK(tables().bulletins[2].id == "MS09-050");
    CHECK(tables().bulletins[3].id == "MS08-067");
}

TEST_CASE("no number that was wrongly published as the fix is in any list of fixes") {
    const std::set<std::uint32_t> wrong{3205409, 3210720, 3210721, 3212646, 3213986,
                                        4013389, 4015546, 4015547, 4015548};
    for (const auto& row : tables().bulletins[0].systems) {
        for (auto number : row.fixed_by) {
            INFO(row.id << " KB" << number);
            CHECK_FALSE(wrong.contains(number));
        }
        CHECK(std::is_sorted(row.fixed_by.begin(), row.fixed_by.end()));
    }
}

TEST_CASE("rows of one Windows do not overlap unless their roles part them") {
    for (const auto& bulletin : tables().bulletins)
        for (const auto& a : bulletin.systems)
            for (const auto& b : bulletin.systems) {
                if (&a == &b || a.major != b.major || a.minor != b.minor) continue;
                auto apart = a.last_build < b.first_build || b.last_build < a.first_build;
                INFO(bulletin.id << " " << a.id << " " << b.id);
                CHECK((apart ||
                       (a.role != b.role && a.role != artifacts::Role::unknown && b.role != artifacts::Role::unknown)));
            }
}

TEST_CASE("a SHA-1 belongs to one file, and every architecture's file says which it is") {
    std::map<std::string, std::string> names;
    std::size_t files = 0;
    for (const auto& bulletin : tables().bulletins)
        for (const auto& row : bulletin.systems)
            for (const auto& file : row.files) {
                ++files;
                auto [at, fresh] = names.emplace(file.sha1, file.name);
                CHECK(at->second == file.name);
                CHECK(file.name.find(file.architecture) != std::string::npos);
                CHECK(file.name.find(file.language) != std::string::npos);
            }
    CHECK(files == 24);
}
