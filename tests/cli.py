#!/usr/bin/env python3
"""The command line as a user meets it: wrong use, files that cannot be read or written, closed
pipes, interrupts, terminals. What needs only standard output is in tests/golden.

    tests/cli.py [NAME...]        $SPANVET is the program
"""
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from commands import commands, groups

ROOT = Path(__file__).resolve().parents[1]
SPANVET = str((ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve())
SAMPLES = ROOT / "samples"
CLEAN, NOISY = SAMPLES / "clean.jsonl", SAMPLES / "noisy.jsonl"
ENV = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")} | {"TERM": "xterm"}
TESTS = []


class Skipped(Exception):
    """What a test needs is not here."""


def test(function):
    TESTS.append(function)
    return function


def run(*argv, program=SPANVET, **options):
    options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "env": ENV} | options
    return subprocess.run([program, *map(str, argv)], stderr=subprocess.PIPE, timeout=60,
                          **options)


def check(condition, *about):
    if not condition:
        raise AssertionError(" | ".join(map(str, about)))


def check_trouble(done, *parts):
    """Exit code 2 and one sentence on standard error that holds the parts."""
    text = done.stderr.decode()
    check(done.returncode == 2, "exit", done.returncode, text)
    check(text.startswith("spanvet: ") and text.count("\n") == 1, "not one sentence", text)
    for part in parts:
        check(part in text, f"no {part!r} in", text)


def in_directory(function):
    def with_directory():
        with tempfile.TemporaryDirectory() as name:
            os.chmod(name, 0o755)
            function(Path(name))
    with_directory.__name__ = function.__name__
    return with_directory


# ---- inputs that cannot be read ----

@test
@in_directory
def missing_file(here):
    check_trouble(run("lint", here / "nothing.json"), "nothing.json", "No such file")
    for argv in (["summary"], ["summary", "-f", "json"]):
        done = run(*argv, here / "nothing.json")
        check_trouble(done, "nothing.json", "No such file")
        check(bool(done.stdout) == ("json" in argv), "counts of nothing", done.stdout)
        check(run(*argv, here / "nothing.json", CLEAN).stdout, "no counts of the other input")


@test
@in_directory
def other_inputs_are_still_linted(here):
    done = run("lint", here / "nothing.json", CLEAN, "--format", "json")
    report = json.loads(done.stdout)
    check(done.returncode == 2, done.returncode)
    check([i["status"] for i in report["inputs"]] == ["failed", "ok"], report["inputs"])
    check(report["summary"]["total_spans"] == 60, report["summary"])


@test
@in_directory
def directory_without_traces(here):
    check_trouble(run("lint", here), "holds no file")
    (here / "notes.txt").write_text("hello\n")
    check_trouble(run("lint", here), "holds no trace", "1 file")


@test
@in_directory
def things_that_are_no_traces(here):
    png = here / "x.png"
    png.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    check_trouble(run("lint", png), "x.png", "PNG image")
    (here / "empty").touch()
    check_trouble(run("lint", here / "empty"), "is empty")
    metrics = here / "metrics.json"
    metrics.write_text('{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m"}]}]}]}')
    check_trouble(run("lint", metrics), "metrics", "no traces")
    check_trouble(run("summary", metrics), "metrics", "no traces")


@test
@in_directory
def file_without_read_permission(here):
    secret = here / "secret.json"
    shutil.copy(CLEAN, secret)
    secret.chmod(0)
    who = {}
    program = SPANVET
    if os.geteuid() == 0:
        program = str(here / "spanvet")  # nobody may not see the checkout
        shutil.copy(SPANVET, program)
        who = {"user": 65534, "group": 65534, "extra_groups": []}
    check_trouble(run("lint", secret, program=program, **who), "secret.json", "Permission denied")


@test
@in_directory
def given_twice(here):
    shutil.copy(CLEAN, here / "a.jsonl")
    (here / "link.jsonl").symlink_to(here / "a.jsonl")
    (here / "b.jsonl").write_bytes(CLEAN.read_bytes())
    once = json.loads(run("lint", "-f", "json", here / "a.jsonl").stdout)
    for other in ("a.jsonl", "./a.jsonl", "link.jsonl"):
        done = run("lint", "-f", "json", "a.jsonl", other, cwd=here)
        check(json.loads(done.stdout)["summary"] == once["summary"], other, done.stdout[:500])
        check(done.returncode == 0 and done.stderr.count(b"\n") == 1, done)
        check(b"it is read once" in done.stderr and other.encode() in done.stderr, done.stderr)
    done = run("summary", "-f", "json", here, "a.jsonl", ".", cwd=here)
    check(b"same file or directory" in done.stderr, done.stderr)
    done = run("lint", here / "a.jsonl", here / "b.jsonl", here / "no", here / "no")
    check(b"read once" not in done.stderr, "other files", done.stderr)
    with open(CLEAN) as f:
        done = run("lint", "-", "-", stdin=f)
    check(done.returncode == 0 and b"- is given twice" in done.stderr, done)


@test
@in_directory
def cut_short(here):
    cut = here / "cut.jsonl"
    cut.write_bytes(NOISY.read_bytes()[:100_000])
    done = run("lint", cut, "--format", "json")
    check(done.returncode == 2, done.returncode)
    found = json.loads(done.stdout)["inputs"][0]
    check(found["status"] == "partial" and 200 < found["spans"] < 396, found)
    place = found["diagnostics"][0]
    check(place["line"] == 3 and place["offset"] <= 100_000, place)
    text = done.stderr.decode()
    check(re.match(r"spanvet: \S+/cut\.jsonl:3: at byte \d+: ", text), text)


@test
def more_than_are_listed():
    lines = b'{"resourceSpans":[]}\n{"resourceSpans": 7x}\n'
    done = run("lint", "-q", "-", stdin=None, input=lines * 30)
    text = done.stderr.decode()
    check(done.returncode == 2, done.returncode)
    check(text.endswith("spanvet: standard input: 10 more places like these\n"), text)
    check(all(line.startswith("spanvet: standard input:") for line in text.splitlines()), text)


@test
@in_directory
def cut_short_while_it_is_read(here):
    big = here / "big.jsonl"
    lines = NOISY.read_bytes()
    seen = False
    for attempt in range(40):
        with open(big, "wb") as f:
            for _ in range(400):
                f.write(lines)
        with subprocess.Popen([SPANVET, "lint", "-q", big], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as p:
            time.sleep(0.004 * (attempt % 10 + 1))
            os.truncate(big, 4096)
            _, err = p.communicate(timeout=60)
        check(p.returncode in (0, 1, 2), "exit", p.returncode, err[:300])
        seen = b"became shorter while it was being read" in err
        if seen:
            check(p.returncode == 2 and err.count(b"\n") == 1, p.returncode, err)
            return
    check(False, "40 attempts, and the file was never cut while it was read")


# ---- outputs ----

@test
def full_disk():
    with open("/dev/full", "wb") as full:
        for argv in (["lint", NOISY], ["lint", "--format", "json", NOISY], ["summary", NOISY],
                     ["rules"], ["--help"], ["--version"]):
            check_trouble(run(*argv, stdout=full), "standard output", "No space left")
    check_trouble(run("lint", NOISY, "-o", "/dev/full"), "/dev/full", "No space left")


@test
def closed_output():
    def close():
        os.close(1)
    check_trouble(run("--version", preexec_fn=close, stdout=None), "standard output")


@test
def closed_pipe():
    for restore in (True, False):  # SIGPIPE as usual, and ignored by the caller
        reader, writer = os.pipe()
        os.close(reader)
        done = run("lint", NOISY, stdout=writer, restore_signals=restore)
        os.close(writer)
        check(done.returncode == -signal.SIGPIPE, "exit", done.returncode)
        check(done.stderr == b"", done.stderr)


@test
@in_directory
def output_file(here):
    out = here / "report.json"
    plain = run("lint", NOISY, "--format", "json", "--fail-on", "never").stdout
    done = run("lint", NOISY, "--format", "json", "--fail-on", "never", "-o", out)
    check(done.returncode == 0 and done.stdout == b"", done)
    check(out.read_bytes() == plain, "other content")
    out.chmod(0o640)
    link = here / "link.json"
    link.symlink_to("report.json")
    run("summary", NOISY, "--format", "json", "--output", link)
    check(link.is_symlink() and json.loads(out.read_text())["schema"] == "spanvet.summary/1", "link")
    check(out.stat().st_mode & 0o777 == 0o640, oct(out.stat().st_mode))
    check(sorted(os.listdir(here)) == ["link.json", "report.json"], os.listdir(here))


@test
@in_directory
def output_to_standard_output(here):
    plain = run("summary", CLEAN).stdout
    for name in ("-", "/dev/stdout"):
        check(run("summary", CLEAN, "-o", name).stdout == plain, name)
        kept = here / "kept"
        kept.write_text("before\n")
        with open(kept, "ab") as f:
            run("summary", CLEAN, "-o", name, stdout=f)
        check(kept.read_bytes() == b"before\n" + plain, name, "appended")


@test
@in_directory
def output_that_cannot_be_written(here):
    check_trouble(run("lint", CLEAN, "-o", here / "no/where.txt"), "where.txt", "No such file")
    check_trouble(run("lint", CLEAN, "-o", here), "Is a directory")
    check_trouble(run("lint", CLEAN, "-o", here / ("x" * 300)), "too long")
    check(os.listdir(here) == [], os.listdir(here))


@test
def short_words_have_no_far_neighbours():
    check_trouble(run("lint", "--format", "yaml", CLEAN), "not \"yaml\"\n")


@test
@in_directory
def what_is_no_json(here):
    for text in ("", "hello\n"):
        bad = here / "bad.json"
        bad.write_text(text)
        check_trouble(run("lint", "--config", bad, CLEAN), "no configuration, as it is no JSON")
        check_trouble(run("lint", "--no-config", "--pack", bad, CLEAN), "no pack, as it is no JSON")


@test
@in_directory
def what_is_of_no_use_is_named(here):
    pack = here / "pack.json"
    rules = [{"code": f"X90{n}", "slug": name, "title": "t", "why": "w", "fix": "f",
              "severity": "info", "match": {"name": name}, "require": {"forbid": {"attributes": ["zz.*"]}}}
             for n, name in enumerate(("stt", "sttt"))]
    pack.write_text(json.dumps({"schema": "spanvet.pack/1", "pack": "mine", "rules": rules}))
    done = run("lint", "--no-config", "--fail-on", "never", "--pack", pack, CLEAN,
               "--severity", "F073@sttt=info,N@st?tx=off,T016@stt*=info")
    said = done.stderr.decode().splitlines()
    check(done.returncode == 0 and len(said) == 3, said)
    for part in "F073 for spans called sttt is", "for spans called st?tx is", "rule X901 sttt matches":
        check(sum(part in line for line in said) == 1, part, said)
    config = here / "config.json"
    config.write_text('{"rules": {"F073": {"spans": [{"name": "sttt", "severity": "info"}]}}}')
    done = run("lint", "--config", config, CLEAN)
    check(b"F073 for spans called sttt is of no use" in done.stderr, done.stderr)


@test
def standard_output_by_its_file():
    done = run("lint", "--no-config", "-o", "json=/dev/stdout", CLEAN)
    check(done.returncode == 0 and json.loads(done.stdout)["schema"], done.stderr)


@test
def standard_input_is_not_read_again():
    for name, wanted in (("-", False), (NOISY, True)):
        with open(NOISY, "rb") as f:
            done = run("lint", "--no-config", "--color", "never", name, stdin=f)
        check((b"spanvet summary" in done.stdout) == wanted, name, done.stdout[-300:])
    done = run("lint", "--no-config", "-")
    check(b"1 of 1 input could not be read" in done.stdout, done.stdout)


@test
@in_directory
def output_in_a_directory_beyond_any_path(here):
    name = "a/" * 3000 + "x"
    for args in ([], ["--baseline", here / "new.json"]):
        check_trouble(run("lint", *args, "-o", f"json={name}", CLEAN), "cannot write")


@test
@in_directory
def output_that_is_read_otherwise(here):
    """The baseline, the configuration and packs, by name and through links."""
    base, config, pack = (here / name for name in ("base.json", ".spanvet.json", "pack.json"))
    pack.write_text('{"schema": "spanvet.pack/1", "pack": "mine"}')
    config.write_text('{"packs": ["pack.json"]}')
    work = here / "work"
    work.mkdir()
    trace = work / "trace.jsonl"
    trace.write_bytes(CLEAN.read_bytes())
    run("lint", "--baseline", base, "--update-baseline", trace)
    kept = {file: file.read_bytes() for file in (base, config, pack)}
    soft, hard = work / "soft", work / "hard"
    for file, what, args in ((base, "the baseline", ["--baseline", base]),
                             (base, "the baseline", ["--baseline", base, "--update-baseline"]),
                             (config, "the configuration", []),
                             (config, "the configuration", ["--config", config]),
                             (pack, "a pack", []),
                             (pack, "a pack", ["--no-config", "--pack", pack])):
        soft.symlink_to(file)
        hard.hardlink_to(file)
        for name in (file, soft, hard, f"{work}/../{file.name}"):
            done = run("lint", *args, "-o", f"json={name}", trace)
            check_trouble(done, f"is also {what}", "another name")
        soft.unlink(), hard.unlink()
        check({file: file.read_bytes() for file in kept} == kept, "lost", file)
    new = here / "new.json"
    done = run("lint", "--baseline", new, "--update-baseline", "-o", f"{work}/../new.json", trace)
    check_trouble(done, "is also the baseline")
    check(not new.exists() and sorted(os.listdir(work)) == ["trace.jsonl"], os.listdir(work))
    done = run("lint", "--baseline", base, "-o", here / "report.json", trace)
    check(done.returncode in (0, 1) and (here / "report.json").exists(), done.stderr)


@test
@in_directory
def output_that_is_an_input(here):
    trace = here / "trace.pb"
    trace.write_bytes(Path(CLEAN).read_bytes())
    link = here / "link"
    link.symlink_to("trace.pb")
    for inputs in ([trace], [here]):
        for command in ("lint", "summary"):
            check_trouble(run(command, "-o", link, *inputs), "also an input", "another name")
    with open(trace, "rb") as f:
        check_trouble(run("lint", "-", "-o", trace, stdin=f), "also an input")
    check(trace.read_bytes() == Path(CLEAN).read_bytes(), "the trace is lost")
    check(sorted(os.listdir(here)) == ["link", "trace.pb"], os.listdir(here))


@test
@in_directory
def interrupt_leaves_nothing(here):
    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        p = subprocess.Popen([SPANVET, "lint", "-", "-o", here / "report.json"],
                             stdin=subprocess.PIPE)
        deadline = time.time() + 20
        while not os.listdir(here) and time.time() < deadline:
            time.sleep(0.01)
        check(os.listdir(here), "never began")
        p.send_signal(sig)
        check(p.wait(20) == -sig, "exit", p.returncode)
        p.stdin.close()
        check(os.listdir(here) == [], os.listdir(here))


# ---- wrong use ----

@test
def wrong_use():
    cases = [
        (["lint"], "needs an INPUT", "spanvet lint --help"),
        (["summary"], "needs an INPUT", "spanvet summary --help"),
        ([], "spanvet --help"),
        (["lnit", CLEAN], "no command", "did you mean `spanvet lint`"),
        (["version", "x"], "takes no argument"),
        (["rules", ""], "an empty name"),
        (["rules", "--sections", "--dialects"], "leave one out"),
        (["lint", "--select", "", CLEAN], "--select is empty; it takes RULES"),
        (["lint", "--fail-on", "warn", CLEAN], "did you mean warning?"),
        (["lint", "--severity", "F073=warn", CLEAN], "did you mean warning?"),
        (["lint", "--format", "jsno", CLEAN], "did you mean json?"),
        (["frobnicate"], "no command", "spanvet --help"),
        ([CLEAN], "spanvet lint", "clean.jsonl"),
        (["--format", "json", CLEAN], "behind a command"),
        (["lint", "--frobnicate", CLEAN], "no option --frobnicate"),
        (["lint", "--fromat=json", CLEAN], "did you mean --format"),
        (["lint", "--format", "xml", CLEAN], "text|concise|json|jsonl", '"xml"'),
        (["lint", "--format"], "needs a value"),
        (["lint", "--max-traces", "none", CLEAN], "whole number"),
        (["lint", "--set", "chunk-noise", CLEAN], "RULE.PARAMETER=NUMBER"),
        (["lint", "--set", "chunk-niose.max_share=0.6", CLEAN], "did you mean chunk-noise"),
        (["lint", "--set", "chunk-noise.max_sahre=0.6", CLEAN], "did you mean max_share"),
        (["lint", "--set", "chunk-noise.max_share=60", CLEAN], "between", "60"),
        (["lint", "--set", "chunk-noise.max_share=lots", CLEAN], "number", "lots"),
        (["lint", "--select", "N055,orphan-spam", CLEAN], "did you mean orphan-span"),
        (["lint", "--ignore", "zzzzzzzz", CLEAN], "no rule", "spanvet rules"),
        (["rules", "chunk-niose"], "did you mean chunk-noise"),
        (["help", "lnit"], "did you mean"),
    ]
    for argv, *parts in cases:
        done = run(*argv)
        check_trouble(done, *parts)
        check(done.stdout == b"", argv, done.stdout[:80])


@test
def names_from_files_cannot_steer_the_terminal():
    span = {"traceId": "0" * 31 + "a", "spanId": "0" * 15 + "b", "name": "x\x1b]0;owned\x07\nfake"}
    data = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}).encode()
    for argv in (["lint", "-", "--all"], ["summary", "-"]):
        done = run(*argv, stdin=None, input=data)
        check(b"\x1b" not in done.stdout and b"\x07" not in done.stdout, done.stdout)
    check(b"\\x1b]0;owned" in done.stdout, done.stdout)


# ---- gates and settings ----

@test
def gates():
    codes = {level: run("lint", NOISY, "--fail-on", level).returncode
             for level in ("error", "warning", "info", "never")}
    check(codes == {"error": 1, "warning": 1, "info": 1, "never": 0}, codes)
    check(run("lint", CLEAN, "--fail-on", "warning").returncode == 0, "clean has findings")


@test
def thresholds_and_selection():
    def rules(*argv):
        report = json.loads(run("lint", NOISY, "--format", "json", *argv).stdout)
        return {f["rule"] for f in report["findings"]}
    check("N055" in rules(), rules())
    check("N055" not in rules("--set", "N055.max_share=0.95"), "--set N055")
    check("N055" not in rules("--set=chunk-noise.max_share=0.95"), "--set slug")
    check(rules("--select", "chunk-noise") == {"N055"}, rules("--select", "chunk-noise"))
    check(all(r[0] == "N" for r in rules("--select", "N")), "--select N")
    check("N055" not in rules("--ignore", "N055,I"), "--ignore")


@test
@in_directory
def shortcuts_hold_for_any_threshold(here):
    """What spares a rule the look at a trace was chosen for the thresholds that it comes with."""
    def span(number, ttfb):
        return {"traceId": "a" * 32, "spanId": f"{number:016x}", "name": "llm", "kind": 1,
                "startTimeUnixNano": "1760000000000000000", "endTimeUnixNano": "1760000001000000000",
                "attributes": [{"key": "metrics.ttfb", "value": {"doubleValue": ttfb}}]}
    path = here / "ttfb.json"
    path.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [
        span(1, 0.4), span(2, 90)]}]}]}))
    done = run("lint", "--no-config", "--select", "A173", "--set", "A173.min_ms=50", path)
    check(b"A173" in done.stdout and b"threshold 50" in done.stdout, done.stdout)


@test
def a_fault_is_told_once():
    """E118 leaves spans with error.type to E178, and tells them where that is off."""
    typed = str(ROOT / "tests/rules/E178/bad.json")
    def rules(*argv):
        report = json.loads(run("lint", typed, "--format", "json", *argv).stdout)
        return {f["rule"] for f in report["findings"]} & {"E118", "E178"}
    check(rules() == {"E178"}, rules())
    check(rules("--ignore", "E178") == {"E118"}, rules("--ignore", "E178"))


@test
def commands_may_be_shortened():
    check(run("sum", CLEAN).stdout == run("summary", CLEAN).stdout, "sum")
    check(run("help", "li").stdout == run("lint", "--help").stdout, "li")


@test
def commands_in_groups():
    """A group needs one of its commands and says which; what is wrong in either word is told."""
    for group, verbs in groups(SPANVET).items():
        listing = run(group, "--help")
        check(listing.stdout == run("help", group).stdout == run(group, "-h").stdout, group)
        check(all(verb in run("--help").stdout.decode() for verb in verbs), group)
        check_trouble(run(group), ", ".join(verbs), f"spanvet {group} --help")
        check_trouble(run(group, "--frobnicate"), ", ".join(verbs))
        check_trouble(run(group, "zzzzzz"), "no command", f"`spanvet {group} --help` lists them")
        for verb in verbs:
            text = run(group, verb, "--help").stdout
            check(text.startswith(f"usage: spanvet {group} {verb}".encode()), text[:80])
            check(run("help", group, verb).stdout == text, group, verb)
            for word in (verb, f"{group}-{verb}"):
                check_trouble(run(word), "no command", f"did you mean `spanvet {group} {verb}`?")
            typed = verb[1] + verb[0] + verb[2:]
            check_trouble(run(group, typed), "no command", f"spanvet {group} {verb}`?")
            pages = {run("help", "--man", name).stdout for name in
                     (f"{group}-{verb}", f"{group} {verb}", f"spanvet-{group}-{verb}.1")}
            check(len(pages) == 1 and all(b"NAME" in page for page in pages), pages)
            begins = [v for v in verbs if v[0] == verb[0]]
            done = run(group[:3], verb[0], "-h")
            if len(begins) == 1:
                check(done.stdout.startswith(text[:30]), done)
            else:
                check_trouble(done, "write more of it", *(f"{group} {v}" for v in begins[:2]))


@test
def searches_that_find_nothing():
    for argv, says in ((["--search", "zzz"], b'speaks of "zzz"'),
                       (["N055", "--severity", "info"], b"none"), (["N", "-s", "ttfb zzz"], b"zzz")):
        done = run("rules", *argv)
        says = b"has this severity" if says == b"none" else says
        check(done.returncode == 1 and not done.stdout and says in done.stderr, argv, done)
        check(done.stderr.count(b"\n") == 1, argv, done.stderr)
    done = run("rules", "-f", "json", "--search", "zzz")
    check(done.returncode == 1 and json.loads(done.stdout)["rules"] == [], done)
    check(run("rules", "--search", "ttfb").returncode == 0, "one that finds something")


@test
def help_fits_a_screen():
    held = [[group, "-h"] for group in groups(SPANVET)]
    for argv in (["--help"], *held, *([*words, "-h"] for words in commands(SPANVET))):
        lines = run(*argv).stdout.decode().splitlines()
        check(len(lines) <= 24, argv, len(lines), "lines")
        check(max(map(len, lines)) <= 80, argv, max(lines, key=len))
        check("examples:" in lines, argv)


@test
def the_same_bytes_every_time():
    broken = SAMPLES / "broken.jsonl"
    for argv in (["lint", "--format", "json"], ["lint", "--all"], ["summary", "--format", "json"]):
        outputs = {run(*argv, broken, NOISY, CLEAN).stdout for _ in range(4)}
        check(len(outputs) == 1, argv)


# ---- terminals ----

def on_terminal(argv, env, feed=None, which=1):
    """Runs with standard output (1) or standard error (2) on a terminal; what appears there."""
    try:
        master, slave = pty.openpty()
    except OSError as e:
        raise Skipped(f"no pseudo-terminal can be had: {e.strerror or e}") from e
    streams = {"stdin": subprocess.PIPE if feed else subprocess.DEVNULL,
               "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    streams["stdout" if which == 1 else "stderr"] = slave
    p = subprocess.Popen([SPANVET, *map(str, argv)], env=env, **streams)
    os.close(slave)
    seen = b""
    if feed:
        for part, pause in feed:
            p.stdin.write(part)
            p.stdin.flush()
            time.sleep(pause)
        p.stdin.close()
    while select.select([master], [], [], 20)[0]:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    p.wait(20)
    os.close(master)
    return seen


@test
def colour():
    argv = ["lint", NOISY]
    check(b"\x1b[" in on_terminal(argv, ENV), "no colour on a terminal")
    check(b"\x1b[" not in on_terminal(argv, ENV | {"NO_COLOR": "1"}), "NO_COLOR")
    check(b"\x1b[" in on_terminal(argv, ENV | {"NO_COLOR": ""}), "empty NO_COLOR")
    check(b"\x1b[" not in on_terminal(argv, ENV | {"TERM": "dumb"}), "TERM=dumb")
    check(b"\x1b[" not in on_terminal([*argv, "--color=never"], ENV), "--color=never")


@test
def colour_without_terminal():
    argv = ["lint", NOISY]
    check(b"\x1b[" not in run(*argv).stdout, "colour in a pipe")
    check(b"\x1b[" in run(*argv, "--color", "always").stdout, "--color always")
    coloured = run(*argv, "--color", "always", "--all").stdout
    check(re.sub(rb"\x1b\[[0-9;]*m", b"", coloured) == run(*argv, "--all").stdout, "other text")


@test
def width():
    def widest(columns):
        text = run("lint", NOISY, "-q", env=ENV | {"COLUMNS": str(columns)}).stdout.decode()
        return max(len(line) for line in text.splitlines() if line.startswith(" " * 10))
    check(widest(60) <= 60 < widest(100) <= 100 < widest(140) <= 140,
          widest(60), widest(100), widest(140))


@test
def progress():
    data = CLEAN.read_bytes()
    slow = [(data[:1000], 0.9), (data[1000:], 0)]
    seen = on_terminal(["lint", "-"], ENV, slow, which=2)
    check(b"reading standard input" in seen, seen)
    check(seen.endswith(b"\r\x1b[K"), "not erased", seen)
    check(on_terminal(["lint", CLEAN], ENV, which=2) == b"", "quick work shows progress")
    check(on_terminal(["lint", "-q", "-"], ENV, slow, which=2) == b"", "--quiet shows progress")


def main(names):
    failed = passed = skipped = 0
    for function in TESTS:
        if names and function.__name__ not in names:
            continue
        try:
            function()
            passed += 1
        except Skipped as e:
            skipped += 1
            print(f"skipped: {function.__name__}: {e}")
        except (AssertionError, OSError, ValueError, subprocess.SubprocessError) as e:
            failed += 1
            print(f"FAILED {function.__name__}: {type(e).__name__}: {e}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
