"""Runs quell as a user would. Each test file is called with the program and the folder of generated worlds."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

QUELL = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 2 else None
WORLDS = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None


class Run:
    def __init__(self, process):
        self.status = process.returncode
        self.out_bytes = process.stdout
        self.out = process.stdout.decode("utf-8", "replace")
        self.err = process.stderr.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.out_bytes.decode("utf-8"))


class QuellTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory(prefix="quell-test-")
        self.folder = pathlib.Path(self._folder.name)
        self.addCleanup(self._folder.cleanup)

    def quell(self, *arguments, **variables):
        environment = {**os.environ, "LC_ALL": "C.UTF-8", **variables}
        environment.pop("NO_COLOR", None)
        process = subprocess.run([QUELL, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 stdin=subprocess.DEVNULL, env=environment, cwd=self.folder, timeout=200)
        run = Run(process)
        self.assertGreaterEqual(run.status, 0, f"quell died of a signal: {run.err}")
        self.assertNotIn("Sanitizer", run.err)
        return run

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path


def run():
    unittest.main(argv=[sys.argv[0]], verbosity=2)
