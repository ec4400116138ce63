// Our pass over $MFT against the Sleuth Kit's MFT walk (tsk_fs_meta_walk), on the same image, one thread, by turns:
//
//     mft_pass IMAGE [ROUNDS]
//
// Prints the ratio of the medians. Both sides read every record; ours also keeps names, sizes and times of all.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <tsk/libtsk.h>

#include "platform/file.hpp"
#include "storage/mft_index.hpp"

namespace {

using Seconds = std::chrono::duration<double>;

template <typename Run>
double seconds(Run&& run) {
    auto begin = std::chrono::steady_clock::now();
    run();
    return Seconds(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

TSK_WALK_RET_ENUM count_record(TSK_FS_FILE*, void* count) {
    ++*static_cast<std::uint64_t*>(count);
    return TSK_WALK_CONT;
}

std::uint64_t sleuth_kit_walk(TSK_FS_INFO* volume) {
    std::uint64_t count = 0;
    auto flags = static_cast<TSK_FS_META_FLAG_ENUM>(TSK_FS_META_FLAG_ALLOC | TSK_FS_META_FLAG_UNALLOC);
    if (tsk_fs_meta_walk(volume, volume->first_inum, volume->last_inum, flags, count_record, &count) != 0) std::exit(1);
    return count;
}

std::uint64_t quell_pass(const quell::storage::NtfsVolume& volume) {
    quell::Workers workers(1);
    quell::NoProgress progress;
    auto index = quell::storage::MftIndex::build(volume, {workers, progress, {}});
    if (!index) std::exit(1);
    return index->size();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    int rounds = argc > 2 ? std::atoi(argv[2]) : 9;
    auto image = quell::platform::open_file(argv[1]);
    if (!image) return 1;
    auto volume = quell::storage::NtfsVolume::open(std::shared_ptr<const quell::ByteSource>(std::move(*image)));
    auto* tsk_image = tsk_img_open_utf8_sing(argv[1], TSK_IMG_TYPE_RAW, 0);
    auto* tsk_volume = tsk_image == nullptr ? nullptr : tsk_fs_open_img(tsk_image, 0, TSK_FS_TYPE_NTFS);
    if (!volume || tsk_volume == nullptr) return 1;
    std::vector<double> ours;
    std::vector<double> theirs;
    std::uint64_t records = 0;
    for (int round = 0; round < rounds; ++round) {
        ours.push_back(seconds([&] { records = quell_pass(**volume); }));
        theirs.push_back(seconds([&] { sleuth_kit_walk(tsk_volume); }));
    }
    std::printf("mft pass: %.2f times Sleuth Kit's MFT walk (%.2f against %.2f million records/s, %llu records)\n",
                median(theirs) / median(ours), static_cast<double>(records) / median(ours) / 1e6,
                static_cast<double>(records) / median(theirs) / 1e6, static_cast<unsigned long long>(records));
    tsk_fs_close(tsk_volume);
    tsk_img_close(tsk_image);
    return 0;
}
