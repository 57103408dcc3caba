#!/usr/bin/env python3
"""Drafting, staging and writing metrics in the browser, and what its detail shows: keys pressed by
scripts, against files that `spanvet metrics stage` writes.

    tests/tui_drafts.py [NAME...]        $SPANVET is the program
"""
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPANVET = (ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve()
NOISY = ROOT / "samples/noisy.jsonl"
TESTS = []
# Built here: a text of this shape in a file looks like a credential to scanners.
SECRET = "gh" + "p_" + hashlib.sha256(b"tui").hexdigest()[:36].replace("a", "Q")


def test(function):
    TESTS.append(function)
    return function


def press(folder, steps, source=NOISY, size="120x60"):
    """The screens that the script saves, a text each."""
    script = Path(folder) / "keys"
    screen = Path(folder) / "screens"
    screen.unlink(missing_ok=True)
    lines = [f"size {size}"]
    for step in steps:
        lines.append("save screens" if step == "save" else step)
        if step == "save":
            lines += ["check"]
    script.write_text("\n".join(lines) + "\n")
    done = subprocess.run([SPANVET, "tui", "--no-config", "--script", "keys", source], cwd=folder,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                          env=dict(os.environ, TMPDIR=str(folder)))
    assert done.returncode in (0, 1), done.stderr.decode()
    return screen.read_text() if screen.exists() else ""


def tree(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(Path(folder).rglob("*"))
            if p.is_file()}


def one_span(folder, attributes):
    """A file with one llm span."""
    span = {"traceId": "0" * 31 + "a", "spanId": "00000000000000a1", "name": "llm",
            "startTimeUnixNano": "1738000000000000000", "endTimeUnixNano": "1738000001000000000",
            "attributes": [{"key": k, "value": v} for k, v in attributes]}
    path = Path(folder) / "one.json"
    path.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}))
    return path


@test
def three_keys_from_the_first_screen_stage_a_metric(folder):
    keys = "a Enter u"
    screen = press(folder, [f"keys {keys}", "save", "keys 7", "save"])
    assert len(keys.split()) <= 5
    assert 'staged "' in screen, screen
    assert "Staged (1)" in screen, screen


@test
def the_files_are_those_of_the_command(folder):
    screen = press(folder, ["keys 2 j j a Enter u", "save", "command write out", "keys y Esc",
                            "save"])
    name = screen.split('staged "')[1].split('"')[0]
    command = Path(folder) / "command"
    command.mkdir()
    done = subprocess.run([SPANVET, "metrics", "stage", "-q", "-o", "out", "--metric", name, NOISY],
                          cwd=command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert tree(Path(folder) / "out") == tree(command / "out")
    assert "wrote 1 metric into out" in screen, screen


@test
def nothing_is_written_without_a_yes(folder):
    screen = press(folder, ["keys a Enter u", "command write out", "save", "keys n", "save"])
    assert "would stage into out" in screen and "METRIC_CUSTOM_TRACE" in screen, screen
    assert not (Path(folder) / "out").exists()


@test
def what_another_session_staged_stays(folder):
    """One metric today and one tomorrow; what a session wrote it may take back."""
    out = Path(folder) / "out"
    press(folder, ["keys 2 j j a Enter u", "command write out", "keys y"])
    first = bodies(folder)
    assert len(first) == 1, first
    screen = press(folder, ["keys 7 j u", "command write out", "save", "keys y Esc", "keys j u",
                            "command write out", "keys y Esc", "keys k"])
    both = bodies(folder)
    assert first < both and len(both) == 3, both
    assert "2 metrics to create" in screen and "staged by an earlier run" in screen, screen
    assert "to remove" not in screen and "write      metrics/" in screen, screen
    report = (out / "REPORT.md").read_text()
    assert "An earlier run staged it" in report, report


DRAFT = "keys 2 j j a Enter u"
WRITE = ["command write out", "keys y Esc"]


def bodies(folder):
    return {p.name for p in Path(folder).glob("out/*/*.json")}


def stage_again(folder, *names):
    """What the command makes of the folder: the statuses of its files by path."""
    argv = [a for name in names for a in ("--metric", name)]
    done = subprocess.run([SPANVET, "metrics", "stage", "-o", "out", "--format", "json", *argv,
                           NOISY], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return {f["path"]: f["status"] for f in json.loads(done.stdout)["files"]}


def staged_once(folder):
    """The path and the name of a metric that a session of its own staged."""
    press(folder, [DRAFT, *WRITE])
    path = next(Path(folder).glob("out/metrics/*.json"))
    return path, json.loads(path.read_text())["metric_name"]


@test
def what_an_earlier_session_staged_and_one_deleted_stays_away(folder):
    path, name = staged_once(folder)
    path.unlink()
    screen = press(folder, ["keys 7 j u", "command write out", "save", "keys y"])
    assert f"deleted    metrics/{path.name}" in screen and "to remove" not in screen, screen
    assert len(bodies(folder)) == 1, bodies(folder)
    assert stage_again(folder, name)[f"metrics/{path.name}"] == "deleted"
    assert not path.exists()


@test
def what_an_earlier_session_staged_and_one_edited_keeps_its_new_version(folder):
    path, name = staged_once(folder)
    plan = path.read_text()
    path.write_text(plan.replace('"metric_name"', '"note": "mine", "metric_name"', 1))
    edited = path.read_text()
    assert edited != plan
    screen = press(folder, ["keys 7 j u", "command write out", "save", "keys y"])
    assert f"edited     metrics/{path.name}" in screen, screen
    press(folder, [DRAFT, "keys 7 Tab j j j j j Enter", "type <= 9", "keys Enter", *WRITE])
    aside = path.with_name(path.name + ".new")
    news = aside.read_text()
    assert path.read_text() == edited and news not in (edited, plan)
    screen = press(folder, ["keys 7 j j u", "command write out", "save", "keys y"])
    assert f"conflict   metrics/{path.name}" in screen, screen
    assert "not chosen" not in screen and "to remove" not in screen, screen
    assert path.read_text() == edited and aside.read_text() == news
    assert "as it was edited" in (path.parents[1] / "REPORT.md").read_text()
    aside.unlink()
    screen = press(folder, ["keys 7 j u", "command write out", "save", "keys y"])
    assert f"edited     metrics/{path.name}" in screen, screen


@test
def a_file_of_others_that_an_earlier_session_met_stays(folder):
    path, name = staged_once(folder)
    for p in Path(folder, "out").glob("*.*"):
        p.unlink()
    path.write_text('{"metric_name": "Theirs"}\n')
    staged_once(folder)
    aside = path.with_name(path.name + ".new")
    assert aside.exists() and "Theirs" in path.read_text()
    screen = press(folder, ["keys 7 j u", "command write out", "save", "keys y"])
    assert f"foreign    metrics/{path.name}" in screen and "to remove" not in screen, screen
    assert aside.exists() and "Theirs" in path.read_text()
    assert stage_again(folder, name)[f"metrics/{path.name}"] == "foreign"


@test
def two_names_of_one_slug_have_two_files(folder):
    rename = lambda text: [DRAFT, "keys 7 Tab Enter", f"type {text}", "keys Enter", *WRITE]
    press(folder, rename(" Now"))
    before = tree(Path(folder) / "out/metrics")
    (first,) = before
    for _ in range(2):
        press(folder, rename(" / Now"))
        after = tree(Path(folder) / "out/metrics")
        assert after[first] == before[first] and len(after) == 2, list(after)
        assert set(after) == {first, first.replace(".json", "-2.json")}, list(after)
    press(folder, rename(" Now"))
    assert tree(Path(folder) / "out/metrics") == after


@test
def what_a_session_takes_back_is_removed(folder):
    out = Path(folder) / "out"
    screen = press(folder, ["keys 2 j j a Enter u j j a Enter u", "command write out", "keys y Esc",
                            "keys 7 u", "command write out", "save", "keys y"])
    assert "1 metric to create, 1 to remove" in screen, screen
    assert "and remove what was taken back?" in screen, screen
    assert len(list(out.glob("*/*.json"))) == 1, screen


@test
def the_last_metric_can_be_taken_back_too(folder):
    """Also as the folder's name with a slash, and one is told before leaving."""
    screen = press(folder, [DRAFT, *WRITE, "keys 7 u", "command quit", "save", "keys n",
                            "command write other", "save", "command write out/", "save", "keys y",
                            "save", "keys Esc", "command write", "save"])
    asked, other, shown, done, after = screen.split("1traces")[1:]
    assert "Of what was taken back, 1 metric is still in out." in asked, asked
    assert "nothing of this session is in other" in other, other
    assert "0 metrics to create, 1 to remove" in shown, shown
    assert "Remove what was taken back?" in shown, shown
    assert "removed what was taken back from out" in done, done
    assert "nothing is staged" in after, after
    assert bodies(folder) == set() and not (Path(folder) / "other").exists()


@test
def only_what_was_shown_is_written(folder):
    """The other profile's plan comes while the question is open."""
    span = json.loads(one_span(folder, [("my.cost", {"doubleValue": 0.5})]).read_text())
    one = span["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    source = Path(folder) / "many.jsonl"
    with source.open("w") as f:
        f.write(NOISY.read_text())
        for start in range(0, 60000, 1000):
            spans = [dict(one, spanId=f"{i + 1:016x}") for i in range(start, start + 1000)]
            f.write(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}) + "\n")
    screen = press(folder, ["keys 7 j u", "now", "keys p", "now", "command write out", "keys y",
                            "save", "command write out", "keys y"], source)
    assert "the plan has changed meanwhile; nothing was written" in screen, screen
    assert len(bodies(folder)) == 1, bodies(folder)


@test
def an_edited_draft_is_written_as_edited(folder):
    press(folder, ["keys 2 j j a Enter u 7 Tab Enter", "type  Edited", "keys Enter",
                   "command write out", "keys y Esc"])
    bodies = [json.loads(p.read_text()) for p in (Path(folder) / "out").glob("*/*.json")]
    assert [b["metric_name"] for b in bodies if b["metric_name"].endswith(" Edited")], bodies


@test
def what_is_staged_survives_reading_anew_and_the_other_profile(folder):
    screen = press(folder, ["keys a Enter u R", "keys 7", "save", "keys p Esc", "keys p", "save"])
    assert screen.count("Staged (1)") == 2, screen


@test
def a_text_makes_no_metric(folder):
    source = one_span(folder, [("note", {"stringValue": "hello"})])
    screen = press(folder, ["keys 2 g Tab /", "type note", "keys Enter a", "save"], source)
    assert "no metric can be made of it" in screen, screen


@test
def secrets_are_masked_until_asked(folder):
    source = one_span(folder, [("note", {"stringValue": f"key {SECRET} here"}),
                               ("password", {"stringValue": "open sesame"})])
    before, after = [press(folder, ["keys 2 g Tab", *more, "save"], source, "300x60")
                     for more in ([], ["keys x"])]
    assert SECRET not in before and "sesame" not in before and "***" in before, before
    assert SECRET in after and "sesame" in after, after


@test
def what_is_copied_is_json_and_masked(folder):
    source = one_span(folder, [("note", {"stringValue": f"key {SECRET} here"}),
                               ("metrics.ttfb", {"doubleValue": 0.5})])
    press(folder, ["keys 2 g", "command yank json"], source)
    copies = list(Path(folder).glob("spanvet-copy.*"))
    assert len(copies) == 1, copies
    span = json.loads(copies[0].read_text())
    assert span["spanId"] == "00000000000000a1" and span["name"] == "llm"
    assert span["attributes"][1]["value"] == {"doubleValue": 0.5}
    assert SECRET not in copies[0].read_text()


@test
def no_spans_have_no_drafts(folder):
    empty = Path(folder) / "empty.json"
    empty.write_text('{"resourceSpans":[]}')
    screen = press(folder, ["keys 7 a u o", "save", "keys Tab Enter p", "save"], empty)
    assert "metrics" in screen


def main():
    failed = 0
    tests = [t for t in TESTS if not sys.argv[1:] or t.__name__ in sys.argv[1:]]
    for t in tests:
        with tempfile.TemporaryDirectory() as folder:
            try:
                t(folder)
            except AssertionError as e:
                failed += 1
                print(f"FAILED {t.__name__}: {e}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
