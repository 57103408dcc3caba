#!/usr/bin/env python3
"""Writes what README.md says about the program from the program itself: tables, help texts, the
output of the commands it shows, and the picture docs/demo.svg. Also writes the JSON schema of
configuration files, docs/schema/config-1.json, the reference of rules, docs/rules.md, and that of
checks of metrics, docs/checks.md, and fills docs/metrics.md and docs/tui.md as README.md.

    docs/generate.py              writes the files anew
    docs/generate.py --check      says which of them are out of date; exit code 1 when one is

In README.md, what stands between `<!-- from: COMMAND -->` and `<!-- end -->` is the output of
COMMAND, and in a block that begins with ```console each line `$ COMMAND` is followed by what it
prints. Commands see the checkout's root as their directory and `spanvet` is $SPANVET; what they write
beside it goes to a scratch directory that the blocks of a page share.
"""
import contextlib
import html
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README, PICTURE = ROOT / "README.md", ROOT / "docs/demo.svg"
CONFIG_SCHEMA = ROOT / "docs/schema/config-1.json"
RULES, METRICS = ROOT / "docs/rules.md", ROOT / "docs/metrics.md"
BROWSER = ROOT / "docs/tui.md"
CHECKS = ROOT / "docs/checks.md"
DEMO = "spanvet lint samples/noisy.jsonl"
COLUMNS = 100


@contextlib.contextmanager
def scratch_root():
    """A directory that looks like the checkout's root; new files in it are no part of that."""
    with tempfile.TemporaryDirectory() as name:
        for path in ROOT.iterdir():
            (Path(name) / path.name).symlink_to(path)
        yield Path(name)


def output_of(command, cwd=ROOT, **env):
    """Standard output and standard error of a shell line, in the order they appear."""
    program = (ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve()
    keep = {k: v for k, v in os.environ.items() 
            if k not in ("NO_COLOR", "COLUMNS") and not k.startswith(("SPANVET_", "COVAL_"))}
    with tempfile.TemporaryDirectory() as bin_dir:
        (Path(bin_dir) / "spanvet").symlink_to(program)
        path = f"{bin_dir}:{keep['PATH']}"
        done = subprocess.run(["bash", "-c", command], cwd=cwd, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=keep | {"PATH": path, "LC_ALL": "C.UTF-8"} | env,
                              timeout=60)
    if done.returncode in (126, 127):  # the shell: cannot be run, not found
        sys.exit(f"{command}: {done.stdout}")
    return done.stdout


# ---- README.md ----

def fill_marked(text):
    def fill(match):
        command = match[1].strip()
        printed = output_of(command).strip("\n")
        if not printed.startswith(("|", "#")):
            printed = f"```\n{printed}\n```"
        return f"<!-- from: {command} -->\n{printed}\n<!-- end -->"
    return re.sub(r"<!-- from: (.*?) -->\n.*?<!-- end -->", fill, text, flags=re.S)


def fill_consoles(text):
    def fill(match):
        commands = re.findall(r"^\$ (.*)$", match[1], flags=re.M)
        return "```console\n" + "\n".join(
            f"$ {c}\n{output_of(c, cwd=root)}".rstrip("\n") + "\n" for c in commands) + "```"
    with scratch_root() as root:
        return re.sub(r"^```console\n(.*?)^```", fill, text, flags=re.S | re.M)


# ---- the picture ----

CELL, LINE, MARGIN, BAR = 8.0, 18, 16, 30
INKS = {"1;31": ("#ff7b72", True), "1;33": ("#e3b341", True), "36": ("#76e3ea", False),
        "32": ("#7ee787", False), "1": ("#f0f6fc", True), "2": ("#8b949e", False),
        "0": ("#c9d1d9", False)}


def line_svg(row, line):
    """The runs of one colour each get their column, so that any monospaced font stays aligned."""
    y = BAR + MARGIN + (row + 1) * LINE - 5
    spans, column, ink = [], 0, "0"
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b"):
            ink = part[2:-1]
            continue
        text, start = part.strip(" "), column + len(part) - len(part.lstrip(" "))
        column += len(part)
        if text:
            color, bold = INKS[ink]
            weight = ' font-weight="bold"' if bold else ""
            spans.append(f'<tspan x="{MARGIN + start * CELL:g}" '
                         f'textLength="{len(text) * CELL:g}" '
                         f'fill="{color}"{weight}>{html.escape(text)}</tspan>')
    return f'<text y="{y}">{"".join(spans)}</text>' if spans else ""


def picture():
    printed = output_of(DEMO + " --color always", COLUMNS=str(COLUMNS)).rstrip("\n").split("\n")
    lines = [f"\x1b[32m$\x1b[0m {DEMO}", *printed]
    width = int(COLUMNS * CELL + 2 * MARGIN)
    height = BAR + 2 * MARGIN + len(lines) * LINE
    dots = "".join(f'<circle cx="{20 + 20 * i}" cy="15" r="6" fill="{c}"/>'
                   for i, c in enumerate(("#ff5f56", "#ffbd2e", "#27c93f")))
    body = "\n".join(filter(None, (line_svg(i, line) for i, line in enumerate(lines))))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" \
width="{width}" height="{height}" role="img" aria-label="{html.escape(DEMO)}">
<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>
{dots}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" \
font-size="13" xml:space="preserve">
{body}
</g>
</svg>
"""


# ---- docs/rules.md ----

RULES_HEAD = """# Rules

What each rule finds, why it matters, how to mend it, and code that shows how. `spanvet rules N055`
shows the same in a terminal, `spanvet rules --format json` gives it to programs
([schema](schema/rules-1.json)). This page is made by `make docs`.

A threshold is set with `--set RULE.NAME=NUMBER` or under `rules` in `.spanvet.json`; a severity
with `--severity RULE=LEVEL` (`error`, `warning`, `info`, `off`) or in the same place.

"""


def link_cases(match):
    """The files of a rule's cases, each with a link."""
    folder = ROOT / "tests/rules" / match[1]
    cases = sorted(f.name for f in folder.glob("*.*") if f.stem.split("-")[0] in ("bad", "good"))
    return "**Cases:** " + ", ".join(f"[{c}](../tests/rules/{match[1]}/{c})" for c in cases)


def rules_page():
    pages = output_of("spanvet rules --pages --format markdown").rstrip("\n") + "\n"
    return RULES_HEAD + re.sub(r"\*\*Cases:\*\* \[tests/rules/(\w+)\]\(.*?\)", link_cases, pages)


# ---- docs/checks.md ----

CHECKS_HEAD = """# Checks of metric definitions

What `spanvet metrics check` finds in definitions of metrics: codes from C101 on need traces
(`--traces`). `spanvet metrics check --list` shows the same in a terminal, with `--format json` for
programs ([schema](schema/checks-1.json)). This page is made by `make docs`.

| code | slug | level | what it finds | what to do |
|---|---|---|---|---|
"""


def checks_page():
    checks = json.loads(output_of("spanvet metrics check --list --format json"))["checks"]
    return CHECKS_HEAD + "".join(
        f"| {c['code']} | `{c['slug']}` | {c['severity']} | {c['what']} | {c['fix']} |\n"
        for c in checks)


def main(argv):
    made = {README: fill_consoles(fill_marked(README.read_text())), PICTURE: picture(),
            CONFIG_SCHEMA: output_of("spanvet init --schema"), RULES: rules_page(),
            CHECKS: checks_page(), METRICS: fill_consoles(fill_marked(METRICS.read_text())),
            BROWSER: fill_marked(BROWSER.read_text())}
    stale = [path for path, text in made.items()
             if not path.exists() or path.read_text() != text]
    if argv == ["--check"]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date: run `make docs`")
        return 1 if stale else 0
    for path in stale:
        path.write_text(made[path])
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
