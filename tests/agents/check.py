#!/usr/bin/env python3
"""The known faults of public example agents: check.py [SPANVET]

Each module rebuilds the spans of one agent. Every fault that it lists is found under its code, and
no rule claims an error that is not listed (FAULTS, or ALSO_TRUE below with the reason).
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import livekit
import pipecat
import twilio
import vapi
import wizard

AGENTS = (vapi, twilio, livekit, pipecat, wizard)

# Errors that are true of the rebuilt traces beside the faults for which the agents are known.
ALSO_TRUE = {
    "vapi": {},
    "twilio": {},
    "livekit": {"F075": "five zeros are also five equal values"},
    "pipecat": {"F075": "five zeros are also five equal values"},
    "wizard": {},
}


def lint(spanvet, requests):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in requests)
        file.flush()
        done = subprocess.run([spanvet, "lint", "--format", "json", "--fail-on", "never",
                               file.name], capture_output=True, timeout=60, check=True)
    return json.loads(done.stdout)["findings"]


def main():
    spanvet = sys.argv[1] if len(sys.argv) > 1 else "build/spanvet"
    spanvet = str(pathlib.Path(spanvet).resolve())
    passed = failed = 0
    for agent in AGENTS:
        name = agent.__name__
        findings = lint(spanvet, agent.build())
        codes = {one["rule"] for one in findings}
        wrong = [f"{code} not found ({why})" for code, why in agent.FAULTS.items()
                 if code not in codes]
        known = {*agent.FAULTS, *ALSO_TRUE[name]}
        wrong += [f"{one['rule']} on {one['span_name']!r} is no known fault: {one['message']}"
                  for one in findings if one["severity"] == "error" and one["rule"] not in known]
        wrong += [f"{code} is listed as true but not found" for code in ALSO_TRUE[name]
                  if code not in codes]
        passed += len(known) - min(len(wrong), len(known))
        failed += len(wrong)
        for line in wrong:
            print(f"{name}: {line}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
