"""Whatever is called a target: a clear message, status 2 or 3, and everything else is still scanned."""
import os
import random
import subprocess

import support
from support import WORLDS, QuellTest


class NotAnImage(QuellTest):
    def refused(self, path, statuses=(2, 3)):
        run = self.quell("scan", "--no-case", path)
        self.assertIn(run.status, statuses, run.out + run.err)
        self.assertIn(os.path.basename(str(path)), run.err + run.out)
        self.assertIn("expected", run.err + run.out)
        return run

    def test_nothing_of_that_name(self):
        self.refused(self.folder / "no-such.img", (2,))

    def test_an_empty_file(self):
        self.refused(self.write("empty.img", b""))

    def test_thirteen_bytes(self):
        self.refused(self.write("short.img", b"thirteen byte"))

    def test_text(self):
        self.refused(self.write("letter.txt", b"Dear Sir or Madam,\n" * 4000))

    def test_a_hundred_megabytes_of_random_bytes(self):
        path = self.folder / "random.img"
        generator = random.Random(20170512)
        with open(path, "wb") as out:
            for _ in range(100):
                out.write(generator.randbytes(1_000_000))
        self.refused(path)

    def test_a_pipe_is_not_waited_for(self):
        os.mkfifo(self.folder / "pipe.img")
        self.refused(self.folder / "pipe.img", (2,))

    def test_a_container_is_named_with_the_way_out(self):
        path = self.folder / "disk.qcow2"
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", path, "10M"], check=True)
        run = self.quell("scan", "--no-case", path)
        self.assertIn(run.status, (2, 3))
        self.assertIn("qemu-img convert", run.err + run.out)

    def test_the_other_targets_are_still_scanned(self):
        bad = self.write("bad.img", b"x" * 5000)
        run = self.quell("scan", "--no-case", "--json", bad, WORLDS / "infected.img")
        self.assertEqual(run.status, 1)
        self.assertIn("bad.img", run.err)
        self.assertIn('"infected"', run.out)

    def test_an_unreadable_target_is_an_error_even_when_another_is_clear(self):
        run = self.quell("scan", "--no-case", self.write("bad.img", b"x" * 5000), WORLDS / "clean.img")
        self.assertEqual(run.status, 2)
        self.assertIn("CLEAR", run.out)


class Truncated(QuellTest):
    def test_an_image_cut_anywhere_is_never_called_clear(self):
        whole = WORLDS / "clean.img"
        size = os.path.getsize(whole)
        path = self.folder / "cut.img"
        states = {}
        cuts = [512, 4096, 1 << 20, (1 << 20) + 513] + [size * part // 16 for part in range(1, 16)]
        for cut in sorted(cuts):
            subprocess.run(["cp", "--sparse=always", whole, path], check=True)
            os.truncate(path, cut)
            run = self.quell("scan", "--no-case", "--json", path)
            self.assertIn(run.status, (2, 3), f"cut at {cut} of {size}: {run.out[:400]}")
            states[run.status] = states.get(run.status, 0) + 1
        print(f"\n{len(cuts)} cuts: {states}")

    def test_a_damaged_start_of_the_mft_is_read_from_its_mirror_or_told(self):
        # The boot sector's copy at the volume's end serves when the first is gone.
        path = self.folder / "noboot.img"
        subprocess.run(["cp", "--sparse=always", WORLDS / "infected.img", path], check=True)
        with open(path, "r+b") as image:
            table = image.read(512)
            entries = [table[446 + 16 * i:462 + 16 * i] for i in range(4)]
            starts = [int.from_bytes(entry[8:12], "little") for entry in entries if entry[4] == 7]
            image.seek(starts[-1] * 512)
            image.write(bytes(512))
        run = self.quell("scan", "--no-case", "--json", path)
        self.assertEqual(run.status, 1, run.err)


class Folders(QuellTest):
    def test_an_empty_folder_is_asked_about_not_called_clear(self):
        (self.folder / "mnt").mkdir()
        run = self.quell("scan", "--no-case", self.folder / "mnt")
        self.assertEqual(run.status, 3)
        self.assertIn("mounted", run.out)
        self.assertNotIn("CLEAR", run.out)

    def test_hives_without_their_windows_and_a_windows_folder_itself_are_refused(self):
        for names in (("SYSTEM", "SOFTWARE"), ("System32/config/SYSTEM",)):
            target = self.folder / f"wrong{len(names)}"
            for name in names:
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                (target / name).write_bytes(b"regf")
            run = self.quell("scan", "--no-case", target)
            self.assertEqual(run.status, 2, run.out)
            self.assertIn("root", run.err)

    def test_a_volume_without_windows_says_so(self):
        (self.folder / "stick").mkdir()
        (self.folder / "stick/letter.txt").write_bytes(b"x")
        run = self.quell("scan", "--no-case", self.folder / "stick")
        self.assertEqual(run.status, 0)
        self.assertIn("no Windows here", run.out)

    def test_links_out_of_the_target_are_not_followed(self):
        target = self.folder / "target"
        outside = self.folder / "outside"
        outside.mkdir()
        (outside / "mssecsvc.exe").write_bytes(b"x" * 3723264)
        (target / "Users").mkdir(parents=True)
        (target / "Windows").symlink_to(outside)
        run = self.quell("inspect", target, "--what", "files", "--json")
        paths = [item["path"] for host in run.json()["hosts"] for item in host["items"]]
        self.assertTrue(any(path.endswith("Windows") for path in paths))
        self.assertFalse(any("mssecsvc" in path for path in paths), paths)

    def test_names_that_are_not_text_are_kept_and_shown_harmlessly(self):
        target = self.folder / "target"
        target.mkdir()
        os.makedirs(os.fsencode(target) + b"/a\xff\x1b[31m")
        run = self.quell("inspect", target, "--what", "files")
        self.assertIn("a\\xff\\x1b[31m", run.out)
        self.assertNotIn("\x1b", run.out)

    def test_hives_that_are_none_are_gaps_and_the_rest_is_looked_at(self):
        for name, content in (("text", b"regf is only a word here" * 100), ("short", b"thirteen byte"), ("empty", b""),
                              ("random", random.Random(1).randbytes(100_000)), ("win9x", b"CREG" + bytes(5000))):
            with self.subTest(name):
                target = self.folder / name
                config = target / "Windows/System32/config"
                config.mkdir(parents=True)
                for hive in ("SYSTEM", "SOFTWARE", "DEFAULT"):
                    (config / hive).write_bytes(content)
                run = self.quell("scan", "--no-case", "--json", target)
                self.assertEqual(run.status, 3, run.out + run.err)
                verdict = run.json()
                self.assertEqual(verdict["host"]["state"], "inconclusive")
                gaps = [gap["where"] for gap in verdict["gaps"] if gap["kind"] == "unseen"]
                self.assertTrue(any("SYSTEM" in where for where in gaps), gaps)
                self.assertGreater(verdict["counts"]["files"], 2)


support.run()
