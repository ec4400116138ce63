"""quell patch: on a generated disk, on texts, as text and JSON."""
import support
from support import WORLDS, QuellTest

SEVEN = """\r
Host Name:                 PC-07\r
OS Name:                   Microsoft Windows 7 Professional\r
OS Version:                6.1.7601 Service Pack 1 Build 7601\r
System Type:               x64-based PC\r
Hotfix(s):                 {} Hotfix(s) Installed.\r
                           [01]: KB2999226\r
                           [02]: {}\r
"""


class Patch(QuellTest):
    def states(self, run):
        return {patch["bulletin"]: patch for patch in run.json()["hosts"][-1]["patches"]}

    def text(self, count, update, encoding="utf-8"):
        return self.write("systeminfo.txt", SEVEN.format(count, update).encode(encoding))

    def test_an_old_driver_on_a_disk_is_vulnerable_and_the_update_is_named(self):
        run = self.quell("patch", WORLDS / "infected.img")
        self.assertEqual(run.status, 5, run.err)
        for word in ("VULNERABLE", "6.1.7601.17514", "KB4012212",
                     "windows6.1-kb4012212-x64_2decefaa02e2058dcd965702509a992d8c4e92b3.msu"):
            self.assertIn(word, run.out)
        self.assertIn("存在漏洞", self.quell("patch", WORLDS / "infected.img", "--lang", "zh").out)
        state = self.states(self.quell("patch", WORLDS / "infected.img", "--json"))["MS17-010"]
        self.assertEqual(state["state"], "vulnerable")
        self.assertEqual(state["because"][0], {"id": "srv-version-below", "values": ["6.1.7601.17514", "6.1.7601.23689"]})
        self.assertEqual(state["fix"]["sha1"], "2decefaa02e2058dcd965702509a992d8c4e92b3")

    def test_a_text_is_judged_by_its_list(self):
        for count, update, status, state in ((2, "KB4012212", 0, "patched"), (2, "KB3125574", 5, "vulnerable"),
                                             (2, "KB4015546", 5, "vulnerable"), (2, "KB5022338", 3, "unknown"),
                                             (3, "KB3125574", 3, "unknown"), (3, "KB4012215", 0, "patched")):
            for encoding in ("utf-8", "utf-16"):
                with self.subTest(f"{update} of {count} in {encoding}"):
                    path = self.text(count, update, encoding)
                    run = self.quell("patch", "--systeminfo", path, "--json")
                    self.assertEqual(self.states(run)["MS17-010"]["state"], state)
                    self.assertEqual(run.status, status, run.err)
                    self.assertEqual(self.quell("patch", "--systeminfo", path).status, status)

    def test_garbage_and_nothing_are_refused_with_what_was_expected_and_never_cleared(self):
        for content in (b"", b"\xff\xfe", bytes(range(256)) * 40, b"a shopping list\n"):
            path = self.write("x.txt", content)
            run = self.quell("patch", "--systeminfo", path)
            self.assertEqual((run.status, run.out), (2, ""))
            self.assertIn("systeminfo", run.err)
            self.assertIn(str(path), run.err)

    def test_a_list_without_a_version_is_unknown(self):
        run = self.quell("patch", "--systeminfo", self.write("x.txt", b"Caption  CSName  HotFixID   InstalledOn\r\nx  PC  KB2999226  1/1/2017\r\n"))
        self.assertEqual(run.status, 3, run.err)
        self.assertIn("UNKNOWN", run.out)
        self.assertNotIn("PATCHED", run.out)

    def test_mistakes_are_said(self):
        for arguments in ((), ("--systeminfo", self.folder / "none.txt"), (self.folder / "none.img",),
                          (WORLDS / "clean.img", "--systeminfo", self.text(2, "KB1234567"))):
            run = self.quell("patch", *arguments)
            self.assertEqual(run.status, 2, run.out)
            self.assertNotEqual(run.err, "")
        large = self.write("large.txt", b"x" * ((4 << 20) + 1))
        self.assertEqual(self.quell("patch", "--systeminfo", large).status, 2)

    def test_a_table_of_ones_own_replaces_the_built_in_one_and_a_broken_one_is_told(self):
        own = self.folder / "packs" / "patches"
        own.mkdir(parents=True)
        (own / "a.toml").write_text("""schema = 1
id = "MS17-010"
title = { en = "mine", zh = "我的" }
least_update = 4012212
[[references]]
key = "a"
title = "a"
[[system]]
id = "seven"
version = "6.1"
builds = [7601]
state = "fixed"
reference = { source = "a", mark = "V" }
""", encoding="utf-8")
        run = self.quell("patch", "--systeminfo", self.text(2, "KB3125574"), "--packs", self.folder / "packs")
        self.assertEqual(run.status, 0, run.err)
        self.assertIn("mine", run.out)
        (own / "a.toml").write_text("schema = 1\nid = 3\n")
        run = self.quell("patch", "--systeminfo", self.text(2, "KB3125574"), "--packs", self.folder / "packs")
        self.assertEqual(run.status, 5)
        self.assertIn("a.toml:2: ", run.err)


support.run()
