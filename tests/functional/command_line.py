"""The program as a person meets it: help, languages, typos, pipes, cases, packs."""
import json
import os
import pty
import signal
import subprocess

import support
from support import QUELL, WORLDS, QuellTest

PACK = """schema = 1
id = "example"
name = "Example"
version = "1"
kind = "test"
summary = { en = "A test.", zh = "测试。" }
"""


class Help(QuellTest):
    def test_help_names_every_command_and_the_exit_statuses(self):
        run = self.quell("--help")
        self.assertEqual(run.status, 0)
        for word in ("scan", "inspect", "packs", "130 interrupted"):
            self.assertIn(word, run.out)

    def test_help_is_chinese_in_a_chinese_locale_or_when_asked(self):
        for run in (self.quell("--help", LC_ALL="zh_CN.UTF-8"), self.quell("--lang", "zh", "scan", "--help")):
            self.assertEqual(run.status, 0)
            self.assertIn("磁盘", run.out)

    def test_a_typo_gets_the_nearest_command(self):
        run = self.quell("scna", "x.img")
        self.assertEqual(run.status, 2)
        self.assertIn("quell scan", run.err)
        self.assertEqual(run.out, "")

    def test_an_unknown_option_is_named(self):
        run = self.quell("scan", "--jsn", WORLDS / "clean.img")
        self.assertEqual(run.status, 2)
        self.assertIn("--jsn", run.err)

    def test_options_that_mean_nothing_together_are_refused(self):
        run = self.quell("inspect", WORLDS / "clean.img", "--what", "users", "--sha256")
        self.assertEqual(run.status, 2)
        self.assertIn("--sha256", run.err)


class Output(QuellTest):
    def test_results_go_to_standard_output_without_colour_or_progress_when_piped(self):
        run = self.quell("scan", "--no-case", WORLDS / "clean.img")
        self.assertEqual(run.status, 0)
        self.assertNotIn("\x1b", run.out + run.err)
        self.assertEqual(run.err, "")

    def test_plain_ascii_under_the_c_locale(self):
        run = self.quell("scan", "--no-case", WORLDS / "clean.img", LC_ALL="C")
        self.assertTrue(run.out.isascii(), [c for c in run.out if not c.isascii()])

    def test_a_closed_pipe_ends_the_program_quietly(self):
        process = subprocess.Popen(f"'{QUELL}' inspect '{WORLDS / 'clean.img'}' --what files | head -n 1", shell=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(timeout=60)
        self.assertTrue(out)
        self.assertEqual(err, b"")

    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "wb") as full:
            process = subprocess.run([QUELL, "packs", "show", "wannacry"], stdout=full, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"standard output", process.stderr)

    def test_on_a_narrow_terminal_no_line_runs_over(self):
        import fcntl
        import struct
        import termios
        try:
            primary, secondary = pty.openpty()
        except OSError as error:
            print(f"\nskipped: no pseudo-terminal on this machine ({error}); the narrow terminal was not tried")
            self.skipTest(str(error))
        fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 44, 0, 0))
        process = subprocess.Popen([QUELL, "scan", "--no-case", WORLDS / "infected.img"], stdout=secondary,
                                   stderr=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm"})
        os.close(secondary)
        shown = b""
        try:
            while piece := os.read(primary, 65536):
                shown += piece
        except OSError:
            pass
        process.wait(timeout=60)
        os.close(primary)
        import re
        text = re.sub(r"\x1b\[[0-9;]*[mK]", "", shown.decode("utf-8"))
        self.assertIn("INFECTED", text)
        wide = lambda line: sum(2 if ord(c) > 0x2e7f else 1 for c in line)
        self.assertEqual([line for line in text.splitlines()[1:] if wide(line) > 44], [])


class Cases(QuellTest):
    def test_the_case_holds_verdict_and_events_and_is_named(self):
        run = self.quell("scan", WORLDS / "clean.img", "-o", self.folder / "case")
        self.assertEqual(run.status, 0)
        self.assertIn(str(self.folder / "case"), run.out)
        # "System Reserved" is a host of its own: one sub-folder each, the machine's called by its name.
        case = self.folder / "case/ACCT-PC07"
        self.assertEqual(len(list((self.folder / "case").iterdir())), 2)
        verdict = json.loads((case / "verdict.json").read_text())
        self.assertEqual(verdict["host"]["state"], "clear")
        lines = [json.loads(line) for line in (case / "scan.ndjson").read_text().splitlines()]
        self.assertEqual(lines[0]["event"]["action"], "scan")
        self.assertEqual(lines[-1]["event"]["action"], "counts")

    def test_an_unnamed_case_is_called_by_host_and_time(self):
        self.quell("scan", WORLDS / "clean.img")
        names = [path.name for path in self.folder.iterdir()]
        self.assertEqual(len(names), 1)
        self.assertRegex(names[0], r"^quell-[A-Za-z0-9_-]+-\d{8}T\d{6}Z$")

    def test_an_existing_folder_is_not_written_over_and_the_verdict_is_still_shown(self):
        (self.folder / "case").mkdir()
        run = self.quell("scan", WORLDS / "clean.img", "-o", self.folder / "case")
        self.assertEqual(run.status, 2)
        self.assertIn("CLEAR", run.out)
        self.assertIn("exists", run.err)
        self.assertEqual(list((self.folder / "case").iterdir()), [])

    def test_nothing_is_ever_written_into_the_target(self):
        (self.folder / "target/Windows").mkdir(parents=True)
        run = self.quell("scan", self.folder / "target", "-o", self.folder / "target/case")
        self.assertFalse((self.folder / "target/case").exists())
        self.assertIn("target", run.err)

    def test_two_targets_have_a_folder_each_and_an_array_in_json(self):
        run = self.quell("scan", "--json", WORLDS / "clean.img", WORLDS / "infected.img", "-o", "both")
        self.assertEqual(run.status, 1)
        states = sorted(verdict["host"]["state"] for verdict in run.json() if verdict["host"]["windows"])
        self.assertEqual(states, ["clear", "infected"])
        self.assertEqual(len(list((self.folder / "both").iterdir())), len(run.json()))


class Interrupted(QuellTest):
    def test_ctrl_c_ends_with_130_and_says_so(self):
        # A signal that waits while the program starts is delivered as soon as it listens.
        blocked = {signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, blocked)
        try:
            process = subprocess.Popen([QUELL, "scan", "--deep", "--no-case", *[WORLDS / "infected.img"] * 40],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, blocked))
            # SigCgt in /proc tells when the handler is in place: no waiting by the clock.
            while process.poll() is None:
                with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                    caught = next(line for line in status if line.startswith("SigCgt:"))
                if int(caught.split()[1], 16) & (1 << (signal.SIGINT - 1)):
                    process.send_signal(signal.SIGINT)
                    break
            _, err = process.communicate(timeout=100)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, blocked)
        self.assertEqual(process.returncode, 130, err)


class Packs(QuellTest):
    def test_the_built_in_packs_are_listed_shown_and_right(self):
        self.assertIn("wannacry", self.quell("packs", "list").out)
        self.assertEqual(self.quell("packs", "check").status, 0)
        shown = self.quell("packs", "show", "wannacry", "--json").json()
        self.assertEqual(shown["id"], "wannacry")
        self.assertGreater(len(shown["indicators"]), 40)
        print(f"\nwannacry: {len(shown['indicators'])} indicators")
        chinese = self.quell("packs", "show", "wannacry", "--lang", "zh").out
        self.assertIn(shown["indicators"][0]["reason"]["zh"][:4], chinese.replace("\n    ", ""))

    def test_an_unknown_pack_names_those_there_are(self):
        run = self.quell("packs", "show", "nosuch")
        self.assertEqual(run.status, 2)
        self.assertIn("wannacry", run.err)

    def test_a_typo_in_a_pack_names_file_line_and_what_was_expected(self):
        pack = self.write("typo.toml", (PACK + '[[file]]\nid = "example.a"\nstrenght = "strong"\n').encode())
        run = self.quell("packs", "check", pack)
        self.assertEqual(run.status, 2)
        self.assertRegex(run.err, r"typo\.toml:9: .*strenght")

    def test_a_broken_pack_does_not_stop_a_scan_but_is_an_error(self):
        (self.folder / "more").mkdir()
        (self.folder / "more/bad.toml").write_text("schema = \n")
        run = self.quell("scan", "--no-case", "--packs", self.folder / "more", WORLDS / "clean.img")
        self.assertEqual(run.status, 2)
        self.assertIn("bad.toml:1", run.err)
        self.assertIn("CLEAR", run.out)


support.run()
