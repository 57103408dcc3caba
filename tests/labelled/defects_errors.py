"""Planters for failures that are hidden, unexplained or told in the wrong place (E)."""

import json

from agents import add_span, build, fail, voice
from defects_values import add_attempts, attempts
from model import CLIENT, ERROR, MS, OK, SECOND, UNSET, Event, settle
from planting import extra_span, plants, register


def tools_changed(change, every=False, style="cascade-turns"):
    def plant(rng):
        trace = build(rng, style, turns=4, tools=1.0, tool_errors=0.0)
        tools = trace.named("llm_tool_call")
        for span in tools if every else [rng.choice(tools)]:
            change(span)
        settle(trace)
        return trace
    return plant


# E117: failed, and no word why

def failed_tool(span):
    span.status = ERROR
    span.attributes["tool.error"] = 1
    span.attributes.pop("tool.result.count", None)


register("E117", "one tool call", tools_changed(failed_tool))
register("E117", "every tool call of a chat", tools_changed(failed_tool, True, "chat"))


def failed_span(name):
    def plant(rng):
        trace = voice(rng, 4, tools=0.0)
        rng.choice(trace.named(name)).status = ERROR
        return trace
    return plant


register("E117", "an llm", failed_span("llm"))
register("E117", "the call", failed_span("conversation"))


# E118: the status hides it

def hidden(name, attributes=None, event=None):
    def plant(rng):
        trace = voice(rng, 4, tools=1.0, tool_errors=0.0)
        span = rng.choice(trace.named(name))
        span.attributes.update(attributes or {})
        if event:
            span.events.append(Event(span.start + MS, *event))
        return trace
    return plant


register("E118", "status 503 of a tool", hidden("llm_tool_call", {"http.status_code": 503}))
register("E118", "status 404 under the newer key",
         hidden("llm_tool_call", {"http.response.status_code": 404}))
register("E118", "an exception on a tts",
         hidden("tts", event=("exception", {"exception.type": "TimeoutError"})))
# With error.type it is one fault still, and E178 tells it.
register("E178", "error.type on a tool call",
         hidden("llm_tool_call", {"error.type": "upstream_unavailable"}))
register("E178", "error.type on an llm", hidden("llm", {"error.type": "rate_limited"}))
register("E178", "error.type and status 503 of a tool", hidden("llm_tool_call", {
    "error.type": "upstream_unavailable", "http.status_code": 503}))
register("E178", "error.type and an exception on a tts", hidden(
    "tts", {"error.type": "timeout"}, ("exception", {"exception.type": "TimeoutError"})))
# The key of a result is also the namespace of its count.
COLLIDES = ["A170"]
register("E118", "an error in the result", hidden("llm_tool_call", {
    "tool.result": json.dumps({"error": "no table free", "items": []})}), COLLIDES)


# E119: the result span tells it, the call does not

def bad_result(status, attributes, with_id=True):
    def plant(rng):
        trace = build(rng, "cascade-turns", turns=4, tools=1.0 if with_id else 0.0,
                      tool_errors=0.0)
        turn = trace.named("turn")[1]
        if not with_id:
            trace.named("llm")[1].attributes["llm.finish_reason"] = "tool_calls"
            call = add_span(rng, trace, trace.named("llm")[1], "llm_tool_call",
                            trace.named("llm")[1].start + MS, 90 * MS, attributes={
                                "function.name": "search_kb", "tool_call_id": "call_only",
                                "tool.latency_ms": 90.0, "tool.error": 0})
            settle(trace)
        call = trace.named("llm_tool_call")[0]
        span = add_span(rng, trace, turn, "tool_call_result", turn.start + 2 * MS, 70 * MS, CLIENT,
                        dict(attributes))
        if with_id:
            span.attributes["tool.call_id"] = call.attributes["tool_call_id"]
        span.status = status
        return trace
    return plant


WHY = {"error.type": "validation_error"}
register("E119", "status ERROR", bad_result(ERROR, WHY))
register("E119", "the only call, no id on the result", bad_result(ERROR, WHY, with_id=False))
register("E119", "error.type alone", bad_result(UNSET, WHY), ["E178"])
register("E119", "an error in the body", bad_result(OK, {
    "tool.result": json.dumps({"error": {"code": 7}})}), COLLIDES)


# E120: no status anywhere

def unset(style):
    def plant(rng):
        trace = build(rng, style, turns=6, tools=0.5, tool_errors=0.0, providers=0.0)
        for span in trace.spans:
            span.status = UNSET
        return trace
    return plant


for style in ("cascade-turns", "cascade-roles", "realtime", "chat"):
    register("E120", style, unset(style), whole=True)


# E121: stubs

def stubs(latency, length, style="cascade-turns"):
    def plant(rng):
        trace = build(rng, style, turns=4, tools=1.0, tool_errors=0.0)
        for span in trace.named("llm_tool_call"):
            span.end = span.start + (int(length * MS) if length else span.length)
            if latency:
                span.attributes["tool.latency_ms"] = latency
            else:
                del span.attributes["tool.latency_ms"]
        return trace
    return plant


register("E121", "0.2 ms by both", stubs(0.2, 0.2))
register("E121", "no latency, 0.9 ms of length", stubs(None, 0.9), ["R104"])
register("E121", "a tenth of a millisecond in a chat", stubs(0.1, 0.1, "chat"))
register("E121", "latency 0.05 on spans of a whole handler", stubs(0.05, None), ["A095"])


# E122: arguments that nobody can read

def arguments(text):
    return lambda span: span.attributes.update({"function.arguments": text})


register("E122", "printed by the language", tools_changed(arguments("{'day': 'friday'}")))
register("E122", "cut in the middle",
         tools_changed(arguments('{"day": "friday", "note": "a quiet ta')))
register("E122", "words", tools_changed(arguments("friday for four"), style="chat"))
register("E122", "two values", tools_changed(arguments('{"day": 1} {"day": 2}'), every=True))
# Longer than any text may be.
register("E122", "1,100 bytes of JSON", tools_changed(arguments(
    json.dumps({"note": "w" * 1100}))), ["P138"])


# E124, E125: what became of the attempts

def outcome(statuses, change, stts=1):
    def plant(rng):
        trace = attempts(statuses, stts)(rng)
        for stt in trace.named("stt")[:stts]:
            change(stt)
        return trace
    return plant


def untold(stt):
    del stt.attributes["transcript"]


NO_TEXT = ["R097"]  # an stt without transcript
register("E124", "after one failure", outcome(["error", UNSET], untold), NO_TEXT)
register("E124", "the first attempt", outcome([OK], untold), NO_TEXT)
register("E124", "after two failures, two utterances", outcome(["error", "error", UNSET], untold, 2),
         NO_TEXT)
register("E124", "the text is on the attempt only", outcome(
    ["error", OK], lambda stt: stt.attributes.update({"stt.text": stt.attributes.pop("transcript")})),
    NO_TEXT)
register("E125", "two failures, status unset", outcome(["error", "error"], lambda stt: None))
register("E125", "one failure, status OK",
         outcome(["error"], lambda stt: setattr(stt, "status", OK)))
register("E125", "three failures of two utterances",
         outcome(["error", "error", "error"], lambda stt: None, 2))
register("E125", "an ERROR with a transcript", outcome(
    ["error", "error"], lambda stt: fail(stt, "all_failed", "no provider answered")))


# E126: attempts that lack something

def attempt_without(key, style):
    def plant(rng):
        trace = build(rng, style, turns=5, providers=1.0, fallbacks=0.0)
        attempt = rng.choice([s for s in trace.spans if s.name.startswith("stt.provider.")])
        del attempt.attributes[key]
        return trace
    return plant


for key in ("stt.providerName", "metrics.ttfb"):
    for style in ("cascade-turns", "cascade-roles"):
        register("E126", f"{key} of {style}", attempt_without(key, style))


# E127: attempts at the same time

def overlap(ms, failures=1):
    def plant(rng):
        trace = build(rng, "cascade-turns", turns=4, providers=0.0, pace=1.5)
        stt = trace.named("stt")[0]
        add_attempts(rng, trace, stt, ["error"] * failures + [UNSET])
        tries = sorted((s for s in trace.children(stt)), key=lambda span: span.start)
        tries[0].end = tries[1].start + ms * MS
        trace.root.attributes["workflow.fallback_used"] = 1
        return trace
    return plant


for common, failures in ((60, 1), (200, 1), (90, 2), (51, 2)):
    register("E127", f"{common} ms of {failures + 1}", overlap(common, failures))


# E128: the socket closed

def cut_off(message, attributes=None, event=None):
    def plant(rng):
        trace = voice(rng, 4)
        span = rng.choice(trace.named("tts"))
        fail(span, "interrupted", message)
        span.attributes.update(attributes or {})
        if event:
            span.events.append(Event(span.end - MS, event))
        return trace
    return plant


register("E128", "the message", cut_off("WebSocket closed with code 1001"))
register("E128", "a reset connection", cut_off("connection reset by peer"))
register("E128", "an attribute", cut_off("write failed", {"close.reason": "client disconnected"}))
register("E128", "an event", cut_off("write failed", event="websocket_disconnect"))


# E129: no answer

def unanswered(rng, style="cascade-roles", turns=3):
    trace = build(rng, style, turns=turns)
    gone = {span.span_id for span in trace.named("turn.assistant")}
    for span in trace.spans:  # children stand behind their parents
        if span.parent_id in gone:
            gone.add(span.span_id)
    trace.spans = [span for span in trace.spans if span.span_id not in gone]
    trace.root.end = max(span.end for span in trace.spans if span.parent_id) + 90 * MS
    trace.root.events = [event for event in trace.root.events if event.time < trace.root.end]
    trace.root.attributes["workflow.dependency_blocked"] = 0
    settle(trace)
    return trace


for style, turns in (("cascade-roles", 2), ("cascade-roles", 6), ("realtime", 3), ("realtime", 5)):
    register("E129", f"{turns} turns of {style}",
             lambda rng, style=style, turns=turns: unanswered(rng, style, turns))


# E130: a fallback in no rate

def unflagged(style, change=None, **shape):
    def plant(rng):
        trace = build(rng, style, turns=4, **shape)
        trace.root.attributes.pop("workflow.fallback_used")
        if change:
            change(rng, trace)
        return trace
    return plant


def retried(rng, trace):
    rng.choice(trace.named("llm_tool_call")).attributes["retry_count"] = 2


register("E130", "a second provider",
         unflagged("cascade-turns", providers=1.0, fallbacks=1.0))
register("E130", "a retried tool", unflagged("chat", retried, tools=1.0, tool_errors=0.0))
register("E130", "a handoff", unflagged(
    "cascade-roles", lambda rng, trace: extra_span(rng, trace, "support.handoff")))
register("E130", "an escalation", unflagged(
    "cascade-turns", lambda rng, trace: extra_span(rng, trace, "desk_escalation")))


# E131, E132: what the call was about

def nothing_of_business(trace):
    for key in list(trace.root.attributes):
        if key.startswith(("workflow.", "customer.")):
            del trace.root.attributes[key]


TALK = ("I want to cancel my subscription.", "Please transfer me to somebody else.",
        "The payment did not go through.", "Where is my order?")


def talk(words, style, key, name):
    def plant(rng):
        trace = build(rng, style, turns=4, tools=0.0, workflow=0.0, providers=0.0)
        nothing_of_business(trace)
        rng.choice(trace.named(name)).attributes[key] = words
        return trace
    return plant


for words, (style, key, name) in zip(TALK, (
        ("cascade-turns", "transcript", "stt"), ("cascade-roles", "turn.text", "turn.user"),
        ("realtime", "transcript", "stt"), ("cascade-roles", "turn.text", "turn.assistant"))):
    register("E131", words, talk(words, style, key, name))


def without_outcome(style):
    def plant(rng):
        trace = build(rng, style, turns=4, tools=1.0, providers=0.0)
        nothing_of_business(trace)
        return trace
    return plant


for style in ("cascade-turns", "cascade-roles", "chat", "vapi"):
    register("E132", style, without_outcome(style))
