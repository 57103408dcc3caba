#!/usr/bin/env python3
"""Counts what the samples hold, holds it against what they were made for, keeps it as expect.json.

    facts.py write|check SAMPLES

Needs the opentelemetry-proto package and the zstd program, and shares no code with spanvet.
`write` replaces SAMPLES/expect.json; `check` compares with it. Both fail when a sample does not
show exactly the rules of INTENT, or when two encodings of one scenario differ.
"""

import collections
import json
import pathlib
import sys

from checks import CHECKS, Trace, chunk_share, fired
from decode import READERS, read

BROKEN = {
    "T015", "T017", "T023", "U028", "S042", "S043", "S044", "S053", "S151", "N059", "N061",
    "N063", "F069", "F074", "F075", "A081", "A082", "A087", "A088", "R097", "R099", "R100",
    "R102", "R105", "E114", "E115", "E116", "E123", "P133", "P137", "P138"}
SPARSE = {"S042", "S044", "S045", "S047", "S052", "S053", "S151"}
NOISY = {"N055", "N056", "N057", "N157"}
# The JavaScript SDK turns a negative duration into none.
INTENT = {
    "clean": set(), "noisy": NOISY, "sparse": SPARSE, "broken": BROKEN,
    "broken.js": BROKEN - {"T015"} | {"T016"}}


def intent(name):
    scenario = name.split(".")[0]
    return INTENT.get(".".join(name.split(".")[:2]), INTENT[scenario])


def samples(directory):
    names = sorted(path.name for path in directory.iterdir() if path.is_file())
    return [n for n in names if n != "expect.json" and n.endswith(tuple(READERS))]


def traces_of(spans):
    groups = collections.defaultdict(list)
    for span in spans:
        groups[span.trace].append(span)
    return [Trace(group) for group in groups.values()]


def facts(requests, spans):
    traces = traces_of(spans)
    rules = fired(traces)
    result = {
        "requests": requests,
        "spans": len(spans),
        "traces": len(traces),
        "roots": sum(len(trace.roots) for trace in traces),
        "orphans": sum(len(trace.orphans) for trace in traces),
        "duplicates": sum(trace.duplicates for trace in traces),
        "statuses": dict(sorted(collections.Counter(span.status for span in spans).items())),
        "clean": not rules,
        "rules_expected": sorted(rules),
        "rules_absent": sorted(set(CHECKS) - rules),
    }
    if "N055" in rules:
        result["measured"] = {"N055": round(max(map(chunk_share, traces)), 4)}
    return result


def unlike(name, result):
    """The sentence about rules that fire against the intent, if there are any."""
    extra = set(result["rules_expected"]) - intent(name)
    lacking = intent(name) - set(result["rules_expected"])
    if extra or lacking:
        return [f"{name}: shows {sorted(extra)} against its purpose and lacks {sorted(lacking)}"]
    return []


def by_id(spans):
    return sorted((span.content() for span in spans), key=lambda span: (span["trace"], span["id"]))


def differing(contents):
    """All files of a scenario must hold the very same spans; the SDKs break `broken` differently."""
    problems = []
    for scenario in ("clean", "noisy", "sparse"):
        names = [name for name in contents if name.startswith(scenario + ".")]
        for name in names[1:]:
            if contents[name] != contents[names[0]]:
                problems.append(f"{name}: its spans differ from those of {names[0]}")
    return problems


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("write", "check"):
        sys.exit("usage: facts.py write|check SAMPLES")
    directory = pathlib.Path(sys.argv[2])
    results, contents, problems = {}, {}, []
    for name in samples(directory):
        requests, spans = read(directory / name)
        results[name] = facts(requests, spans)
        contents[name] = by_id(spans)
        problems += unlike(name, results[name])
    problems += differing(contents)

    expect = directory / "expect.json"
    if sys.argv[1] == "write":
        expect.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    elif json.loads(expect.read_text(encoding="utf-8")) != results:
        problems.append(f"{expect}: does not say what the samples hold")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(results)} samples, {sum(r['spans'] for r in results.values())} spans, "
          f"{len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
