#!/usr/bin/env python3
"""Writes the labelled set: generate.py OUTDIR [--seed N] [--per-rule N]

OUTDIR gets one file per planted trace (with clean neighbours), files of clean traces, files of
near misses, crowds that mix several defects, and labels.json, which says of every trace in every
file what was planted into it and what that implies. The same seed gives the same bytes.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import random

from agents import random_trace
from defects import CODES, DEFECTS
from encode import EXTENSIONS, FOREIGN, HOLLOW, REQUESTS, encode, of_encoding
from nearmiss import NEAR_MISSES
import nearmiss_inputs  # noqa: F401  it fills the register
from reference import judge, text_level
import reference_beyond  # noqa: F401  it fills the register
import reference_calls  # noqa: F401  it fills the register
import reference_identity  # noqa: F401
from reference_inputs import judge_input, sent_one_by_one
import reference_pshape  # noqa: F401
import reference_ptime  # noqa: F401
from reference_rest import judge_rest, judge_whole
import reference_values  # noqa: F401
import reference_written  # noqa: F401

SCHEMA = "spanvet.labelled/1"
ENCODINGS = list(EXTENSIONS)
CLEAN_FILES = 48
NEAR_ROUNDS = 3     # files for each near miss
CROWD = 10          # planted traces in a crowd
LEAST_PER_RULE = 8


def generate(outdir, seed=1, per_rule=None):
    """Writes the set and returns the labels; a process for each core shares the work."""
    outdir = pathlib.Path(outdir)
    outdir.mkdir(parents=True, exist_ok=True)
    maker = Maker(outdir, seed)
    files = {}
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        for made in pool.imap(maker.make, tasks(per_rule), chunksize=8):
            files.update(made)
    labels = {"schema": SCHEMA, "seed": seed, "files": files}
    text = json.dumps(labels, indent=1, ensure_ascii=False)
    (outdir / "labels.json").write_text(text + "\n", encoding="utf-8")
    return labels


def tasks(per_rule):
    """What is made: for each file its number, the method of Maker and what that one takes."""
    planned = {code: per_rule or max(LEAST_PER_RULE, len(DEFECTS[code])) for code in CODES}
    calls = [("planted_file", code, index) for code, count in planned.items()
             for index in range(count)]
    calls += [("crowd_file", index, first, tuple(codes[first:first + CROWD]))
              for index in range(max(planned.values()))
              for codes in [[code for code in CODES
                             if index < planned[code] and joins_crowds(code, index)]]
              for first in range(0, len(codes), CROWD)]
    calls += [("clean_file", index) for index in range(CLEAN_FILES)]
    calls += [("near_miss_file", title, index) for index in range(NEAR_ROUNDS)
              for title, (_, _, once) in NEAR_MISSES.items() if index == 0 or not once]
    return [(number, *call) for number, call in enumerate(calls)]


class Maker:
    def __init__(self, outdir, seed):
        self.outdir = outdir
        self.seed = seed

    def make(self, task):
        """Writes a file and returns its label by its name."""
        number, method, *arguments = task
        return getattr(self, method)(number, *arguments)

    def rng(self, *names):
        """A generator of its own for each thing made, so that no thing depends on another."""
        return random.Random("/".join(str(name) for name in (self.seed, *names)))

    def planted_file(self, number, code, index):
        rng = self.rng(code, index)
        planted = planted_traces(rng, code, index)
        neighbours = [clean(random_trace(rng, 60)) for _ in range(rng.randint(1, 2))]
        if is_whole(code, index):
            neighbours = []
        return self.write(rng, number, f"{code}-{index:02}", planted + neighbours,
                          defect_of(code, index).encodings or ENCODINGS)

    def crowd_file(self, number, index, first, codes):
        """Every rule once more, several in a file."""
        rng = self.rng("crowd", index, first)
        labelled = [one for code in codes for one in planted_traces(rng, code, index)]
        labelled += [clean(random_trace(rng, 60)) for _ in range(3)]
        rng.shuffle(labelled)
        return self.write(rng, number, f"crowd-{index:02}-{first // CROWD}", labelled)

    def clean_file(self, number, index):
        rng = self.rng("clean", index)
        biggest = 400 if index % 4 == 0 else 80
        traces = [random_trace(rng, biggest) for _ in range(rng.randint(1, 8))]
        return self.write(rng, number, f"clean-{index:02}", [clean(trace) for trace in traces])

    def near_miss_file(self, number, title, index):
        rng = self.rng("near", title, index)
        make, encodings, _ = NEAR_MISSES[title]
        trace = make(rng)
        labelled = [clean(one, title, trace.implied) for one in [trace, *trace.companions]]
        return self.write(rng, number, f"near-{number:03}", labelled, encodings or ENCODINGS)

    def write(self, rng, number, name, labelled, encodings=ENCODINGS):
        # turns by one every round, so that variations change encodings
        encoding = encodings[(number + number // len(encodings)) % len(encodings)]
        name = f"{name}.{(EXTENSIONS | FOREIGN | HOLLOW | REQUESTS)[encoding]}"
        every = [trace for trace, _ in labelled]
        told = judge_input(every, encoding)
        traces = {}
        for trace, label in labelled:
            vouch(name, trace, label, of_encoding(encoding),
                  sent_one_by_one(trace, encoding) | told & {label["planted"]})
            assert trace.trace_id not in traces
            traces[trace.trace_id] = {**label, "agent": trace.agent, "spans": len(trace.spans)}
        (self.outdir / name).write_bytes(encode(every, encoding, rng))
        return {name: {"encoding": encoding, "input": sorted(told), "traces": traces}}


def clean(trace, title="", implied=()):
    return trace, {"planted": None, "detail": title, "implied": list(implied), "severity": ""}


def defect_of(code, index):
    return DEFECTS[code][index % len(DEFECTS[code])]


def is_whole(code, index):
    return defect_of(code, index).whole


def joins_crowds(code, index):
    defect = defect_of(code, index)
    return not defect.whole and not defect.encodings


def planted_traces(rng, code, index):
    """The planted trace and the clean ones that belong to it, each with its label."""
    defect = defect_of(code, index)
    trace = defect.plant(rng)
    label = {"planted": code, "detail": defect.title, "implied": list(defect.implied),
             "severity": defect.severity, "whole": defect.whole}
    companions = [clean(other, implied=other.implied) for other in trace.companions]
    if defect.call:
        for _, companion in companions:
            companion["call"] = trace.trace_id
    return [(trace, label)] + companions


def vouch(name, trace, label, of_file=frozenset(), as_written=frozenset()):
    """No label leaves here that the reference does not confirm.

    `of_file`: what any trace in this encoding trips; `as_written`: what this one trips together
    with its encoding and the other traces of its file.
    """
    if not trace.spans:
        assert label["planted"] == "I002", f"{name}: a trace without a span"
        return
    tripped = {code.rstrip("+") for code in judge(trace) | judge_rest(trace)
               | (judge_whole(trace) if label.get("whole") else set())}
    tripped |= of_file | as_written
    allowed = {label["planted"], *label["implied"], *of_file}
    where = f"{name}: {trace.trace_id} ({label['detail']})"
    assert tripped <= allowed, f"{where}: also trips {sorted(tripped - allowed)}"
    assert label["planted"] is None or label["planted"] in tripped, f"{where}: not tripped"
    if label["planted"] == "P138":
        assert text_level(trace) == label["severity"], f"{where}: the other level"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("outdir")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-rule", type=int, default=None,
                        help="planted traces per rule (default: each variation, at least 8)")
    options = parser.parse_args()
    labels = generate(options.outdir, options.seed, options.per_rule)
    every = [trace for file in labels["files"].values() for trace in file["traces"].values()]
    planted = sum(1 for trace in every if trace["planted"])
    print(f"{len(labels['files'])} files, {planted} planted and {len(every) - planted} clean "
          f"traces, {sum(trace['spans'] for trace in every)} spans")


if __name__ == "__main__":
    main()
