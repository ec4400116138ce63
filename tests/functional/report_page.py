"""report.html in a browser: every report in both languages and three widths, in frames of one page, with a script beside
the report's own that measures it."""
import base64
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import support
from support import WORLDS, QuellTest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WIDTHS = (360, 800, 1280)
LANGUAGES = ("en", "zh")
# Nothing of a browser's own that would reach out; what the page itself asks for would still be seen.
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-dev-shm-usage",
         "--enable-logging=stderr", "--v=0", "--virtual-time-budget=8000", "--host-resolver-rules=MAP * ~NOTFOUND"]
TAGS = set("""html head meta title style body div noscript script header main section h1 h2 h3 p span strong button bdi time
dl dt dd ul ol li details summary table thead tbody tr th td svg g rect line path text""".split())

# Runs before anything else in the page; tells the page around it what it saw.
CHECKER = """
(function () {
  var problems = [];
  function problem(text) { if (problems.length < 20) problems.push(String(text).slice(0, 300)); }
  window.alert = function () { problem('alert was called'); };
  window.addEventListener('error', function (e) { problem('error: ' + e.message); }, true);
  document.addEventListener('securitypolicyviolation', function (e) { problem('policy: ' + e.violatedDirective); });
  var all = function (of) { return Array.prototype.slice.call(document.querySelectorAll(of)); };

  function overflow(when) {
    if (document.documentElement.scrollWidth <= window.innerWidth) return;
    problem(when + ': ' + document.documentElement.scrollWidth + ' px in ' + window.innerWidth);
    all('body *').forEach(function (e) {
      if (e.getBoundingClientRect().right > window.innerWidth + 1) problem(e.tagName + '.' + e.getAttribute('class'));
    });
  }
  function overlaps(when) {
    var svg = document.querySelector('#timeline-picture svg');
    if (!svg) return;
    var frame = svg.getBoundingClientRect();
    var boxes = Array.prototype.map.call(svg.querySelectorAll('text'), function (text) {
      return { text: text.textContent, box: text.getBoundingClientRect() };
    });
    boxes.forEach(function (a, i) {
      if (a.box.left < frame.left - 1 || a.box.right > frame.right + 1 || a.box.bottom > frame.bottom + 1)
        problem(when + ': outside the picture: ' + a.text);
      boxes.slice(i + 1).forEach(function (b) {
        if (a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1 && a.box.top < b.box.bottom - 1 &&
            b.box.top < a.box.bottom - 1) problem(when + ': one over the other: ' + a.text + ' / ' + b.text);
      });
    });
  }
  function measure(when) {
    overflow(when);
    overlaps(when);
  }

  window.addEventListener('load', function () {
    var told = { texts: {} };
    told.lang = document.documentElement.lang;
    told.width = window.innerWidth;
    told.state = document.querySelector('h1').textContent;
    told.sections = all('section').map(function (e) { return e.id; });
    told.marks = all('.mark').length;
    told.tags = all('*').map(function (e) { return e.tagName.toLowerCase(); })
      .filter(function (tag, i, list) { return list.indexOf(tag) === i; });
    told.attributes = all('body *').reduce(function (names, e) {
      return names.concat(Array.prototype.map.call(e.attributes, function (a) { return a.name; }));
    }, []).filter(function (name, i, list) { return list.indexOf(name) === i; });
    told.loaded = performance.getEntriesByType('resource').map(function (e) { return e.name; });
    measure('as opened');
    var mark = document.querySelector('.mark');
    if (mark) {
      mark.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      if (!document.querySelector('#timeline-told table')) problem('a mark says nothing when it is tapped');
    }
    all('details').forEach(function (e) { e.open = true; });
    measure('all opened');
    all('details').forEach(function (e) { e.open = false; });
    window.dispatchEvent(new Event('beforeprint'));
    if (all('details').some(function (e) { return !e.open; })) problem('closed on paper');
    measure('before printing');
    window.dispatchEvent(new Event('afterprint'));
    if (all('details').some(function (e) { return e.open; })) problem('stays open after printing');
    var other = document.querySelector('.languages button[aria-pressed=false]');
    other.click();
    told.other = { lang: document.documentElement.lang, state: document.querySelector('h1').textContent };
    measure('the other language');
    told.problems = problems;
    parent.postMessage(JSON.stringify(told), '*');
  });
}());
"""

HARNESS = """<!DOCTYPE html><meta charset="utf-8"><body><script>
var results = [];
window.addEventListener('message', function (e) {
  results.push(JSON.parse(e.data));
  document.body.setAttribute('data-results', JSON.stringify(results));
});
</script>%s</body>"""


def hash_of(script):
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


@unittest.skipIf(BROWSER is None, "no Chromium on this machine: report.html was not looked at")
class ReportPage(QuellTest):
    def browse(self, page):
        """The document after its scripts ran, and what the browser's console said."""
        with tempfile.TemporaryDirectory(prefix="quell-browser-") as profile:
            process = subprocess.run([BROWSER, *QUIET, "--user-data-dir=" + profile, "--dump-dom", page],
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=120,
                                     env={**os.environ, "HOME": profile})
        errors = process.stderr.decode("utf-8", "replace")
        return process.stdout.decode("utf-8", "replace"), [line for line in errors.splitlines() if "CONSOLE" in line]

    def checked(self, report):
        """The report with the checker beside it, in frames; what each frame told."""
        text = report.read_text(encoding="utf-8")
        self.assertEqual(text.count("script-src "), 1)
        text = text.replace("script-src ", "script-src " + hash_of(CHECKER) + " ")
        text = text.replace("<meta charset=\"utf-8\">", "<meta charset=\"utf-8\"><script>" + CHECKER + "</script>", 1)
        # The checker must come after the policy, or it would not be under it.
        policy = re.search(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", text).group(0)
        text = text.replace(policy, "", 1).replace("<meta charset=\"utf-8\">", "<meta charset=\"utf-8\">" + policy, 1)
        self.write("checked.html", text.encode("utf-8"))
        frames = "".join(f'<iframe src="checked.html#{language}" width="{width}" height="900" style="border:0"></iframe>'
                         for language in LANGUAGES for width in WIDTHS)
        harness = self.write("harness.html", (HARNESS % frames).encode("utf-8"))
        document, console = self.browse(harness.as_uri())
        self.assertEqual(console, [])
        found = re.search(r'data-results="([^"]*)"', document)
        self.assertIsNotNone(found, "no frame told anything")
        results = json.loads(html.unescape(found.group(1)))
        self.assertEqual(sorted((result["lang"], result["width"]) for result in results),
                         sorted((language, width) for language in ("en", "zh-CN") for width in WIDTHS))
        for result in results:
            with self.subTest(lang=result["lang"], width=result["width"]):
                self.assertEqual(result["problems"], [])
                self.assertEqual(set(result["tags"]) - TAGS, set())
                self.assertEqual([name for name in result["attributes"] if name.startswith("on") or name in
                                  ("href", "src", "style", "srcdoc", "action")], [])
                self.assertEqual(result["loaded"], [])
                self.assertNotEqual(result["other"]["lang"], result["lang"])
        return results

    def report_of(self, world):
        case = self.folder / f"case-{world}"
        self.quell("scan", WORLDS / f"{world}.img", "-o", case)
        # Beside the Windows there may be a volume without one; the larger report is that of the Windows.
        return max(case.rglob("report.html"), key=lambda path: path.stat().st_size)

    def test_the_page_as_it_is_written_runs_under_its_own_policy(self):
        report = self.report_of("infected")
        document, console = self.browse(report.as_uri())
        self.assertEqual(console, [])
        self.assertIn("<h1>INFECTED</h1>", document.split("<script", 1)[0])
        written = json.loads(re.search(r'id="report-data">(.*?)</script>', report.read_text("utf-8"), re.S).group(1))
        for family in written["families"]:
            self.assertTrue(family["about"]["zh"])
            for finding in family["findings"]:
                self.assertTrue(finding["reason"]["en"] and finding["reason"]["zh"], finding["indicator"])
        self.assertIn(written["families"][0]["findings"][0]["reason"]["en"], document.split("<script", 1)[0])
        size = report.stat().st_size
        print(f"\nreport.html of an infected machine: {size:,} bytes")
        self.assertLess(size, 1_000_000)

    def test_an_infected_machine(self):
        for result in self.checked(self.report_of("infected")):
            self.assertEqual(result["state"], {"en": "INFECTED", "zh-CN": "已感染"}[result["lang"]])
            self.assertEqual(result["other"]["state"], {"en": "已感染", "zh-CN": "INFECTED"}[result["lang"]])
            for section in ("glance", "next", "family-wannacry", "damage", "timeline", "gaps", "plan", "about"):
                self.assertIn(section, result["sections"])
            self.assertGreater(result["marks"], 3)

    def test_a_clean_machine(self):
        for result in self.checked(self.report_of("clean")):
            self.assertNotEqual(result["state"], {"en": "INFECTED", "zh-CN": "已感染"}[result["lang"]])
            self.assertNotIn("damage", result["sections"])

    def test_a_file_server_that_was_encrypted_from_elsewhere(self):
        for result in self.checked(self.report_of("fileserver")):
            self.assertIn("damage", result["sections"])

    def test_an_exposed_machine(self):
        for result in self.checked(self.report_of("exposed")):
            self.assertEqual(result["state"], {"en": "EXPOSED", "zh-CN": "存在暴露"}[result["lang"]])
            self.assertIn("exposure", result["sections"])
            self.assertIn("patches", result["sections"])

    def test_another_family(self):
        for result in self.checked(self.report_of("eternalrocks")):
            self.assertIn("family-eternalrocks", result["sections"])

    def test_a_machine_on_which_everything_is_called_to_break_out(self):
        for result in self.checked(WORLDS / "hostile.html"):
            self.assertIn("timeline", result["sections"])
            self.assertIn("variants", result["sections"])


support.run()
