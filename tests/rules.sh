#!/bin/bash
# Every rule against its cases in tests/rules/CODE:
#
#   bad.json, good.json  inputs, OTLP JSON for the most part; or bad.py, good.py, which print one
#                        (what may not be committed, or is large)
#   expect               what the bad one must give under this code, and nothing else under it: a
#                        line "SEVERITY CODE SPAN-NAME COUNT" for each finding, * for no name
#   bad-X.*, expect-X, good-X.*   further cases
#
# A good input gives nothing under the code, and the rule must have run on it. A rule without a bad
# and a good case fails, and so does a folder without a rule. Rules that only another command can
# decide have none.
set -u
cd "$(dirname "$0")/.." || exit 2
export SPANVET=${SPANVET:-build/spanvet}

exec python3 - <<'END'
import collections, json, os, pathlib, re, subprocess, sys, tempfile

SPANVET = os.environ["SPANVET"]
CASES = pathlib.Path("tests/rules")
passed, failed = 0, 0


def check(good, text):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(text)


def lint(path):
    """The report on one input."""
    with tempfile.NamedTemporaryFile(suffix=".json") as made:
        if path.suffix == ".py":
            made.write(subprocess.run([sys.executable, path], capture_output=True,
                                      check=True).stdout)
            made.flush()
        name = made.name if path.suffix == ".py" else str(path)
        done = subprocess.run([SPANVET, "lint", "--format", "json", "--fail-on", "never", name],
                              capture_output=True, timeout=60)
    if done.returncode != 0:
        return None, f"exit code {done.returncode}: {done.stderr.decode(errors='replace')}"
    return json.loads(done.stdout), None


def found(report, code):
    return collections.Counter(f"{f['severity']} {code} {f['span_name'] or '*'} {f['count']}"
                               for f in report["findings"] if f["rule"] == code)


def check_bad(path, code):
    report, trouble = lint(path)
    expect = path.with_name(path.stem.replace("bad", "expect", 1))
    if trouble or not expect.exists():
        return check(False, f"{path}: {trouble or f'{expect} is missing'}")
    lines = expect.read_text(encoding="utf-8").splitlines()
    wanted = collections.Counter(line for line in lines if line)
    seen = found(report, code)
    return check(wanted and wanted == seen,
                 f"{path}: missing {list((wanted - seen).elements())}, "
                 f"not expected {list((seen - wanted).elements())}")


def check_good(path, code):
    report, trouble = lint(path)
    if trouble:
        return check(False, f"{path}: {trouble}")
    skipped = [s["reason"] for s in report["skipped"] if s["rule"] == code]
    check(not skipped, f"{path}: {code} did not run on it: {skipped}")
    return check(not found(report, code), f"{path}: {list(found(report, code))}")


listing = subprocess.run([SPANVET, "rules", "--format", "json"], capture_output=True, text=True)
codes = {rule["code"] for rule in json.loads(listing.stdout)["rules"] if not rule["decided_by"]}
folders = {folder.name for folder in CASES.iterdir() if folder.is_dir()}
check(codes, f"{SPANVET} rules lists no rule")
for name in sorted(folders - codes):
    check(False, f"{CASES / name}: there is no such rule")
for code in sorted(codes):
    for kind, judge in (("bad", check_bad), ("good", check_good)):
        paths = sorted(path for path in (CASES / code).glob(f"{kind}*")
                       if path.suffix in (".json", ".py"))
        check(paths, f"{code} has no {kind} case in {CASES / code}")
        for path in paths:
            judge(path, code)
print(f"{passed} passed, {failed} failed")
sys.exit(failed != 0)
END
