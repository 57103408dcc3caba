"""What is written: the plan against its schema, every body against that of the API, on samples and
on published traces; the same bytes twice; nothing secret."""
import json
import subprocess
import tempfile
from pathlib import Path

import jsonschema

from personal import BARE, CARD, DASHED, MAIL, NATIONAL, PHONE, SOCIAL
from world import ROOT, SPANVET, NoTraces, Skipped, check, full, numbers, plan, run, span, spans, test

SCHEMAS = ROOT / "docs/schema"
CORPUS = ROOT.parent / "shared/corpus"
WISHED = ("propose", "stage")


def validator(name):
    schema = json.loads((SCHEMAS / name).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def holds(plan_schema, body_schema, text, label, *options):
    out = run(text, "--format", "json", *options)
    data = json.loads(out)
    for fault in plan_schema.iter_errors(data):
        check(False, label, list(fault.absolute_path), fault.message[:300])
    names = [m["definition"]["metric_name"] for m in data["metrics"]]
    check(len(names) == len(set(names)), label, [n for n in names if names.count(n) > 1][:4])
    for m in data["metrics"]:
        for fault in body_schema.iter_errors(m["definition"]) if m["verdict"] in WISHED else ():
            check(False, label, m["definition"], fault.message[:300])
        check(m["verdict"] == "propose" or m["reasons"], label, m)
    for d in data["drift"]:
        check(d["used"] is None or d["used"]["metric_name"] in names, label, d)
    return data


def of_both_profiles(files):
    plan_schema, n = validator("metrics-1.json"), 0
    for profile in "full", "legacy":
        body_schema = validator(f"metric-body-{profile}-1.json")
        for file in files:
            more = ["--with-missing"] if profile == "legacy" else []
            try:
                holds(plan_schema, body_schema, file.read_bytes(), f"{file.name} {profile}",
                      "-p", profile, *more)
                n += 1
            except NoTraces:
                pass
    return n


@test
def the_samples_hold():
    n = of_both_profiles(sorted(f for f in (ROOT / "samples").glob("*.*") if f.suffix != ".md" and
                                f.name != "expect.json"))
    check(n >= 20, f"only {n} plans")


@test
def the_recordings_of_frameworks_hold():
    n = of_both_profiles(sorted((ROOT / "samples/frameworks").rglob("*.json*")))
    check(n >= 4, f"only {n} plans")


@test
def published_traces_hold():
    if not CORPUS.is_dir():
        raise Skipped("../shared/corpus is not here")
    n = of_both_profiles(sorted(f for f in CORPUS.rglob("*") if f.is_file() and f.suffix != ".md"))
    check(n >= 80, f"only {n} plans")


@test
def the_made_up_agent_holds():
    text = spans.text(full(40))
    for profile in "full", "legacy":
        for more in (), ("--with-missing",), ("--agent", "voice,realtime,monitoring,vapi"):
            data = holds(validator("metrics-1.json"), validator(f"metric-body-{profile}-1.json"),
                         text, profile, "-p", profile, *more)
            check(data["profile"] == profile, data["profile"])


def checked(text, folder, label):
    """`metrics check` has nothing against what is proposed of the same traces."""
    for profile in "full", "legacy":
        metrics = json.loads(run(text, "-f", "json", "-p", profile))["metrics"]
        bodies = [m["definition"] for m in metrics if m["verdict"] == "propose"]
        (folder / "bodies.json").write_text(json.dumps(bodies))
        (folder / "traces").write_bytes(text)
        done = subprocess.run([SPANVET, "metrics", "check", "-q", "-f", "json", "--profile", profile,
                               "--traces", folder / "traces", folder / "bodies.json"],
                              capture_output=True, timeout=60)
        found = [f for f in json.loads(done.stdout)["findings"] if f["severity"] != "info"]
        check(not found, label, profile, found[:2])


@test
def what_is_proposed_passes_the_check():
    files = sorted((ROOT / "samples/frameworks").glob("*.jsonl"))
    check(len(files) >= 8, files)
    with tempfile.TemporaryDirectory() as folder:
        checked(spans.text(full(40)).encode(), Path(folder), "the made-up agent")
        for file in files:
            checked(file.read_bytes(), Path(folder), file.name)


@test
def the_same_bytes_twice():
    text = spans.text(full(12))
    for options in ("--format", "json"), ("--all",), ("-p", "legacy", "-f", "json"):
        check(run(text, *options) == run(text, *options), options)


@test
def long_names_are_refused():
    calls = [[span("conversation"), span("s" * 201, {"lookup.latency_ms": v}),
              span("step", {"k" * 190 + ".latency_ms": v})] for v in numbers()]
    p = plan(calls)
    found = [m for m in p.metrics if max(map(len, [m["definition"].get("span_name", ""),
                                                   m["definition"].get("metric_attribute", "")])) > 200]
    check(len(found) >= 4, len(found))
    for m in found:
        check(m["verdict"] == "reject" and "5.1" in m["rules"], m["verdict"], m["reasons"])
        check("200 characters" in " ".join(m["reasons"]), m["reasons"])
    for m in p.metrics:
        check(len(m["definition"]["metric_name"]) <= 200, m["definition"]["metric_name"])
        check(len(m["definition"]["description"]) <= 1000, m["definition"]["description"])


@test
def names_that_clash_are_told_apart():
    calls = [[span("conversation"), *(span(name, {"lookup.latency_ms": v})
                                      for name in ("step", "step.", "step-", "Step", "step 2"))]
             for v in numbers()]
    names = [m["definition"]["metric_name"] for m in plan(calls).metrics]
    check(len(names) == len(set(names)), sorted(names))


# ---- nothing secret ----

SECRETS = [MAIL, PHONE, NATIONAL, CARD, BARE, SOCIAL, DASHED, "sk-" + "proj-" + "Zk93hLq8" * 4,
           "ghp" + "_" + "Ab1Cd2Ef3G" * 4]


def silent(text, label):
    for options in ("-f", "json"), ("--all",), ("-f", "json", "-p", "legacy", "--with-missing"):
        out = run(text, *options).decode()
        for secret in SECRETS:
            at = out.find(secret)
            check(at < 0, label, options, "printed", out[max(at - 60, 0):at], SECRETS.index(secret))


@test
def no_secret_of_a_name_or_key_is_printed():
    for secret in SECRETS:
        calls = full(4)
        for call in calls:
            call[0]["attrs"] |= {f"{secret}.latency_ms": 3.5, f"note {secret}": 1,
                                 "customer.workflow": f"payment of {secret}"}
            call[4]["attrs"] |= {"function.name": f"account {secret}",
                                 "function.arguments": json.dumps({f"phone {secret}": secret})}
            call.append(span(f"order.workflow {secret}", {"lookup.latency_ms": 5.5}))
            call.append(span(f"fallback {secret}", {"tool.error": 1}, status="error"))
            call.append(span(f"stt.provider.deepgram {secret}", {}, status="error"))
        silent(spans.text(calls, {"service.name": secret, "coval.agent_type": secret}), "names")


@test
def no_secret_of_a_value_is_printed():
    for secret in SECRETS:
        calls = full(4)
        for call in calls:
            for s in call:
                s["attrs"] |= {"quote.step": secret, "tool.latency_ms": secret,
                               "coval.simulation_id": secret, "session.id": secret}
        silent(spans.text(calls), "values")
