#!/bin/bash
# Compares names, sizes and SHA-256 of every data stream on NTFS volumes: quell's reader, the Sleuth Kit, libfsntfs.
#
#     ntfs_test.sh TOOLS generated           volumes made here with mkntfs and libntfs-3g
#     ntfs_test.sh TOOLS shared DATA         the images of DATA/ntfs; status 77 where that folder is not there
#
# Prints how many entries were compared. TOOLS is the folder of quell_list, tsk_list, fsntfs_list and make_ntfs.
set -u -o pipefail
tools=$1
what=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

compare() {  # NAME IMAGE
    local name=$1 image=$2
    for reader in quell tsk fsntfs; do
        if ! "$tools/${reader}_list" "$image" 2>"$work/$reader.errors" | LC_ALL=C sort >"$work/$reader.txt"; then
            echo "FAILED: $name: ${reader}_list"
            cat "$work/$reader.errors"
            failed=1
            return
        fi
    done
    if [ -s "$work/quell.errors" ]; then
        echo "FAILED: $name: our reader met"
        head -20 "$work/quell.errors"
        failed=1
    fi
    for reader in tsk fsntfs; do
        if ! diff "$work/quell.txt" "$work/$reader.txt" >"$work/diff"; then
            echo "FAILED: $name: quell (<) and $reader (>) differ"
            head -20 "$work/diff"
            failed=1
        fi
    done
    local entries folders streams bytes
    entries=$(wc -l <"$work/quell.txt")
    folders=$(grep -c '^folder' "$work/quell.txt")
    streams=$(cut -f3 "$work/quell.txt" | grep -c ':')
    bytes=$(awk '$1 != "folder" { sum += $1 } END { printf "%.0f", sum }' "$work/quell.txt")
    if [ "$entries" -lt 15 ]; then
        echo "FAILED: $name: only $entries entries"
        failed=1
    fi
    echo "$name: $entries entries equal to the Sleuth Kit's and to libfsntfs's ($folders folders," \
        "$((entries - folders - streams)) files, $streams named streams, $bytes bytes of content by SHA-256)"
}

partition() {  # IMAGE SECTOR -> the rest of the image from there
    tail -c +$(($2 * 512 + 1)) "$1" >"$1.part" && mv "$1.part" "$1"
}

generated() {
    make() {  # NAME SIZE mkntfs arguments
        local name=$1 size=$2
        shift 2
        truncate -s "$size" "$work/image"
        if ! mkntfs -F -Q -q "$@" "$work/image" >/dev/null 2>"$work/errors" ||
            ! "$tools/make_ntfs" "$work/image" variety 2>>"$work/errors"; then
            echo "FAILED: $name: cannot be made"
            cat "$work/errors"
            failed=1
        else
            compare "$name" "$work/image"
        fi
        rm -f "$work/image"
    }
    make "generated, 4 KiB clusters, 1 KiB records" 6G -c 4096
    make "generated, 64 KiB clusters, sectors and records of 4 KiB" 6G -s 4096 -c 65536
    make "generated, 512-byte clusters" 5G -c 512
}

shared() {
    local data=$1/ntfs
    if [ ! -d "$data" ]; then
        echo "skipped: $data is not there; its NTFS images were not compared"
        exit 77
    fi
    for name in ntfs.raw testfs1; do
        xz -dc "$data/$name.xz" >"$work/image" && compare "$name" "$work/image"
    done
    xz -dc "$data/windows_volume.qcow2.xz" >"$work/disk" &&
        qemu-img convert -f qcow2 -O raw "$work/disk" "$work/image" && compare windows_volume.qcow2 "$work/image"
    xz -dc "$data/ntfs-fixed.vhd.xz" >"$work/disk" && qemu-img convert -f vpc -O raw "$work/disk" "$work/image" &&
        partition "$work/image" 128 && compare ntfs-fixed.vhd "$work/image"
    xz -dc "$data/ntfs-dynamic.vhdx.xz" >"$work/disk" && qemu-img convert -f vhdx -O raw "$work/disk" "$work/image" &&
        partition "$work/image" 128 && compare ntfs-dynamic.vhdx "$work/image"
}

case $what in
    generated) generated ;;
    shared) shared "$3" ;;
    *) exit 2 ;;
esac
exit $failed
