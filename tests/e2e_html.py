#!/usr/bin/env python3
"""The HTML report in a real browser: headless Chromium opens the report of a sample and one of
5,000 findings; filters, keys, colours and narrow windows are driven as a reader would, and the
counts are those of the JSON report.

    tests/e2e_html.py [--keep DIR]     $SPANVET is the program; DIR gets the screenshots

Playwright is installed into build/; its own Chromium is used or the one of the system. Where
neither can be had, the test is skipped and says so.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPANVET = str((ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve())
VENV = ROOT / "build" / "playwright"
WIDTHS = (360, 768, 1024, 1440, 2200)
PANELS = ("findings", "traces", "transitions", "attributes", "run")
FINDINGS = 5000
MAX_BYTES = 6_000_000
MAX_FILTER_MS = 200

passed = failed = 0


def note(ok, *what):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print("FAILED", *(str(w)[:300] for w in what))


# ---- the browser ----

def skip(why):
    print(f"skipped: {why}")
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)


def reexec_with_playwright():
    """Runs this file again with the Python that has playwright."""
    python = VENV / "bin" / "python3"
    if os.environ.get("SPANVET_E2E_HTML"):
        skip("playwright cannot be imported")
    if not (VENV / "ready").exists():
        shutil.rmtree(VENV, ignore_errors=True)
        done = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True)
        if done.returncode == 0:
            done = subprocess.run([python, "-m", "pip", "install", "-q", "playwright"],
                                  capture_output=True)
        if done.returncode != 0:
            skip("pip cannot install playwright")
        (VENV / "ready").touch()
    os.environ["SPANVET_E2E_HTML"] = "1"
    os.execv(python, [str(python), __file__, *sys.argv[1:]])


def system_chromium():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return shutil.which(name)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
                       capture_output=True, stdin=subprocess.DEVNULL,
                       env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
    return shutil.which("chromium")


def launch(playwright):
    options = {"args": ["--no-sandbox"] if os.geteuid() == 0 else []}
    own = Path(playwright.chromium.executable_path)
    if not own.exists():
        path = system_chromium()
        if path:
            return playwright.chromium.launch(executable_path=path, **options)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"],
                       capture_output=True, timeout=300)
    if not own.exists():
        skip("no Chromium: neither the system's nor playwright's own can be installed")
    return playwright.chromium.launch(**options)


class Reader:
    """One page, and what went wrong in it."""

    def __init__(self, browser, path, width=1360, height=860, scheme="light"):
        self.context = browser.new_context(viewport={"width": width, "height": height},
                                           color_scheme=scheme, reduced_motion="reduce")
        self.page = self.context.new_page()
        self.troubles, self.requests = [], []
        self.page.on("console", lambda m: self.troubles.append(m.text))
        self.page.on("pageerror", lambda e: self.troubles.append(str(e)))
        self.page.on("dialog", lambda d: (self.troubles.append("dialog"), d.dismiss()))
        self.page.on("request", lambda r: self.requests.append(r.url))
        started = time.monotonic()
        self.page.goto(path.as_uri())
        self.seconds = time.monotonic() - started
        self.path = path

    def __enter__(self):
        return self

    def __exit__(self, *error):
        note(not self.troubles, self.path.name, "console", self.troubles)
        note(self.requests == [self.path.as_uri()], self.path.name, "requests", self.requests)
        self.context.close()

    def key(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def ask(self, script):
        return self.page.evaluate(script)

    def text(self, selector):
        return self.page.text_content(selector).strip()

    def search(self, words):
        self.page.fill("#search", words)
        self.page.wait_for_timeout(60)

    def filter_ms(self):
        return float(self.ask("document.documentElement.dataset.filterMs"))


# ---- the reports ----

def lint(out, *inputs):
    subprocess.run([SPANVET, "lint", "-q", "--fail-on", "never", "-o", f"html={out}.html",
                    "-o", f"json={out}.json", *map(str, inputs)], check=False,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, timeout=300)
    return Path(f"{out}.html"), json.loads(Path(f"{out}.json").read_text())


def large(here):
    """At least FINDINGS findings in many traces, with planted defects of every kind. Not every
    seed makes a set, which is for the tests of the labelled set to say."""
    for seed in range(1, 20):
        folder = here / "set" / str(seed)
        done = subprocess.run([sys.executable, ROOT / "tests/labelled/generate.py", folder,
                               "--seed", str(seed), "--per-rule", "12"], capture_output=True)
        if done.returncode != 0:
            shutil.rmtree(folder)
            continue
        (folder / "labels.json").unlink()
        path, report = lint(here / "large", here / "set")
        if len(report["findings"]) >= FINDINGS:
            break
    note(len(report["findings"]) >= FINDINGS, "findings", len(report["findings"]))
    note(path.stat().st_size < MAX_BYTES, "bytes", path.stat().st_size)
    return path, report


def shown_count(reader):
    return int(reader.text("#count").split()[0].replace(",", ""))


# ---- what a reader does ----

def check_sample(browser, path, report, keep):
    with Reader(browser, path) as r:
        totals = [int(r.text(f"#tile-{s} .big").replace(",", "")) for s in report["totals"]]
        note(totals == list(report["totals"].values()), "totals", totals)
        note(r.text(".score .big").startswith(f"{report['summary']['score']:.1f} "), "score")
        note(shown_count(r) == len(report["findings"]), "count", r.text("#count"))
        r.page.screenshot(path=keep / "light.png")
        r.page.click("#list .head")
        note(r.page.get_attribute("#list .head", "aria-expanded") == "true", "does not open")
        body = r.text("#list .body")
        worst = max(report["findings"], key=lambda f: ["info", "warning", "error"].index(f["severity"]))
        note(all(i in body for i in worst["span_ids"]), "example spans", body)
        r.page.click("#list .body .examples button")
        note(r.page.is_visible("#traces") and r.ask("document.activeElement.matches('tr.hit')"),
             "the example does not lead to its span")
        note("transport.recv_audio" in r.text(".fall tr.hit"), "another span", r.text(".fall tr.hit"))
        r.page.click(".fall tr.hit .flag")
        note(r.page.is_visible("#list .body"), "a mark does not lead to its finding")
        for panel in PANELS:
            r.page.click(f"#tab-{panel}")
            note([p for p in PANELS if r.page.is_visible(f"#{p}")] == [panel], panel, "panels")
            r.page.screenshot(path=keep / f"light-{panel}.png")
        note(r.text("#transitions .heat").count("358") == 1, "358 chunks follow a chunk")


def check_code(browser, path, keep):
    """A finding whose rule shows its fix as code, in two languages. The page has the worst findings of
    a large report, so that not every rule has one there."""
    with Reader(browser, path) as r:
        rule = r.ask("(() => { const d = JSON.parse(document.getElementById('data').textContent);"
                     " return d.rules.find((rule, i) => d.findings.some((f) => f.r === i) &&"
                     " d.snippets.some((s) => s.topic === rule.snippet)).code; })()")
        r.search(rule)
        r.page.click("#list .head")
        python = r.text("#list .body pre")
        r.page.click("#list .body .langs >> text=JavaScript")
        other = r.text("#list .body pre")
        note("import" in python and other and other != python, rule, "code", python[:80], other[:80])
        r.page.screenshot(path=keep / "code.png")
        r.page.emulate_media(media="print")
        r.ask("dispatchEvent(new Event('beforeprint'))")
        note(all(r.page.is_visible(f"#{p}") for p in PANELS), "paper leaves a part out")
        note(not r.page.is_visible("#facets"), "filters on paper")
        r.page.screenshot(path=keep / "print.png")


def check_keys(browser, path):
    with Reader(browser, path) as r:
        focus = "document.activeElement.closest('#list > li')"
        at = f"[...document.querySelectorAll('#list > li')].indexOf({focus})"
        r.key("j", "j", "j", "k")
        note(r.ask(at) == 1, "j j j k", r.ask(at))
        note(r.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid", "no focus ring")
        r.key("Enter")
        note(r.page.locator("#list .body").count() == 1, "Enter does not open")
        r.key("Escape")
        note(r.page.locator("#list .body").count() == 0 and r.ask(at) == 1, "Escape does not close")
        r.key("/")
        note(r.ask("document.activeElement.id") == "search", "/ does not lead to the search")
        r.page.keyboard.type("jk?t2")
        note(r.page.input_value("#search") == "jk?t2", "keys are lost in the search")
        r.key("Escape", "c")
        note(r.page.input_value("#search") == "", "c does not clear")
        r.key("?")
        note(r.page.is_visible("#keys"), "? does not show the keys")
        r.key("Escape")
        note(not r.page.is_visible("#keys"), "Escape does not close the keys")
        for number, panel in enumerate(PANELS, 1):
            r.key(str(number))
            note(r.page.is_visible(f"#{panel}"), "key", number)
        r.key("1", "ArrowRight")
        note(r.page.is_visible("#traces") and r.ask("document.activeElement.id") == "tab-traces", "arrows")
        r.key("t")
        note(r.ask("document.documentElement.dataset.theme") == "dark", "t")


CONTRAST = """() => {
  const rgb = (text) => {
    const n = text.match(/[\\d.]+/g).map(Number), scale = text.startsWith("color(") ? 255 : 1;
    return [n[0] * scale, n[1] * scale, n[2] * scale, n.length > 3 ? n[3] : 1];
  };
  const light = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const ground = (node) => {
    const layers = [];
    for (let n = node; n; n = n.parentElement) layers.push(rgb(getComputedStyle(n).backgroundColor));
    return layers.reverse().reduce((under, [r, g, b, a]) => [r * a + under[0] * (1 - a), g * a + under[1] * (1 - a),
      b * a + under[2] * (1 - a)], [255, 255, 255]);
  };
  const bad = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest("script, style, noscript")) continue;
    const a = light(rgb(getComputedStyle(node).color).slice(0, 3)), b = light(ground(node));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push(`${ratio.toFixed(2)} ${node.className || node.tagName} ${walker.currentNode.data.slice(0, 20)}`);
  }
  return [...new Set(bad)];
}"""

UNNAMED = """() => [...document.querySelectorAll("button, input, [role=region], nav, dialog")].filter((n) =>
  !(n.textContent.trim() || n.getAttribute("aria-label") || n.labels?.[0]?.textContent.trim() ||
    n.getAttribute("aria-labelledby"))).map((n) => n.outerHTML.slice(0, 100))"""


def check_looks(browser, path, keep, name):
    for scheme in ("light", "dark"):
        with Reader(browser, path, scheme=scheme) as r:
            note(r.ask("document.documentElement.dataset.theme") == scheme, scheme, "is not followed")
            for panel in PANELS:
                r.page.click(f"#tab-{panel}")
                note(not r.ask(CONTRAST), name, scheme, panel, "contrast", r.ask(CONTRAST))
                note(not r.ask(UNNAMED), name, panel, "without a name", r.ask(UNNAMED))
                r.page.screenshot(path=keep / f"{name}-{scheme}-{panel}.png")
            r.page.click("#theme")
            note(r.ask("document.documentElement.dataset.theme") != scheme, "the toggle does nothing")
    for width in WIDTHS:
        with Reader(browser, path, width=width, height=800) as r:
            r.key("j", "Enter")
            for panel in PANELS:
                r.page.click(f"#tab-{panel}")
                wide = r.ask("document.documentElement.scrollWidth")
                note(wide <= width, name, panel, "is wider than the window:", wide, width)
                r.page.screenshot(path=keep / f"{name}-{width}-{panel}.png")


def check_large(browser, path, report, keep):
    findings = report["findings"]
    held = min(FINDINGS, len(findings))
    with Reader(browser, path) as r:
        note(r.seconds < 5, "seconds to open", r.seconds)
        note(shown_count(r) == held, "count", r.text("#count"))
        note(r.ask("document.querySelectorAll('#list > li').length") < 500, "all are in the page")
        errors = sum(f["severity"] == "error" for f in findings)
        r.page.click("#tile-error")
        note(shown_count(r) == errors, "errors", r.text("#count"), errors)
        rules = Counter(f["rule"] for f in findings if f["severity"] == "error")
        rule, number = rules.most_common(1)[0]
        label = r.page.locator("#facets label", has_text=rule).first
        if not label.count():
            r.page.locator("fieldset:nth-of-type(2) > button").click()
        note(label.locator("b").text_content().replace(",", "") == str(number), rule, "beside the filter")
        label.click()
        note(shown_count(r) == number, rule, r.text("#count"), number)
        note(r.page.locator("#facets label", has_text="warning").locator("b").text_content() == str(sum(
            f["rule"] == rule and f["severity"] == "warning" for f in findings)), "other severities")
        times = [r.filter_ms()]
        r.page.click("#clear")
        for words in ("s", "sp", "span", "conversation", "no such text at all", "error tool", ""):
            r.search(words)
            times.append(r.filter_ms())
        note(max(times) < MAX_FILTER_MS, "ms to filter", times)
        print(f"{path.stat().st_size / 1e6:.1f} MB, opened in {r.seconds:.2f} s, filters within {max(times):.0f} ms")
        r.search("no such text at all")
        note(shown_count(r) == 0 and r.page.is_visible("#empty"), "nothing found")
        r.search("")
        r.key("Escape")
        for _ in range(200):
            r.key("j")
        note(r.ask("[...document.querySelectorAll('#list > li')].findIndex((li) => li.contains("
                   "document.activeElement))") == 199, "j does not go on behind the first part")
        r.key("2", "j", "j")
        note(r.page.locator("#trace-list [aria-current=true]").count() == 1, "traces by key")


def check_hostile(browser, here, keep):
    names = ["</script><img src=x onerror=alert(1)>", "<!--<script>", "`${alert(1)}`", "\u202etext",
             "__proto__", "constructor"]
    spans = [{"traceId": "0" * 31 + "a", "spanId": f"{i + 1:016x}", "name": name, "kind": 1,
              "startTimeUnixNano": "1738000001000000000", "endTimeUnixNano": "1738000000000000000",
              "attributes": [{"key": name, "value": {"doubleValue": "NaN"}}]}
             for i, name in enumerate(names)]
    (here / "hostile.json").write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}))
    (here / "cut.json").write_text((here / "hostile.json").read_text()[:-30])
    (here / "empty.json").write_text('{"resourceSpans": []}')
    for inputs in ([here / "hostile.json"], [here / "empty.json"], [here / "cut.json"]):
        path, report = lint(here / "page", *inputs)
        with Reader(browser, path) as r:
            note(shown_count(r) == len(report["findings"]) if report["findings"] else
                 r.text("#count") == "Nothing was found.", inputs[0].name, r.text("#count"))
            for panel in PANELS:
                r.page.click(f"#tab-{panel}")
            note(r.page.locator("img").count() == 0, "an element came from a name")
            if inputs[0].name == "hostile.json":
                note(names[0] in r.text("#traces"), "the name is not shown")
            r.page.screenshot(path=keep / f"{inputs[0].stem}.png")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", type=Path)
    keep = parser.parse_args().keep
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        reexec_with_playwright()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        here = Path(folder)
        keep = keep or here / "screenshots"
        keep.mkdir(parents=True, exist_ok=True)
        browser = launch(playwright)
        path, report = lint(here / "noisy", "samples/noisy.jsonl")
        check_sample(browser, path, report, keep)
        check_looks(browser, path, keep, "noisy")
        check_hostile(browser, here, keep)
        path, report = large(here)
        check_large(browser, path, report, keep)
        check_keys(browser, path)
        check_code(browser, path, keep)
        check_looks(browser, path, keep, "large")
        browser.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
