#!/usr/bin/env python3
"""Measures spanvet against parse-only runs of other programs, side by side.

    tests/bench/bench.py [--quick] [--runs N] [--no-install] [--strict]

Makes 1,000,000 spans of voice-agent calls in three formats and 4,000,000 in one (3.1 GB under
build/bench, once), runs every group of commands in turn (A B A B ...) so that a slow minute
hits all of them, and compares the fastest run of each. What is measured is the whole process:
wall time from its start to its end, and its peak resident memory as the kernel reports it (which
is never below this script's own 20 MB, because the processes start from it).
Everything runs on one core unless a case says otherwise, and the files are in the page cache.

A peer that is not installed is named and left out. What spanvet reports about the data is
compared with what the generator planted: a fast wrong answer fails the run.

Prints a table, writes build/bench.json. Exit code: 0; 1 when an answer is wrong (or, with
--strict, a goal is missed); 2 when something could not be run.

SPANVET=COMMAND measures another build than build/spanvet.
"""
import argparse
import json
import os
import platform
import shlex
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import answers
import peers
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tui"))
import speed  # noqa: E402
from process import ROOT, WORK, Command, Data, Failure, call, compiler, measure, newer, run

HERE = ROOT / "tests/bench"
GENERATOR = [HERE / "gen.c", HERE / "writer.c", HERE / "writer.h"]


@dataclass
class Case:
    title: str
    value: float | None    # None: not measured
    goal: float | None     # None: none
    later: float | None
    unit: str = "x"


def make_data(spans, form):
    """The file of that many spans, made anew when the generator has changed."""
    generator, path = WORK / "gen", WORK / f"{spans}.{form}"
    planted = path.with_suffix(f".{form}.planted")
    if not newer(generator, GENERATOR):
        call([*compiler(), "-std=c11", "-O2", "-o", generator, *GENERATOR[:2]])
    if not newer(planted, GENERATOR):
        print(f"making {path.relative_to(ROOT)}", file=sys.stderr)
        with open(path, "wb") as out:
            note = call([generator, spans, form], stdout=out, stderr=subprocess.PIPE).stderr
        planted.write_bytes(note)
    return Data(path, json.loads(planted.read_text()))


def make_groups(size, spanvet):
    """The commands that are run in turn with each other."""
    json_data, lines, protobuf = (make_data(size, form) for form in ("json", "jsonl", "pb"))
    large, small = make_data(4 * size, "json"), make_data(40, "json")

    def lint(label, data, cores=1):
        argv = [*spanvet, "lint", "--format", "json", "--fail-on", "never", data.path]
        return Command(f"spanvet lint, {label}", argv, data, cores)

    def plan(label, data, cores=1):
        argv = [*spanvet, "metrics", "plan", "--format", "json", data.path]
        return Command(f"spanvet metrics plan, {label}", argv, data, cores)

    return {
        "json": [lint("json", json_data), *peers.yyjson(json_data), *peers.orjson(json_data)],
        "protobuf": [lint("protobuf", protobuf), *peers.protobuf_c(protobuf),
                     *peers.python_protobuf(protobuf)],
        "lines": [lint("json again", json_data), lint("json lines", lines),
                  lint("json lines, two cores", lines, 2), *peers.node(lines), *peers.jq(lines)],
        "two cores": [lint("json, two cores", json_data, 2),
                      *peers.yyjson(json_data, "yyjson parse, again")],
        "metrics": [lint("beside the plan", json_data), plan("json", json_data),
                    lint("beside it, two cores", json_data, 2),
                    plan("json, two cores", json_data, 2)],
        "growth": [lint("growth, 1", json_data), lint("growth, 4", large)],
        "small": [Command("spanvet --version", [*spanvet, "--version"]),
                  lint("small sample", small)],
    }


def browser_cases(browser):
    """Of the browser: its first frame, its slowest key in any view, its memory."""
    name, press = browser.slowest()[0]
    return [
        Case("tui: first paint", browser.paint, speed.GOAL_PAINT, None, "ms"),
        Case(f"tui: key to frame, {press.key} in {press.view}, {name}", press.ms, speed.GOAL_KEY,
             None, "ms"),
        Case("tui: peak memory beyond lint", max(browser.memory.values()), speed.GOAL_BYTES, None,
             "bytes/span"),
    ]


def make_cases(groups):
    """The goals: `goal` is the one of now, `later` the one after it."""
    found = {c.name: c for group in groups.values() for c in group}

    def ratio(ours, theirs, what="wall"):
        if theirs not in found:
            return None
        return found[f"spanvet lint, {ours}"].best() / found[theirs].best(what)

    def plan_ratio(ours, theirs):
        return found[f"spanvet metrics plan, {ours}"].best() / found[f"spanvet lint, {theirs}"].best()

    one, four = found["spanvet lint, growth, 1"], found["spanvet lint, growth, 4"]
    single = "spanvet lint, json again"
    return [
        Case("json: time against yyjson parse", ratio("json", "yyjson parse"), 1.0, 0.7),
        Case("  against its parse without the interpreter",
             ratio("json", "yyjson parse", "inside"), None, None),
        Case("json: peak memory", found["spanvet lint, json"].bytes_per_span(), 320, 250,
             "bytes/span"),
        Case("json, two cores: against yyjson parse",
             ratio("json, two cores", "yyjson parse, again"), None, 0.5),
        Case("json lines, two cores: against json, one", ratio("json lines, two cores", single),
             None, 0.6),
        Case("protobuf: time against protobuf-c", ratio("protobuf", "protobuf-c unpack"),
             0.8, 0.6),
        Case("metrics plan: time against lint", plan_ratio("json", "beside the plan"), 1.5, None),
        Case("metrics plan, two cores: against lint",
             plan_ratio("json, two cores", "beside it, two cores"), 1.5, None),
        Case("4 x the spans: time", ratio("growth, 4", one.name), 4.4, 4.3),
        Case("4 x the spans: memory per span", four.bytes_per_span() / one.bytes_per_span(),
             None, 1.05),
        Case("--version", found["spanvet --version"].best() * 1000, None, 3, "ms"),
        Case("lint of a small sample", found["spanvet lint, small sample"].best() * 1000,
             None, 15, "ms"),
    ]


def verdict(value, goal):
    if goal is None:
        return ""
    return f"{goal:g} " + ("not measured" if value is None else
                           "met" if value <= goal else "NOT MET")


def print_commands(groups):
    print(f"{'command':36}{'fastest':>9}{'median':>9}{'inside':>9}{'user':>8}{'system':>8}"
          f"{'MB/s':>7}{'peak MB':>9}{'B/span':>8}")
    for name, group in groups.items():
        print(f"-- {name}")
        for c in group:
            walls = [r.wall for r in c.runs]
            inside = f"{c.best('inside'):.3f}" if c.runs[0].inside else ""
            rate = f"{c.data.path.stat().st_size / 1e6 / min(walls):.0f}" if c.data else ""
            per_span = f"{c.bytes_per_span():.0f}" if c.data else ""
            print(f"{c.name:36}{min(walls):9.4f}{statistics.median(walls):9.4f}{inside:>9}"
                  f"{c.best('user'):8.3f}{c.best('system'):8.3f}{rate:>7}"
                  f"{c.best('peak') / 1e6:9.1f}{per_span:>8}")


def print_cases(cases):
    print(f"\n{'case':46}{'measured':>18}   goal              later")
    for case in cases:
        value = "-" if case.value is None else f"{case.value:.2f} {case.unit}"
        print(f"{case.title:46}{value:>18}   {verdict(case.value, case.goal):18}"
              f"{verdict(case.value, case.later):18}".rstrip())


def machine():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), "")
    return {"cpu": model, "cores": len(os.sched_getaffinity(0)), "kernel": platform.release(),
            "load": os.getloadavg()[0]}


def write_json(options, groups, cases, wrong, costs):
    def described(command):
        return {"name": command.name, "cores": command.cores,
                "spans": command.data and command.data.planted["spans"],
                "bytes": command.data and command.data.path.stat().st_size,
                "runs": [vars(r) for r in command.runs]}

    document = {
        "schema": "spanvet.bench/1", "quick": options.quick, "machine": machine(),
        "peers": sorted(p.stem for p in peers.VENV.glob("lib/python*/site-packages/*.dist-info")),
        "groups": {name: [described(c) for c in group] for name, group in groups.items()},
        "cases": [vars(case) for case in cases], "wrong": wrong,
        "rules": costs,
    }
    WORK.with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n")


def print_rule_costs(data, cpus, shown=15):
    """The dearest rules, and all of them together, on one core."""
    tool = ROOT / "build/release/tests/tools/rule_cost"
    if not tool.exists():
        print(f"\ncost per rule: not measured, {tool.relative_to(ROOT)} is not built (make tests)")
        return []
    lines = call(["taskset", "-c", str(cpus[0]), tool, data.path],
                 stdout=subprocess.PIPE).stdout.decode().splitlines()
    costs = [dict(zip(("code", "slug", "ms", "ns_per_span", "findings"), line.split("\t")))
             for line in lines]
    print(f"\n{'rule':38}{'ms':>9}{'ns/span':>9}   (the {shown} dearest of {len(costs) - 1})")
    for c in costs[:shown] + costs[-1:]:
        print(f"{c['code']:6}{c['slug']:32}{c['ms']:>9}{c['ns_per_span']:>9}")
    return costs


def wrong_answers(groups, cpus):
    """Lints and plans every input once more; compares what is said with what was planted."""
    lints = {(c.argv[-1], c.cores): c for group in groups.values() for c in group
             if c.name.startswith("spanvet lint")}
    report, wrong = WORK / "report.json", []
    for command in lints.values():
        run(command, cpus, report)
        wrong += [f"{command.name}: {text}"
                  for text in answers.compare(report, command.data.planted)]
    for command in groups["metrics"]:
        if command.name.startswith("spanvet metrics"):
            run(command, cpus, report)
            wrong += [f"{command.name}: {text}"
                      for text in answers.compare_plan(report, command.data.planted)]
    return wrong


def options_of(argv):
    parser = argparse.ArgumentParser(description="measure spanvet against its peers")
    parser.add_argument("--quick", action="store_true", help="100,000 spans, for a smoke test")
    parser.add_argument("--runs", type=int, help="runs of each command (7; quick: 3)")
    parser.add_argument("--no-install", action="store_true", help="use the peers that are there")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a goal is missed")
    options = parser.parse_args(argv)
    options.runs = options.runs or (3 if options.quick else 7)
    return options


def main(argv):
    options = options_of(argv)
    spanvet = shlex.split(os.environ.get("SPANVET", str(ROOT / "build/spanvet")))
    if not shutil.which(spanvet[0]):
        raise Failure(f"{spanvet[0]} cannot be run: build it first (make), or name it in SPANVET")
    WORK.mkdir(parents=True, exist_ok=True)
    if not options.no_install:
        peers.install()
    cpus = sorted(os.sched_getaffinity(0), reverse=True)
    groups = make_groups(100_000 if options.quick else 1_000_000, spanvet)
    for name, group in groups.items():
        measure(group, options.runs * (4 if name == "small" else 1), cpus)
    cases, wrong = make_cases(groups), wrong_answers(groups, cpus)
    os.sched_setaffinity(0, cpus)
    spans = 100_000 if options.quick else 1_000_000
    inputs = {"calls": groups["lines"][1].data.path} | \
        {shape: speed.make(shape, spans) for shape in ("one", "deep", "single")}
    browser = speed.measure(spanvet, inputs, spans, 1 if options.quick else 2)
    cases += browser_cases(browser)
    print_commands(groups)
    print_cases(cases)
    speed.show(browser)
    costs = print_rule_costs(groups["json"][0].data, cpus)
    for text in wrong:
        print(f"wrong answer: {text}")
    write_json(options, groups, cases, wrong, costs)
    missed = [c for c in cases if c.goal is not None and (c.value is None or c.value > c.goal)]
    return 1 if wrong or (options.strict and missed) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        print(f"bench: {failure}", file=sys.stderr)
        sys.exit(2)
