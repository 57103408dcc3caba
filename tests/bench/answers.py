"""Compares what `spanvet lint` and `spanvet metrics plan` say with what the generator planted."""
import json

# Of the report's summary: the generator's own count by the same meaning.
COUNTS = {"total_spans": "spans", "traces": "traces", "orphan_span_count": "orphans",
          "duplicate_span_count": "duplicates"}
# Each planted problem, once in a trace, and the rule that must find it there and nowhere else.
RULES = {"S044": "orphans", "U028": "duplicates", "N055": "chunk_noise", "R100": "missing_tokens"}


def compare(path, planted):
    """Sentences about what differs, none when the report is right."""
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    wrong = []

    def expect(what, got, want):
        if got != want:
            wrong.append(f"{what} is {got}, should be {want}")

    for key, count in COUNTS.items():
        expect(key, report["summary"][key], planted[count])
    found = [f for f in report["findings"] if f["trace_id"]]
    for rule, count in RULES.items():
        traces = {f["trace_id"] for f in found if f["rule"] == rule}
        expect(f"the number of traces with {rule}", len(traces), planted[count])
    blamed = {f["trace_id"] for f in found if f["severity"] != "info"}
    expect("the number of traces with an error or a warning", len(blamed),
           sum(planted[count] for count in RULES.values()))
    return wrong


def compare_plan(path, planted):
    """The same for a plan: every span that is no repetition is counted, and the floor is judged."""
    with open(path, encoding="utf-8") as file:
        plan = json.load(file)
    wrong = []
    spans = planted["spans"] - planted["duplicates"]
    counted = sum(m["preview"]["overall"] for m in plan["metrics"]
                  if m["definition"].get("aggregation_method") == "count")
    for what, got, want in (("spans", plan["spans"], spans), ("traces", plan["traces"],
                            planted["traces"]), ("spans by name", counted, spans),
                            ("items of the floor", len(plan["floor"]), 7)):
        if got != want:
            wrong.append(f"{what}: {got}, should be {want}")
    return wrong
