#!/usr/bin/env python3
"""The catalogue of rules is whole: every number has a rule with the right letter, cases, and code
that shows its fix; and `spanvet rules` lists, finds and explains them.

    tests/catalog.py              $SPANVET is the program; needs Debian's python3-jsonschema
"""
import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/labelled"))
from defects import CODES  # noqa: E402  the path has to be there first
SPANVET = str((ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve())
SNIPPETS = ROOT / "rules/snippets"
CASES = ROOT / "tests/rules"
LAST = 184
# The letter of each number: sections of the catalogue up to 150, then those that came later.
LETTERS = {"I": "1-12", "T": "13-27", "U": "28-41 152", "S": "42-54 151 153-155",
           "N": "55-68 157-162", "F": "69-80", "A": "81-96 169-171 173", "R": "97-106 172 181-184",
           "L": "107-113 156", "E": "114-132 178-180", "P": "133-142", "M": "143-150",
           "G": "163-168", "V": "174-177"}
ORDER = "ITUSNFARLEPMGV"
COMMANDS = ("spanvet probe", "spanvet serve", "spanvet metrics plan")
passed = failed = skipped = 0


def check(good, *about):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print("FAILED", *about)


def skip(why):
    global skipped
    skipped += 1
    print(f"skipped: {why}")


def rules(*argv, code=0):
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
    done = subprocess.run([SPANVET, "rules", *argv], capture_output=True, text=True, env=env,
                          timeout=60)
    check(done.returncode == code, argv, "exits with", done.returncode, done.stderr)
    return done


def numbers(text):
    for part in text.split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def letters():
    by_number = {n: letter for letter, text in LETTERS.items() for n in numbers(text)}
    assert sorted(by_number) == list(range(1, LAST + 1))
    return by_number


def test_numbers(catalog):
    """Every number once, under its letter, in order."""
    wanted = [f"{letter}{n:03d}" for n, letter in letters().items()]
    wanted.sort(key=lambda code: (ORDER.index(code[0]), int(code[1:])))
    codes = [r["code"] for r in catalog]
    check(len(set(codes)) == len(codes), "a code twice")
    check(len({r["slug"] for r in catalog}) == len(codes), "a slug twice")
    for code in wanted:
        check(code in codes, f"{code}: no rule")
    for code in codes:
        check(code in wanted, f"{code} is not in the catalogue")
    check([c for c in wanted if c in codes] == codes, "not in the order of the catalogue")


def test_cases(catalog):
    """A rule that a dump can decide has a bad and a good case, another names what decides it."""
    for rule in catalog:
        folder = CASES / rule["code"]
        for kind in ("bad", "good"):
            has = any(folder.glob(f"{kind}*.*"))
            check(has != bool(rule["decided_by"]), rule["code"], kind, "case:", has)
        if rule["decided_by"]:
            check(rule["decided_by"] in COMMANDS, rule["code"], rule["decided_by"])
            listed = rules(rule["code"][:3]).stdout
            line = re.search(rf"^{rule['code']} [^A-Z]*(?:\n +.*)*", listed, flags=re.M)
            flat = " ".join((line[0] if line else "").split())
            check(f"`{rule['decided_by']}` does" in flat, rule["code"], "list:", flat)


def test_planters(catalog):
    """The labelled generator plants every rule that a dump can decide, and only those."""
    decided = {rule["code"] for rule in catalog if not rule["decided_by"]}
    check(decided <= set(CODES), "no planter in tests/labelled:", sorted(decided - set(CODES)))
    check(set(CODES) <= decided, "planted, but no such rule:", sorted(set(CODES) - decided))


def test_snippets(catalog):
    topics = {f.stem for f in SNIPPETS.glob("*.py")}
    check(topics == {f.stem for f in SNIPPETS.glob("*.js")}, "a topic in one language only")
    used = {rule["snippet"]["topic"] for rule in catalog if rule["snippet"]}
    for rule in catalog:
        check(rule["snippet"], rule["code"], "has no topic that exists")
    check(topics == used, "topics of no rule:", topics - used)
    node = shutil.which("node")
    for topic in sorted(topics):
        python, script = ((SNIPPETS / f"{topic}.{end}").read_text() for end in ("py", "js"))
        try:
            ast.parse(python)
            check(True)
        except SyntaxError as error:
            check(False, f"{topic}.py: {error}")
        for text in (python, script):
            check(4 <= text.count("\n") <= 20, topic, "has", text.count("\n"), "lines")
        for rule in catalog:
            if rule["snippet"] and rule["snippet"]["topic"] == topic:
                check((rule["snippet"]["python"], rule["snippet"]["javascript"]) ==
                      (python, script), rule["code"], "shows other code than", topic)
        if node:
            done = subprocess.run([node, "--check", "--input-type=module"], input=script,
                                  capture_output=True, text=True, timeout=60)
            check(done.returncode == 0, f"{topic}.js: {done.stderr[:200]}")
    if not node:
        skip("no node to check the JavaScript snippets")


def test_schema(content):
    schema = json.loads((ROOT / "docs/schema/rules-1.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    check(validator.is_valid(content), [e.message for e in validator.iter_errors(content)][:3])
    for key in content["rules"][0]:
        broken = {**content, "rules": [{k: v for k, v in content["rules"][0].items() if k != key}]}
        check(not validator.is_valid(broken), f"the schema allows a rule without {key}")
        broken["rules"] = [{**content["rules"][0], key: 7}]
        check(not validator.is_valid(broken), f"the schema allows 7 for {key}")


def test_filters(catalog):
    def listed(*argv, **how):
        return re.findall(r"^([A-Z]\d{3}) ", rules(*argv, **how).stdout, flags=re.M)
    codes = [r["code"] for r in catalog]
    check(listed() == codes, "the list is not the catalogue")
    check(listed("N") == [c for c in codes if c[0] == "N"], "letter")
    check(listed("n05", "T") == [c for c in codes if c[:3] == "N05" or c[0] == "T"], "prefixes")
    check(listed("N055,orphan-span") == ["S044", "N055"], listed("N055,orphan-span"))
    check(listed("--severity", "error") ==
          [r["code"] for r in catalog if r["severity"] == "error"], "severity")
    for text in ("ttfb", "token count", "MILLISECOND"):
        said = [r["code"] for r in catalog if all(
            w.lower() in " ".join((r["code"], r["slug"], r["title"], r["why"],
                                   r["fix"])).lower() for w in text.split())]
        check(said and listed("--search", text) == said, "search", text, said)
    check(not rules("--search", "no such words here", code=1).stdout, "search for nothing")
    guess = rules("ttfb")
    check("no rule is called \"ttfb\"" in guess.stderr and "--search" in guess.stderr,
          guess.stderr)
    check(re.findall(r"^([A-Z]\d{3}) ", guess.stdout, flags=re.M) ==
          [r["code"] for r in catalog if "ttfb" in r["slug"] + r["title"]], guess.stdout)
    check("did you mean chunk-noise" in rules("chunk-niose", code=2).stderr, "nearest")
    check(listed("--severity", "info", "--search", "span", "N") ==
          [r["code"] for r in catalog if r["severity"] == "info" and r["code"][0] == "N" and "span"
           in (r["slug"] + r["title"] + r["why"] + r["fix"]).lower()], "several filters")


def flat(text):
    return " ".join(text.split())


def test_pages(catalog):
    """The page of each rule in the terminal and in Markdown says all that the JSON says."""
    shown = rules("--pages").stdout
    pages = dict(zip(re.findall(r"^([A-Z]\d{3}) [a-z0-9-]+  ", shown, flags=re.M),
                     re.split(r"^(?=[A-Z]\d{3} [a-z0-9-]+  )", shown, flags=re.M)[1:]))
    markdown = rules("--pages", "--format", "markdown").stdout
    for rule in catalog:
        page = flat(pages.get(rule["code"], ""))
        said = [rule["title"], rule["why"], rule["fix"], rule["needs"], rule["run"],
                rule["decided_by"], rule["snippet"]["python"], rule["snippet"]["javascript"]]
        said += [f"{rule['slug']}.{p['name']} = " for p in rule["thresholds"]]
        said += [p["help"] for p in rule["thresholds"]] + rule["related"]
        for text in filter(None, said):
            check(flat(text) in page, rule["code"], "page lacks", text)
        head = f"### {rule['code']} {rule['slug']}\n"
        check(markdown.count(head) == 1, head, "in Markdown")
    anchors = set(re.findall(r"^### (\w+) (.*)$", markdown, flags=re.M))
    for target in set(re.findall(r"\]\(#(.*?)\)", markdown)):
        check(target in {f"{c.lower()}-{s}" for c, s in anchors}, "link to", target)
    one = rules("N055").stdout
    check(one.rstrip("\n") == pages["N055"].rstrip("\n"), "the page of N055 alone")


def test_thresholds(catalog):
    """What a page says about setting a threshold is understood."""
    with tempfile.TemporaryDirectory() as scratch:
        for rule in (r for r in catalog if r["thresholds"] and not r["decided_by"]):
            page = flat(rules(rule["code"]).stdout)
            option = re.search(r"--set (\S+), or in", page)
            config = re.search(r"\.spanvet\.json (\{.*?\}\}\}\})", page)
            if not option or not config:
                check(False, rule["code"], "does not say how to set a threshold")
                continue
            path = Path(scratch) / "config.json"
            path.write_text(config[1])
            for argv in (["--set", option[1]], ["--config", path]):
                done = subprocess.run([SPANVET, "lint", "--show-config", *argv], text=True,
                                      capture_output=True, timeout=60)
                check(done.returncode == 0, rule["code"], done.stderr)


def main():
    content = json.loads(rules("--format", "json").stdout)
    test_schema(content)
    catalog = content["rules"]
    for test in (test_numbers, test_cases, test_planters, test_snippets, test_filters,
                 test_pages, test_thresholds):
        test(catalog)
    total = f"{passed} passed, {failed} failed"
    print(total + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
