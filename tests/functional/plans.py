"""A scan proposes a plan: shown in both languages, and whole in plan.json."""
import json
import re
import unicodedata

import support
from support import WORLDS, QuellTest

STEPS = ["stop-encryption", "isolate", "save-keys", "back-up", "disable", "end-processes", "quarantine", "restore",
         "harden", "restart", "verify", "reconnect"]


def columns(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in line)


class Plans(QuellTest):
    def plan(self, world):
        """The plan and the verdict of the world's Windows, and what was printed."""
        run = self.quell("scan", "-o", world, WORLDS / f"{world}.img")
        cases = [path.parent for path in (self.folder / world).rglob("plan.json")]
        for case in cases:
            verdict = json.loads((case / "verdict.json").read_text())
            if verdict["host"]["windows"]:
                return json.loads((case / "plan.json").read_text()), verdict, run.out
        self.fail(f"no case with a Windows among {cases}")

    @staticmethod
    def operands(plan, kind, name):
        return [action["operands"][name] for action in plan["actions"] if action["kind"] == kind]

    def test_the_infected_machine_gets_its_steps_in_order(self):
        plan, verdict, _ = self.plan("infected")
        self.assertEqual(plan["schema"], 1)
        order = [STEPS.index(action["step"]) for action in plan["actions"]]
        self.assertEqual(order, sorted(order))
        ids = [action["id"] for action in plan["actions"]]
        self.assertEqual(len(ids), len(set(ids)))
        indicators = {finding["id"] for family in verdict["families"] for finding in family["findings"]}
        for action in plan["actions"]:
            self.assertTrue(action["reason"]["id"], action)
            self.assertLessEqual(set(action["findings"]), indicators)
        selected = [action["kind"] for action in plan["actions"] if action["selected"]]
        # The services of both worms are disabled before the cable is pulled; nothing of a disk is suspended.
        self.assertEqual(selected[:4], ["disable-service"] * 3 + ["isolate"])
        self.assertEqual(selected[-3:], ["restart", "verify", "reconnect"])
        self.assertEqual([action for action in plan["actions"] if action["selected"] and action["actor"] == "quell-live"],
                         [])
        self.assertIn("do-not-write", {warning["id"] for warning in plan["warnings"]})

    def test_no_encrypted_file_note_or_key_is_taken_away(self):
        plan, verdict, _ = self.plan("infected")
        taken = self.operands(plan, "quarantine-file", "path")
        self.assertIn("C:\\Windows\\mssecsvc.exe", taken)
        self.assertEqual(len(taken), len({path.lower() for path in taken}))
        for path in taken:
            self.assertNotRegex(path.lower(), r"\.(wncry|wncryt|wncyr|eky|pky|dky|res)$|please_read_me")
        # In Windows' own folder only what the miner put there is taken; the place of wuauclt.exe is not left empty.
        chosen = {action["operands"]["path"] for action in plan["actions"]
                  if action["kind"] == "quarantine-file" and action["selected"]}
        system32 = {path for path in chosen if re.match(r"c:\\windows\\(system32|syswow64)\\", path, re.IGNORECASE)}
        self.assertEqual({path.rsplit("\\", 1)[1] for path in system32},
                         {"MarsTraceDiagnostics.xml", "snmpstorsrv.dll", "TrustedHostex.exe"})
        self.assertEqual(self.operands(plan, "restore-file", "from"), ["C:\\Windows\\System32\\wuauclt1.exe"])
        kept = {finding["subject"] for family in verdict["families"] for finding in family["findings"] if finding["keep"]}
        keys = {path for path in kept if path.lower().endswith((".eky", ".pky", ".res"))}
        self.assertGreaterEqual(len(keys), 2, kept)
        self.assertLessEqual(keys, set(self.operands(plan, "save-file", "path")))
        print(f"\n{len(taken)} files to quarantine, {len(keys)} key files to copy")

    def test_the_file_server_keeps_everything(self):
        plan, _, out = self.plan("fileserver")
        self.assertEqual({action["step"] for action in plan["actions"]} &
                         {"stop-encryption", "disable", "end-processes", "quarantine", "restore"}, set())
        self.assertIn("from-another-machine", {warning["id"] for warning in plan["warnings"]})
        self.assertIn("Find that machine", out)

    def test_the_clean_twin_has_an_empty_plan_and_nothing_to_do(self):
        plan, _, out = self.plan("clean")
        self.assertEqual((plan["actions"], plan["warnings"]), ([], []))
        self.assertNotIn("Proposed plan", out)
        self.assertNotIn("What to do now", out)

    def test_the_plan_is_shown_within_80_columns_in_both_languages(self):
        english = self.quell("scan", "--no-case", "--lang", "en", WORLDS / "infected.img").out
        self.assertLess(english.index("INFECTED"), english.index("What to do now"))
        self.assertLess(english.index("What to do now"), english.index("Evidence"))
        for words in ("Proposed plan", "Isolate the machine", "[x] Disable the service mssecsvc2.0",
                      "[ ] Suspend", "[x] Quarantine C:\\Windows\\mssecsvc.exe", "Reconnect"):
            self.assertIn(words, english)
        chinese = self.quell("scan", "--no-case", "--lang", "zh", WORLDS / "infected.img").out
        for words in ("现在该做什么", "建议的处理步骤", "[x] 禁用服务 mssecsvc2.0", "重新联网"):
            self.assertIn(words, chinese)
        for line in (english + chinese).splitlines():
            if str(WORLDS) not in line:
                self.assertLessEqual(columns(line), 80, line)


support.run()
