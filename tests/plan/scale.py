"""Inputs that were made to be slow: the time to plan grows like the time to read."""
import json
import subprocess
import sys
import time

from world import SPANVET, check, spans, test

# Lint looks at the same input; the plan may take a few times as long, and a moment of its own. What
# grows like the square of the number of keys takes minutes.
FACTOR, MOMENT = 6, 1.5
SIZE = 1 if "--large" in sys.argv else 0.1


def seconds(*command, text):
    start = time.monotonic()
    done = subprocess.run([SPANVET, *command, "-"], input=text, capture_output=True, timeout=120)
    check(done.returncode in (0, 1), done.returncode, done.stderr[-300:])
    return time.monotonic() - start, done.stdout


def in_time(text, label):
    lint, _ = seconds("lint", "-f", "json", text=text)
    for options in ("-f", "json"), ("-f", "json", "-p", "legacy", "--with-missing"):
        taken, out = seconds("metrics", "plan", *options, text=text)
        check(taken < FACTOR * lint + MOMENT, label, options, f"{taken:.1f} s, lint {lint:.1f} s")
        data = json.loads(out)
        names = [m["definition"]["metric_name"] for m in data["metrics"]]
        check(len(names) == len(set(names)), label, len(names), len(set(names)))
    return data


def request(made):
    body = {"resourceSpans": [{"scopeSpans": [{"spans": list(made)}]}]}
    return json.dumps(body).encode()


def one(i, trace, name, attrs):
    return {"traceId": f"{trace + 1:032x}", "spanId": f"{i + 1:016x}", "name": name, "kind": 1,
            "startTimeUnixNano": str(spans.START + i * 1000), "status": {"code": 1 + i % 2},
            "endTimeUnixNano": str(spans.START + i * 1000 + 5000000),
            "attributes": spans.attributes(attrs)}


@test
def many_keys_of_one_name():
    n = int(10000 * SIZE)
    text = request(one(i, 0, "step", {f"k{i * 10 + k}.latency_ms": i * 0.5 + k for k in range(10)})
                   for i in range(n))
    data = in_time(text, "keys")
    found = [m for m in data["metrics"] if m["definition"].get("span_name") == "step" and
             m["definition"].get("metric_attribute")]
    check(len(found) == 10 * n, len(found))


@test
def many_keys_that_sum_up():
    text = request(one(i, 0, "conversation", {f"k{i * 10 + k}_tokens": i + k for k in range(10)})
                   for i in range(int(5000 * SIZE)))
    in_time(text, "sums")


@test
def many_names_of_spans():
    n = int(100000 * SIZE)
    text = request(one(i, 0, f"step {chr(97 + i % 26)}{i}", {"lookup.latency_ms": i * 0.5})
                   for i in range(n))
    data = in_time(text, "names")
    check(n - 200 <= data["names_left_out"] < n, data["names_left_out"])


@test
def names_that_do_not_end():
    n = int(1000000 * SIZE)
    text = request(one(i, 0, f"step {'a b ' * n}", {f"{'c d ' * n}_ms": i * 0.5})
                   for i in range(2))
    in_time(text, "long names")


@test
def many_tools():
    text = request(one(i, i // 50, "llm_tool_call", {
        "function.name": f"account_{i}", "tool.error": i % 2,
        "function.arguments": json.dumps({f"phone{i}_{k}": k for k in range(5)})})
        for i in range(int(50000 * SIZE)))
    data = in_time(text, "tools")
    prompts = [m["definition"]["prompt"] for m in data["metrics"] if m["origin"] == "judge"]
    check(prompts and max(map(len, prompts)) < 3000, len(prompts))


@test
def many_calls():
    n = int(200000 * SIZE)
    text = request(one(i, i, "conversation", {"workflow.completed": i % 2}) for i in range(n))
    data = in_time(text, "calls")
    check(data["calls"] == n, data["calls"])
