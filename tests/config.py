#!/usr/bin/env python3
"""The configuration as a project meets it: where the file is found, what overrules what, every kind
of error, severities, excludes, what --show-config says, and what `spanvet init` writes. What the
program accepts and refuses is held against docs/schema/config-1.json.

    tests/config.py               $SPANVET is the program; needs Debian's python3-jsonschema
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema

from commands import commands, groups

ROOT = Path(__file__).resolve().parents[1]
SPANVET = str((ROOT / os.environ.get("SPANVET", "build/spanvet")).resolve())
NOISY, CLEAN = ROOT / "samples/noisy.jsonl", ROOT / "samples/clean.jsonl"
ENV = {k: v for k, v in os.environ.items() if not k.startswith("SPANVET")}
NEAR = ".spanvet.json"
TESTS = []


def test(function):
    TESTS.append(function)
    return function


def check(condition, *about):
    if not condition:
        raise AssertionError(" | ".join(map(str, about)))


def run(*argv, env=None, cwd=None):
    return subprocess.run([SPANVET, *map(str, argv)], env=ENV | (env or {}), cwd=cwd, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60)


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def shown(*argv, **where):
    done = run("lint", "--show-config", "--format", "json", *argv, **where)
    check(done.returncode == 0, done.stderr)
    return json.loads(done.stdout)


def option(settings, name):
    found = next(o for o in settings["options"] if o["name"] == name)
    return found.get("value"), found["from"]


def report(config, *argv, traces=NOISY, here, code=None):
    """The report under a configuration, and what was said on standard error."""
    path = write(here / "config.json", config)
    done = run("lint", "--config", path, "--format", "json", *argv, traces)
    check(done.returncode in (0, 1) if code is None else done.returncode == code, done)
    return json.loads(done.stdout), done.stderr


def codes(found):
    return {f["rule"] for f in found["findings"]}


# ---- where it is found ----

@test
def nearest_file_above_the_input(here):
    write(here / NEAR, {"fail_on": "never"})
    traces = write(here / "a/b/t.jsonl", NOISY.read_text())
    check(run("lint", traces).returncode == 0, "not found two folders up")
    check(run("lint", "--no-config", traces).returncode == 1, "--no-config")
    write(here / "a" / NEAR, {"fail_on": "info", "all": True})
    check(run("lint", traces).returncode == 1, "the nearer one does not hold")
    settings = shown(here / "a/b")
    check(settings["file"] == str((here / "a" / NEAR).resolve()), settings["file"])
    check(option(settings, "all") == (True, "file"), settings["options"])
    check(option(shown(here), "all") == (False, "default"), "files were merged")
    check(run("lint", "b/t.jsonl", cwd=here / "a").returncode == 1, "relative input")


@test
def working_directory_comes_last(here):
    work = here / "work"
    write(work / NEAR, {"quiet": True})
    traces = write(here / "data/t.jsonl", CLEAN.read_text())
    (work / "deep").mkdir()
    check(option(shown(traces, cwd=work / "deep"), "quiet") == (True, "file"), "not found")
    check(option(shown("-", cwd=work), "quiet") == (True, "file"), "standard input")
    write(here / "data" / NEAR, {"all": True})
    check(option(shown(traces, cwd=work), "quiet") == (False, "default"), "not the input's")


@test
def inputs_that_disagree(here):
    for name in "ab":
        write(here / name / NEAR, {})
        write(here / name / "t.jsonl", CLEAN.read_text())
    done = run("lint", here / "a/t.jsonl", here / "b")
    check(done.returncode == 2 and "--config" in done.stderr, done.stderr)
    check(run("lint", "--config", here / "a" / NEAR, here / "a", here / "b").returncode != 2, "named")


# ---- secrets that got into it ----

KEY, MAIL = "sk" + "-a8Kd03jfLs92mQx71Zp0Rt5", "jo" + "@example.org"


@test
def secrets_are_never_said(here):
    wrong = [{KEY: 1}, {"fail_on": KEY}, {"select": [KEY]}, {"set": [f"N055.max_share={KEY}"]},
             {"set": [f"N055.{KEY}=1"]}, {"severity": [f"{KEY}=off"]}, {"severity": [f"N055={KEY}"]},
             {"rules": {KEY: {}}}, {"rules": {"N055": {KEY: 1}}},
             {"rules": {"N055": {"severity": KEY}}}, {"rules": {"N055": {"params": {KEY: 1}}}},
             {"exclude": [{"rule": KEY, "reason": "x"}]},
             {"exclude": [{"rule": "N055", "reason": "x", "expires": KEY}]},
             {"exclude": [{"rule": "N055", KEY: "x"}]}, {"dialect": KEY}, {"packs": [KEY]},
             {MAIL: 1}, {"fail_on": MAIL}, {"rules": {"N055": {"severity": MAIL}}}]
    for text in map(json.dumps, wrong):
        done = run("lint", "--config", write(here / "c.json", text), NOISY)
        said = done.stdout + done.stderr
        check(done.returncode == 2, text, said)
        check(KEY[4:] not in said and MAIL not in said and "***" in said, text, said)
    for argv in (["--config", KEY], ["--select", KEY], ["--fail-on", KEY], ["--dialect", KEY]):
        said = run("lint", *argv, NOISY).stderr
        check(KEY[4:] not in said and "***" in said, argv, said)


@test
def settings_in_force_hide_secrets(here):
    config = {"exclude": [{"rule": "N055", "span": f"x {KEY}", "reason": f"ask {MAIL}, {KEY}"}],
              "rules": {"N055": {"spans": [{"name": KEY, "severity": "off"}]}},
              "severity": ["N055@tts.chunk=info"], "dialect": KEY}
    path = write(here / "c.json", config)
    for form in "text", "json":
        said = run("lint", "--show-config", "--format", form, "--config", path).stdout
        check(KEY[4:] not in said and MAIL not in said, form, said)
        check(said.count("***") >= 4 and "N055@tts.chunk=info" in said, form, said)
    said = run("lint", "--config", write(here / "c.json", config | {"dialect": "auto"}), CLEAN).stderr
    check("matched nothing" in said and KEY[4:] not in said and MAIL not in said, said)


# ---- who has the last word ----

@test
def precedence(here):
    path = write(here / "c.json", {"fail_on": "info", "select": ["N"], "max_traces": 3})
    env = {"SPANVET_FAIL_ON": "warning", "SPANVET_SELECT": "T, S", "SPANVET_COLOR": ""}
    settings = shown("--config", path)
    check(option(settings, "fail-on") == ("info", "file"), settings["options"])
    settings = shown("--config", path, env=env)
    check(option(settings, "fail-on") == ("warning", "SPANVET_FAIL_ON"), settings["options"])
    check(option(settings, "select") == (["T", "S"], "SPANVET_SELECT"), settings["options"])
    check(option(settings, "max-traces") == (3, "file"), settings["options"])
    check(option(settings, "color") == ("auto", "default"), "an empty variable counts")
    settings = shown("--config", path, "--fail-on", "never", "--select=P", env=env)
    check(option(settings, "fail-on") == ("never", "--fail-on"), settings["options"])
    check(option(settings, "select") == (["P"], "--select"), settings["options"])
    settings = shown(env={"SPANVET_CONFIG": str(path)})
    check(option(settings, "max-traces") == (3, "file"), "SPANVET_CONFIG")


@test
def rules_and_parameters(here):
    config = {"rules": {"chunk-noise": {"params": {"max_share": 0.6, "min_spans": 30}},
                        "S044": {"severity": "off"}}}
    path = write(here / "c.json", config)
    settings = shown("--config", path, "--set", "N055.min_spans=40", "--severity", "T=info")
    noise = next(r for r in settings["rules"] if r["rule"] == "N055")
    values = {p["name"]: (p["value"], p["from"]) for p in noise["params"]}
    check(values["max_share"] == (0.6, "file"), values)
    check(values["min_spans"] == (40, "command line"), values)
    orphan = next(r for r in settings["rules"] if r["rule"] == "S044")
    check(not orphan["runs"] and orphan["severity"] == "off", orphan)
    check(all(r["severity"] == "info" for r in settings["rules"] if r["rule"][0] == "T"), "T")
    woken = shown("--config", path, "--select", "orphan-span")
    check([r["rule"] for r in woken["rules"] if r["runs"]] == ["S044"], "asked for by name")
    check(not any(r["runs"] for r in shown("--config", path, "--select", "S044", "--severity",
                                           "S044=off")["rules"]), "off again")


@test
def show_config_round_trip(here):
    config = {"fail_on": "info", "ignore": ["P"], "set": ["N055.max_share=0.5"], "quiet": True,
              "rules": {"N055": {"severity": "info", "params": {"min_spans": 7},
                                 "spans": [{"name": "x*", "severity": "off"}]}},
              "exclude": [{"rule": "T", "reason": "why", "span": "a?", "expires": "2030-02-28"}]}
    first = shown("--config", write(here / "c.json", config), "--severity", "S=warning")
    second = shown("--config", write(here / "d.json", first["config"]))
    check(first["config"] == second["config"], first["config"], second["config"])
    bare = [[{k: v for k, v in r.items() if k in ("rule", "runs", "severity")}
             for r in s["rules"]] for s in (first, second)]
    check(bare[0] == bare[1], "other rules")
    text = run("lint", "--show-config", "--config", here / "c.json").stdout
    for part in ("c.json", "fail_on", "min_spans=7 (file)", "@x*", "exclude[0] T span=a?"):
        check(part in text, part, text[:500])


@test
def every_option_has_a_variable(here):
    for words in commands(SPANVET):
        text = run(*words, "--help").stdout
        for line in text.splitlines():
            name = line.split("--")[1].split()[0] if line.startswith("  ") and "--" in line else ""
            if name and name != "help" and not line.startswith("  spanvet"):
                scope = "" if words == ("lint",) else "_".join(words).upper() + "_"
                variable = "SPANVET_" + scope + name.upper().replace("-", "_")
                check(variable in text.split(), variable)
    done = run("summary", CLEAN, env={"SPANVET_SUMMARY_FORMAT": "json"})
    check(json.loads(done.stdout)["schema"] == "spanvet.summary/1", done.stdout[:80])
    check(run("summary", CLEAN, env={"SPANVET_FORMAT": "json"}).stdout[:1] != "{", "lint's")
    done = run("lint", CLEAN, env={"SPANVET_QUIET": "maybe"})
    check(done.returncode == 2 and "SPANVET_QUIET takes 1, 0" in done.stderr, done.stderr)
    done = run("lint", CLEAN, env={"SPANVET_SELECT": "orphan-spam"})
    check(done.returncode == 2 and "SPANVET_SELECT: there is no rule" in done.stderr, done.stderr)


@test
def members_of_commands_in_groups(here):
    """`spanvet lint` passes over what is another command's, and says what is wrong there."""
    members = json.loads(run("init", "--schema").stdout)["properties"]
    for group, verbs in groups(SPANVET).items():
        for verb in set(verbs) & set(members.get(group, {}).get("properties", {})):
            for name in members[group]["properties"][verb]["properties"]:
                path = here / "c.json"
                write(path, {group: {verb: {name: {}}}})
                done = run("lint", CLEAN, "--config", path)
                said = f"{group}.{verb}.{name}: must be"
                check(done.returncode == 2 and said in done.stderr, said, done.stderr)
            write(path, {group: {verb: {"_comment": "x"}, "// y": []}})
            check(run("lint", CLEAN, "--config", path).returncode == 0, group, verb)
            write(path, {group: {verb: {"zzz": 1}}})
            done = run("lint", CLEAN, "--config", path)
            check(done.returncode == 2 and f"{group}.{verb}: there is no member" in done.stderr,
                  done.stderr)


# ---- severities and excludes ----

@test
def severities(here):
    plain, _ = report({}, here=here)
    noise = next(f for f in plain["findings"] if f["rule"] == "N055")
    changed, _ = report({"rules": {"N055": {"severity": "info"}}}, here=here)
    check(next(f for f in changed["findings"] if f["rule"] == "N055")["severity"] == "info", "")
    check(changed["summary"]["score"] > plain["summary"]["score"], "the score stays")
    spans = {"rules": {"N055": {"severity": "error", "spans": [
        {"name": "*", "severity": "info"}, {"name": noise["span_name"][:4] + "*",
                                            "severity": "off"}]}}}
    changed, _ = report(spans, here=here)
    check("N055" not in codes(changed) and changed["excluded"] == 0, "off for the name")
    off, _ = report({"rules": {"chunk-noise": {"severity": "off"}}}, here=here)
    check("N055" not in codes(off), "off")
    line, _ = report({}, "--severity", f"N055@{noise['span_name']}=warning", here=here)
    check(next(f for f in line["findings"] if f["rule"] == "N055")["severity"] == "warning", "")


@test
def excludes(here):
    plain, _ = report({}, here=here)
    noise = next(f for f in plain["findings"] if f["rule"] == "N055")
    hit = {"rule": "N05", "trace": noise["trace_id"][:6] + "*", "span": "*", "reason": "known"}
    found, err = report({"exclude": [hit]}, here=here)
    check(found["excluded"] >= 1 and "N055" not in codes(found) and err == "", found["excluded"])
    check(len(found["findings"]) + found["excluded"] == len(plain["findings"]), "lost findings")
    check(found["totals"] != plain["totals"], found["totals"])
    check(found["summary"]["score"] > plain["summary"]["score"], "the score stays")
    for miss in ({"trace": "0*"}, {"span": "nothing"}, {"service": "nothing"}, {"attribute": "x"}):
        found, err = report({"exclude": [hit | miss]}, here=here)
        check("N055" in codes(found) and found["excluded"] == 0, miss)
        check(found["stale_excludes"] == [{"exclude": 0, "rule": "N05", "reason": "known",
                                           "state": "unused"}], found["stale_excludes"])
        check("exclude[0] (N05: known) matched nothing" in err, err)
    found, err = report({"exclude": [hit | {"span": "nothing"}]}, "--ignore", "N", here=here)
    check(found["stale_excludes"] == [] and err == "", "stale though its rules did not run", err)
    text = run("lint", "--config", here / "config.json", NOISY).stdout
    check("excluded by" not in text, "a line for nothing")
    write(here / "config.json", {"exclude": [hit]})
    text = run("lint", "--config", here / "config.json", NOISY).stdout
    check("excluded by" in text, text[-300:])
    found, _ = report({"fail_on": "info", "exclude": [{"rule": "all", "reason": "r"}]}, here=here,
                      code=0)
    check(found["findings"] == [] and found["summary"]["score"] == 100, found["summary"])


@test
def excludes_by_service(here):
    span = {"traceId": "0" * 31 + "a", "spanId": "0" * 15 + "b", "name": "",
            "startTimeUnixNano": "1738000000000000000", "endTimeUnixNano": "1738000001000000000"}
    where = {"attributes": [{"key": "service.name", "value": {"stringValue": "agent-eu"}}]}
    traces = write(here / "t.json", {"resourceSpans": [
        {"resource": where, "scopeSpans": [{"spans": [span]}]}]})
    plain, _ = report({}, here=here, traces=traces)
    check("I007" in codes(plain), codes(plain))
    for glob, there in (("agent-*", False), ("agent", True)):
        config = {"exclude": [{"rule": "empty-span-name", "service": glob, "reason": "r"}]}
        found, _ = report(config, here=here, traces=traces)
        check(("I007" in codes(found)) == there, glob)


@test
def expiry_is_held_against_the_traces(here):
    # The newest span of this trace starts on 2025-01-27, 23:59:59.9 UTC.
    span = {"traceId": "0" * 31 + "a", "spanId": "0" * 15 + "b", "name": "",
            "startTimeUnixNano": "1738022399900000000", "endTimeUnixNano": "1738022500000000000"}
    wild = span | {"spanId": "0" * 15 + "c", "name": "x",
                   "startTimeUnixNano": "9000000000000000000"}
    traces = write(here / "t.json", {"resourceSpans": [{"scopeSpans": [{"spans": [span, wild]}]}]})
    for day, expired in (("2025-01-26", True), ("2025-01-27", False), ("2199-12-31", False)):
        config = {"exclude": [{"rule": "I007", "reason": "r", "expires": day}]}
        found, err = report(config, here=here, traces=traces)
        check(("I007" in codes(found)) == expired, day, codes(found))
        check([s["state"] for s in found["stale_excludes"]] == ["expired"] * expired, day)
        check(("has expired" in err) == expired, err)


@test
def threads_do_not_matter(here):
    lines = [json.loads(line) for line in NOISY.read_text().splitlines()]
    many = here / "many.jsonl"
    with open(many, "w") as f:
        for i in range(600):
            text = json.dumps(lines[i % len(lines)])
            trace = lines[0]["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["traceId"]
            f.write(text.replace(trace, f"{i // 3 + 1:032x}") + "\n")
    config = {"exclude": [{"rule": "N", "reason": "r", "trace": "*1"}]}
    reports = {json.dumps(report(config, "--threads", n, here=here, traces=many)) for n in (1, 4)}
    check(len(reports) == 1, "threads differ")


# ---- errors ----

OK = {
    "empty": {},
    "comments": {"//": "a", "// b": ["c", "d"], "_comment": "e", "$schema": "x",
                 "rules": {"//": "f", "N055": {"_comment": "g", "params": {"// h": "i"}}}},
    "options": {"format": "json", "fail_on": "never", "select": ["N", "orphan-span"], "all": True,
                "max_traces": 4, "set": ["N055.max_share=1"], "severity": ["T=info"]},
    "whole number": {"max_traces": 4.0},
    "empty lists": {"select": [], "exclude": [], "packs": [], "rules": {}},
    "paths": {"output": ["json=out/r.json", "-", "..x/r.txt"]},
    "severity alone": {"rules": {"N055": "off", "orphan-span": "error"}},
    "severities by comma": {"severity": ["N055=off,T=info"]},
    "code and slug": {"rules": {"N055": {}, "orphan-span": {"severity": "off"}}},
    "exclude": {"exclude": [{"rule": "N055", "reason": "r", "trace": "*", "service": "*",
                             "span": "*", "attribute": "*", "expires": "2024-02-29"}]},
}
# name: text or document, and what the sentence says besides the file
BROKEN = {
    "unknown member": ({"fail_onn": "error"}, 'did you mean "fail_on"?'),
    "unknown member 2": ({"exclud": []}, 'did you mean "exclude"?'),
    "dash": ({"fail-on": "error"}, 'did you mean "fail_on"?'),
    "choice": ({"fail_on": "warnings"}, "did you mean warning?"),
    "flag": ({"all": 1}, "all: must be true or false, not a number"),
    "count": ({"max_traces": 0}, "max_traces: must be a whole number"),
    "count 2": ({"max_traces": 1.5}, "max_traces: must be a whole number"),
    "count 3": ({"max_traces": "7"}, "max_traces: must be a whole number"),
    "list": ({"select": "N"}, "select: must be a list of texts, not a text"),
    "list item": ({"select": ["N", 5]}, "select[1]: must be a text, not a number"),
    "empty text": ({"ignore": [""]}, "ignore[0]: must not be empty"),
    "only on the line": ({"no_config": True}, 'no member "no_config"'),
    "rules": ({"rules": []}, "rules: must be an object, not a list"),
    "unknown rule": ({"rules": {"chunk-niose": {}}}, "did you mean chunk-noise?"),
    "rule in small letters": ({"rules": {"n055": {}}}, "did you mean N055 or chunk-noise?"),
    "rule member": ({"rules": {"N055": {"severty": "off"}}}, 'did you mean "severity"?'),
    "severity": ({"rules": {"N055": {"severity": "warn"}}}, "rules.N055.severity: must be error"),
    "severity alone": ({"rules": {"N055": "of"}}, "rules.N055: must be error, warning, info or off, "
                       'not "of"; did you mean off?'),
    "neither": ({"rules": {"N055": 0}}, "rules.N055: must be a severity or an object, not a number"),
    "threshold outside": ({"rules": {"N055": {"min_spans": 3}}},
                          'thresholds stand in "params": {"min_spans": 20}'),
    "threshold": ({"rules": {"N055": {"severity": "off", "threshold": 3}}}, 'in "params": {"max_'),
    "not from a dump": ({"rules": {"U035": {"severity": "off"}}}, "`spanvet serve` does"),
    "not from a dump 2": ({"rules": {"target-header": "off"}}, "`spanvet rules U035`"),
    "exclude name": ({"exclude": [{"rule": "N", "reason": "r", "span_name": "x"}]},
                     'did you mean "span"?'),
    "exclude service": ({"exclude": [{"rule": "N", "reason": "r", "service.name": "x"}]},
                        'did you mean "service"?'),
    "parameter": ({"rules": {"N055": {"params": {"max_sahre": 1}}}}, "did you mean max_share?"),
    "parameter text": ({"rules": {"N055": {"params": {"max_share": "1"}}}},
                       "rules.N055.params.max_share: must be a number, not a text"),
    "parameter range": ({"rules": {"N055": {"params": {"max_share": 60}}}}, "between 0.1 and 1"),
    "no parameters": ({"rules": {"I001": {"params": {"x": 1}}}}, "no parameters"),
    "span list": ({"rules": {"N055": {"spans": {}}}}, "rules.N055.spans: must be a list"),
    "span severity": ({"rules": {"N055": {"spans": [{"name": "x"}]}}},
                      'rules.N055.spans[0]: has no member "severity"'),
    "no reason": ({"exclude": [{"rule": "N055"}]}, 'exclude[0]: has no member "reason"'),
    "no rule": ({"exclude": [{"reason": "x"}]}, 'exclude[0]: has no member "rule"'),
    "empty reason": ({"exclude": [{"rule": "N", "reason": ""}]}, "exclude[0].reason"),
    "exclude member": ({"exclude": [{"rule": "N", "reason": "r", "spans": "x"}]},
                       'did you mean "span"?'),
    "day": ({"exclude": [{"rule": "N", "reason": "r", "expires": "tomorrow"}]}, "must be a day"),
    "no such day": ({"exclude": [{"rule": "N", "reason": "r", "expires": "2027-02-30"}]},
                    "exclude[0].expires: must be a day"),
    "month 13": ({"exclude": [{"rule": "N", "reason": "r", "expires": "2027-13-01"}]}, "a day"),
    "packs": ({"packs": "x.json"}, "packs: must be a list"),
    "comment": ({"//": 5}, "//: must be a text"),
    "comment list": ({"rules": {"// x": [1]}}, "a comment"),
    "path above": ({"output": ["../r.txt"]}, "leaves the folder"),
    "path elsewhere": ({"output": ["json=/tmp/r.json"]}, "leaves the folder"),
    "path through": ({"output": ["a/../../r.txt"]}, "leaves the folder"),
    "no object": ([], "a configuration is a JSON object, not a list"),
}
# What a JSON schema cannot say, or says of a text and not of a document.
BEYOND = {
    "not JSON": ('{"a": 1', ":1:"),
    "nothing": ("", "c.json:1"),
    "twice": ('{"all": true,\n"all": true}', "c.json:2"),
    "trailing": ("{} {}", "c.json:1"),
    "deep": ('{"rules":' + "[" * 100000, "c.json:1"),
    "large": ('{"//": "' + "x" * (1 << 20) + '"}', "1 MiB"),
    "same rule": ({"rules": {"N055": {}, "chunk-noise": {}}}, "the same rule"),
    "unknown in select": ({"select": ["orphan-spam"]}, "select: there is no rule"),
    "unknown in exclude": ({"exclude": [{"rule": "orphan-spam", "reason": "r"}]},
                           "did you mean orphan-span?"),
    "form of set": ({"set": ["N055"]}, "set: "),
    "form of severity": ({"severity": ["N055=loud"]}, "severity: "),
    "form of a second severity": ({"severity": ["N055=off,T"]}, "severity: "),
    "not from a dump, selected": ({"select": ["U035"]}, "`spanvet serve` does"),
    "not from a dump, changed": ({"severity": ["U035=off"]}, "`spanvet serve` does"),
    "leap day": ({"exclude": [{"rule": "N", "reason": "r", "expires": "2027-02-29"}]}, "a day"),
}


def schema():
    content = json.loads((ROOT / "docs/schema/config-1.json").read_text())
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


@test
def schema_and_program_agree(here):
    valid = schema()
    printed = json.loads(run("init", "--schema").stdout)
    check(valid.schema == printed, "docs/schema/config-1.json is out of date: run `make docs`")
    for name, config in OK.items():
        done = run("lint", "--show-config", "--config", write(here / "c.json", config))
        check(done.returncode == 0, name, done.stderr)
        check(valid.is_valid(config), name, next(valid.iter_errors(config), None))
    for name, (config, says) in BROKEN.items():
        done = run("lint", "--show-config", "--config", write(here / "c.json", config))
        check(done.returncode == 2, name, "is accepted")
        check(done.stderr.startswith(f"spanvet: {here}/c.json") and done.stderr.count("\n") == 1,
              name, done.stderr)
        check(says in done.stderr, name, done.stderr)
        check(not valid.is_valid(config), name, "the schema accepts it")
    for name, (config, says) in BEYOND.items():
        done = run("lint", "--show-config", "--config", write(here / "c.json", config))
        check(done.returncode == 2 and says in done.stderr, name, done.stderr[:300])
        check(done.stderr.count("\n") == 1, name, done.stderr[:300])


@test
def several_severities_by_comma(here):
    levels = "N055=info,orphan-span@a,b*=off,S=error"
    settings = shown("--severity", levels)
    rules = {r["rule"]: r for r in settings["rules"]}
    check(rules["N055"]["severity"] == "info" and rules["S045"]["severity"] == "error", levels)
    spans = rules["S044"]["spans"]
    check([(s["name"], s["severity"]) for s in spans] == [("a,b*", "off")], spans)
    for wrong in ("N055=info,", "N055=info,,T=off", "N055=info,T"):
        done = run("lint", "--severity", wrong, CLEAN)
        says = 'rule ",T"' if ",," in wrong else "RULE=LEVEL"
        check(done.returncode == 2 and says in done.stderr, wrong, done.stderr)
    settings = shown("--config", write(here / "c.json", {"rules": {"N055": "off"}}))
    noise = next(r for r in settings["rules"] if r["rule"] == "N055")
    check(not noise["runs"] and noise["severity"] == "off" and noise["from"] == "file", noise)


@test
def contradictions(here):
    path = write(here / "c.json", {"max_traces": 3})
    for argv in (["--no-config", "--config", path], ["--config", path, "--no-config"]):
        done = run("lint", *argv, CLEAN)
        check(done.returncode == 2 and "contradict" in done.stderr and not done.stdout, argv, done)
    settings = shown("--no-config", env={"SPANVET_CONFIG": str(path)})
    check(settings["file"] is None, "the line does not overrule the environment")
    settings = shown("--config", path, env={"SPANVET_NO_CONFIG": "1"})
    check(settings["file"] == str(path), "the line does not overrule the environment")
    for names in ("none,pipecat", "pipecat,none", "auto,pipecat"):
        done = run("lint", "--dialect", names, CLEAN)
        check(done.returncode == 2 and "stands alone" in done.stderr, names, done.stderr)


@test
def variables_that_are_none(_):
    for name, says in (("SPANVET_FAILON", "did you mean SPANVET_FAIL_ON?"),
                       ("SPANVET_SUMMARY_FORMT", "did you mean SPANVET_SUMMARY_FORMAT?"),
                       ("SPANVET_THE_MOON_IS_FULL", "`spanvet lint --help` lists them")):
        done = run("lint", CLEAN, env={name: KEY})
        check(done.returncode == 0, done.stderr)
        check(done.stderr.startswith(f"spanvet: warning: the variable {name} is none"), done.stderr)
        check(says in done.stderr and done.stderr.count("\n") == 1, done.stderr)
        check(KEY[4:] not in done.stderr, "its value is said")
    done = run("lint", CLEAN, env={"SPANVET": "x", "SPANVET_SUMMARY_FORMAT": "json",
                                   "SPANVETTER_X": "1", "SPANVET_COLOR": ""})
    check(not done.stderr, done.stderr)


@test
def files_that_cannot_be_read(here):
    for path in (here / "none.json", here):
        done = run("lint", "--config", path, CLEAN)
        check(done.returncode == 2 and "cannot read the configuration" in done.stderr, done.stderr)


@test
def reports_stay_below_the_file(here):
    write(here / NEAR, {"output": ["json=out.json"]})
    traces = write(here / "a/t.jsonl", CLEAN.read_text())
    check(run("lint", traces, cwd="/").returncode == 0, "lint")
    check(json.loads((here / "out.json").read_text())["schema"] == "spanvet.report/1", "content")


@test
def packs_are_beside_the_file(here):
    write(here / NEAR, {"packs": ["packs/own.json"]})
    traces = write(here / "a/t.jsonl", CLEAN.read_text())
    done = run("lint", traces, cwd="/")
    check(done.returncode == 2 and "packs/own.json" in done.stderr, done.stderr)
    write(here / "packs/own.json", {"schema": "spanvet.pack/1", "pack": "own"})
    check(run("lint", traces, cwd="/").returncode == 0, "the pack was not found")
    settings = shown(here, cwd="/")
    check(settings["config"]["packs"] == [str(here / "packs/own.json")], settings["config"])


# ---- init ----

@test
def init(here):
    done = run("init", cwd=here)
    check(done.returncode == 0 and f"wrote {NEAR}" in done.stderr and not done.stdout, done.stderr)
    content = json.loads((here / NEAR).read_text())
    schema().validate(content)
    settings, plain = shown(cwd=here), shown("--no-config", cwd=here)
    check(settings["file"], "not found")
    check(settings["config"] == plain["config"], "init changes something")
    for o in plain["options"]:
        known = o["name"] in ("config", "no-config", "show-config", "pack",
                              "update-baseline")
        check(known != ("// " + o["name"].replace("-", "_") in content), o["name"])
    before = (here / NEAR).read_bytes()
    write(here / NEAR, "mine")
    done = run("init", cwd=here)
    check(done.returncode == 2 and "--force" in done.stderr, done.stderr)
    check((here / NEAR).read_text() == "mine", "overwritten")
    check(run("init", "--force", cwd=here).returncode == 0, "--force")
    check((here / NEAR).read_bytes() == before, "other content")
    done = run("init", "-o", "-", cwd=here)
    check(done.stdout.encode() == before and not done.stderr, "-o -")
    done = run("init", "-o", "none/x.json", cwd=here)
    check(done.returncode == 2 and "wrote" not in done.stderr, done.stderr)
    check(run("init", "-o", "x.json", cwd=here).returncode == 0 and (here / "x.json").exists(), "-o")


def main():
    failed = 0
    for function in TESTS:
        with tempfile.TemporaryDirectory() as name:
            try:
                function(Path(name).resolve())
            except (AssertionError, KeyError, StopIteration, ValueError) as e:
                failed += 1
                print(f"FAILED {function.__name__}: {type(e).__name__}: {str(e)[:1000]}")
    print(f"{len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
