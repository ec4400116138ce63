"""The demo's worlds get the verdicts they must: state, stage, confidence and every count."""
import json

import support
from support import WORLDS, QuellTest


class Verdicts(QuellTest):
    def scan(self, name, *options):
        run = self.quell("scan", "--no-case", "--json", *options, WORLDS / f"{name}.img")
        verdicts = run.json()
        verdicts = verdicts if isinstance(verdicts, list) else [verdicts]
        machine = [verdict for verdict in verdicts if verdict["host"]["windows"]]
        self.assertEqual(len(machine), 1)
        return run.status, machine[0], json.loads((WORLDS / f"{name}.json").read_text())

    def families_agree(self, verdict, expected):
        """Host state, families and stages, as the world was built; traces are judged nothing."""
        self.assertEqual(verdict["host"]["state"], expected["state"])
        found = [{key: family[key] for key in ("id", "confidence", "stage")}
                 for family in verdict["families"] if family["confidence"] != "trace"]
        self.assertEqual(found, expected["families"])
        self.assertEqual([gap for gap in verdict["gaps"] if gap["kind"] == "unseen"], [])

    def counts_agree(self, family, expected):
        found = {}
        for finding in family["findings"]:
            if finding["kind"] == "encrypted-files" and finding["id"].endswith(".wncry"):
                found = {folder["folder"]: folder for folder in finding["folders"]}
        self.assertEqual({path: folder["files"] for path, folder in found.items()},
                         {folder["folder"]: folder["files"] for folder in expected["folders"]})
        for folder in expected["folders"]:
            mine = found[folder["folder"]]
            self.assertEqual(mine["user"] or "", folder["user"], folder)
            self.assertEqual(mine["bytes"], folder["bytes"], folder)
            self.assertEqual(mine["first"], folder["first"], folder)
            self.assertEqual(mine["last"], folder["last"], folder)
        self.assertEqual(family["encrypted_files"], expected["encrypted"] + expected["head_moved"])
        print(f"\n{family['encrypted_files']} encrypted files in {len(found)} folders, as built")

    def test_the_infected_machine_is_confirmed_in_the_middle_of_encrypting(self):
        status, verdict, expected = self.scan("infected")
        self.assertEqual(status, 1)
        self.assertEqual(verdict["host"]["state"], "infected")
        self.assertEqual(verdict["host"]["name"], "ACCT-PC07")
        self.assertEqual(verdict["host"]["version"], "6.1")
        self.assertEqual(verdict["host"]["build"], "7601")
        self.families_agree(verdict, expected)
        family = verdict["families"][0]
        self.assertEqual((family["id"], family["confidence"], family["stage"]), ("wannacry", "confirmed", "encrypting"))
        self.counts_agree(family, expected)
        kinds = {finding["kind"] for finding in family["findings"]}
        self.assertLessEqual({"file-name", "file-content", "service", "registry", "autostart", "encrypted-files"}, kinds)
        # Both services stand only in the hive's log: without its replay they would be missed.
        services = {finding["subject"] for finding in family["findings"] if finding["kind"] == "service"}
        self.assertEqual(len(services), 2, services)
        times = [event["at"] for event in verdict["timeline"]]
        self.assertEqual(times, sorted(times))

    def test_the_miner_beside_it_is_a_family_of_its_own_and_the_genuine_wuauclt_is_named(self):
        _, verdict, _ = self.scan("infected")
        (miner,) = (family for family in verdict["families"] if family["id"] == "wannamine")
        self.assertEqual((miner["confidence"], miner["stage"]), ("confirmed", "active"))
        services = {finding["subject"] for finding in miner["findings"] if finding["kind"] == "service"}
        self.assertEqual(services, {"snmpstorsrv"})
        subjects = {finding["subject"] for finding in miner["findings"]}
        self.assertIn("C:\\Windows\\System32\\wuauclt1.exe", subjects)
        self.assertIn("C:\\Windows\\System32\\wuauclt.exe", subjects)

    def test_eternalrocks_is_active_with_its_tasks_and_the_tools_that_it_dropped(self):
        status, verdict, expected = self.scan("eternalrocks")
        self.assertEqual(status, 1)
        self.families_agree(verdict, expected)
        (worm,) = (family for family in verdict["families"] if family["id"] == "eternalrocks")
        tasks = {finding["subject"] for finding in worm["findings"] if finding["kind"] == "task"}
        self.assertEqual(tasks, {"\\ServiceHost", "\\TaskHost"})

    def test_a_machine_that_nobody_keeps_is_exposed_although_nothing_is_on_it(self):
        status, verdict, expected = self.scan("exposed")
        self.assertEqual(status, 5)
        self.families_agree(verdict, expected)
        openness = {hole["id"]: hole["openness"] for hole in verdict["exposure"]}
        for hole in ("smb.445", "netbios.139", "rdp.3389", "smb1.server", "firewall.off", "updates.off", "antivirus.none"):
            self.assertEqual(openness[hole], "open", hole)
        clean = self.scan("clean")[1]
        self.assertEqual([hole for hole in clean["exposure"] if hole["openness"] != "closed"], [])

    def test_the_clean_twin_is_clear_without_any_finding(self):
        status, verdict, expected = self.scan("clean")
        self.assertEqual(status, 0)
        self.families_agree(verdict, expected)
        self.assertEqual(verdict["families"], [])
        self.assertEqual([gap for gap in verdict["gaps"] if gap["kind"] == "unseen"], [])

    def test_the_clean_twin_is_clear_when_looked_at_deeply(self):
        status, verdict, _ = self.scan("clean", "--deep")
        self.assertEqual((status, verdict["families"]), (0, []))
        self.assertGreater(verdict["counts"]["files_hashed"], 100)

    def test_the_file_server_was_encrypted_from_another_machine(self):
        status, verdict, expected = self.scan("fileserver")
        self.assertEqual(status, 1)
        self.assertEqual(verdict["host"]["state"], "exposed")
        self.families_agree(verdict, expected)
        (family,) = verdict["families"]
        self.counts_agree(family, expected)

    def test_the_verdict_does_not_depend_on_the_number_of_threads(self):
        one = self.quell("scan", "--no-case", "--json", "--threads", "1", WORLDS / "infected.img")
        four = self.quell("scan", "--no-case", "--json", "--threads", "4", WORLDS / "infected.img")
        self.assertEqual(one.out, four.out)

    def test_scanning_changes_nothing(self):
        before = (WORLDS / "infected.img").stat()
        self.quell("scan", "--deep", "--no-case", WORLDS / "infected.img")
        after = (WORLDS / "infected.img").stat()
        self.assertEqual((before.st_mtime_ns, before.st_size), (after.st_mtime_ns, after.st_size))

    def test_the_summary_tells_a_person_in_english_and_chinese(self):
        english = self.quell("scan", "--no-case", WORLDS / "infected.img").out
        for words in ("INFECTED", "WannaCry", "encrypting", "Evidence", "Damage", "What happened", "do not restart"):
            self.assertIn(words, english)
        chinese = self.quell("scan", "--no-case", "--lang", "zh", WORLDS / "infected.img").out
        for words in ("已感染", "WannaCry", "正在加密", "证据", "损失", "拔掉网线"):
            self.assertIn(words, chinese.replace("\n  ", ""))


support.run()
