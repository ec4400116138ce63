"""quell inspect on the infected machine, as table, JSON and CSV, held against the Sleuth Kit where it can answer."""
import csv
import hashlib
import io
import os
import re
import subprocess

import support
from support import WORLDS, QuellTest

IMAGE = "infected.img"
WINDOWS_OFFSET_SECTORS = str((33 << 20) // 512)


class Inspect(QuellTest):
    def rows(self, what, *options):
        run = self.quell("inspect", WORLDS / IMAGE, "--what", what, "--json", *options)
        self.assertEqual(run.status, 0, run.err)
        hosts = [host for host in run.json()["hosts"] if host["host"].endswith("partition 2")]
        self.assertEqual(len(hosts), 1)
        return hosts[0]["items"]

    def test_services_and_drivers_with_their_programs(self):
        services = {row["name"]: row for row in self.rows("services")}
        worm = services["mssecsvc2.0"]
        self.assertEqual((worm["start"], worm["there"]), ("auto", True))
        self.assertEqual(worm["program"].lower(), r"c:\windows\mssecsvc.exe")
        self.assertTrue(any(row["service_dll"] for row in services.values()))
        drivers = self.rows("drivers")
        self.assertTrue(any(row["name"] == "srv" for row in drivers))
        print(f"\n{len(services)} services, {len(drivers)} drivers")

    def test_autostarts_users_pending_and_versions(self):
        starts = self.rows("autostarts")
        self.assertTrue(any("tasksche.exe" in (row["program"] or "") for row in starts))
        users = {row["name"] for row in self.rows("users")}
        self.assertIn("jchen", users)
        self.assertIn("李明", users)
        versions = {row["path"].lower(): row["file_version"] for row in self.rows("versions")}
        self.assertEqual(versions[r"c:\windows\system32\drivers\srv.sys"], "6.1.7601.17514")
        self.assertIsInstance(self.rows("pending"), list)

    def test_every_list_is_there_as_table_json_and_csv_with_the_same_number_of_rows(self):
        for what in ("services", "drivers", "autostarts", "versions", "users", "pending", "tasks", "firewall",
                     "firewall-profiles", "smb", "settings",
                     "ipsec", "antivirus", "wmi", "prefetch", "recycle-bin", "updates", "files"):
            with self.subTest(what):
                run = self.quell("inspect", WORLDS / IMAGE, "--what", what, "--json")
                wanted = sum(len(host["items"]) for host in run.json()["hosts"])
                table = list(csv.DictReader(io.StringIO(self.quell("inspect", WORLDS / IMAGE, "--what", what, "--csv").out)))
                self.assertEqual(len(table), wanted)
                text = self.quell("inspect", WORLDS / IMAGE, "--what", what, "--lang", "zh").out
                # A line a row; besides, each host has its name, a heading and a blank line between hosts.
                self.assertGreaterEqual(len(text.splitlines()), wanted)

    def test_files_are_those_that_the_sleuth_kit_lists(self):
        ours = {row["path"][3:].replace("\\", "/") for row in self.rows("files")}
        listed = subprocess.run(["fls", "-r", "-p", "-u", "-o", WINDOWS_OFFSET_SECTORS, WORLDS / IMAGE], check=True,
                                capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout
        theirs = set()
        for line in listed.splitlines():
            kind, path = line.split("\t", 1)
            address = kind.split()[1].rstrip(":")
            # Sleuth Kit lists streams beside files, and a folder of orphans that is not on the disk.
            if path.startswith("$OrphanFiles") or not re.fullmatch(r"\d+-(128|144)-\d+|\d+-48-\d+", address):
                continue
            if ":" in path and "-144-" in address:  # an index beside a folder's own, not a file
                continue
            theirs.add(path.split(":")[0] if ":" in path else path)
        self.assertEqual(theirs - ours, set())
        print(f"\n{len(theirs)} names agree with fls")

    def test_a_file_has_the_hash_of_what_cat_writes(self):
        path = r"C:\Windows\System32\drivers\srv.sys"
        (row,) = self.rows("files", "--sha256", "--path", path)
        content = self.quell("inspect", WORLDS / IMAGE, "--what", "files", "--cat", path).out_bytes
        self.assertEqual(len(content), row["size"])
        self.assertEqual(hashlib.sha256(content).hexdigest(), row["sha256"])
        again = self.quell("inspect", WORLDS / IMAGE, "--what", "files", "--cat", "c:/windows/SYSTEM32/drivers/SRV.SYS")
        self.assertEqual(again.out_bytes, content)

    def test_cat_of_what_is_not_there_is_an_error(self):
        run = self.quell("inspect", WORLDS / IMAGE, "--what", "files", "--cat", r"C:\no\such.file")
        self.assertEqual((run.status, run.out), (2, ""))
        self.assertIn("such.file", run.err)

    def test_files_are_filtered_and_sorted(self):
        recent = self.rows("files", "--since", "2017-05-12T07:00:00Z", "--path", r"C:\Windows\*")
        names = {row["path"] for row in recent}
        self.assertIn(r"C:\Windows\mssecsvc.exe", names)
        self.assertNotIn(r"C:\Windows\explorer.exe", names)
        sizes = [row["size"] for row in self.rows("files", "--sort", "size")]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        created = [(row["created"] or "").rstrip("Z") for row in self.rows("files", "--sort", "created")]
        self.assertEqual(created, sorted(created))
        everything = self.rows("files", "--path", r"C:\Users\**\*.WNCRY")
        self.assertEqual(len(everything), 400)

    def test_streams_and_deleted_files_are_asked_for(self):
        self.assertGreaterEqual(len(self.rows("files", "--streams")), len(self.rows("files")))
        self.assertTrue(all("deleted" in row for row in self.rows("files", "--deleted")))

    def test_a_time_that_is_none_says_what_was_expected(self):
        run = self.quell("inspect", WORLDS / IMAGE, "--what", "files", "--since", "yesterday")
        self.assertEqual(run.status, 2)
        self.assertIn("2017-05-12", run.err)


support.run()
