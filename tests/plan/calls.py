"""Which traces are one call: by the id of a simulation or conversation, else each is its own."""
import json
import tempfile
from pathlib import Path

import spans
from world import check, plan_of, span, test

DONE = "workflow.completed"


def dump(flag, trace, attrs=None, resource=None):
    """A dump of one trace with `flag` on its root."""
    calls = [[]] * trace + [[span("conversation", {DONE: flag} | (attrs or {}))]]
    return spans.text(calls, resource)


def values(*dumps):
    """By call what the dumps, one file each, give."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{i}.json" for i in range(len(dumps))]
        for path, text in zip(paths, dumps):
            path.write_text(text)
        data = plan_of(*paths)
    of = [m for m in data["metrics"] if m["definition"].get("metric_attribute") == DONE]
    check(len(of) == 1, of)
    return data["calls"], of[0]["preview"]["per_trace"]


@test
def dumps_of_one_simulation_are_one_call():
    for key in ("simulation_output_id", "coval.simulation_output_id", "coval.simulation_id"):
        one, two = {key: "sim0123456789abcdefghi"}, {key: "sim9876543210abcdefghi"}
        for where in ("attrs", "resource"):
            n, found = values(dump(1, 0, **{where: one}), dump(0, 1, **{where: one}),
                              dump(1, 2, **{where: two}))
            check(n == 2 and found == {one[key]: 0.5, two[key]: 1}, key, where, n, found)


@test
def a_conversation_on_the_resource_is_a_call():
    where = {"gen_ai.conversation.id": "conv-0123456789"}
    n, found = values(dump(1, 0, resource=where), dump(0, 1, resource=where))
    check(n == 1 and found == {"conv-0123456789": 0.5}, n, found)


@test
def a_session_on_the_resource_is_none():
    where = {"session.id": "process-0123456789"}
    n, found = values(dump(1, 0, resource=where), dump(0, 1, resource=where))
    check(n == 2 and len(found) == 2, n, found)


@test
def a_word_is_no_id():
    where = {"simulation_output_id": "default"}
    n, _ = values(dump(1, 0, resource=where), dump(0, 1, resource=where))
    check(n == 2, n)


@test
def the_simulation_of_the_resource_goes_before_the_session_of_spans():
    where = {"simulation_output_id": "sim0123456789abcdefghi"}
    n, found = values(dump(1, 0, {"session.id": "session-0001"}, where),
                      dump(0, 1, {"session.id": "session-0002"}, where))
    check(n == 1 and list(found) == ["sim0123456789abcdefghi"], n, found)
