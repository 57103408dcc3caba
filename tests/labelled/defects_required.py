"""Planters for attributes that a span or resource should carry (R)."""

from agents import build
from planting import register

CONTEXT = ("agent.name", "agent.provider", "coval.agent_type", "coval.correlation.method")


def changed(style, names, change, every=False, **shape):
    """A clean trace in which some spans of these names are changed."""
    def plant(rng):
        trace = build(rng, style, **{"turns": 4, "tools": 1.0, "tool_errors": 0.0, **shape})
        spans = trace.named(*names)
        for span in spans if every else [rng.choice(spans)]:
            change(span)
        return trace
    return plant


def without(*keys):
    def change(span):
        for key in keys:
            span.attributes.pop(key, None)
    return change


# R098: the old key only

def only_alias(span):
    span.attributes["stt.transcription"] = span.attributes.pop("transcript")


for style in ("cascade-turns", "cascade-roles", "realtime"):
    register("R098", f"one stt of {style}", changed(style, ["stt"], only_alias))
register("R098", "every stt", changed("cascade-roles", ["stt"], only_alias, every=True))


# R101: no finish reason

for style in ("cascade-turns", "cascade-roles", "chat"):
    register("R101", f"one llm of {style}",
             changed(style, ["llm"], without("llm.finish_reason"), tools=0.0))
register("R101", "every llm", changed("cascade-turns", ["llm"], without("llm.finish_reason"),
                                      every=True))


# R103: ids of tool calls

def same_id(rng):
    trace = build(rng, "cascade-turns", turns=4, tools=1.0)
    first, second = rng.sample(trace.named("llm_tool_call"), 2)
    second.attributes["tool_call_id"] = first.attributes["tool_call_id"]
    return trace


register("R103", "one call without", changed("chat", ["llm_tool_call"], without("tool_call_id")))
register("R103", "no call has one",
         changed("cascade-roles", ["llm_tool_call"], without("tool_call_id"), every=True))
register("R103", "two calls share one", same_id)
register("R103", "a constant id", changed(
    "cascade-turns", ["llm_tool_call"],
    lambda span: span.attributes.update({"tool_call_id": "call_1"}), every=True))


# R104: what tool metrics are made of

register("R104", "no latency on one call",
         changed("cascade-roles", ["llm_tool_call"], without("tool.latency_ms")))
register("R104", "no flag on one call",
         changed("chat", ["llm_tool_call"], without("tool.error")))
register("R104", "neither on any call",
         changed("cascade-turns", ["llm_tool_call"], without("tool.latency_ms", "tool.error"),
                 every=True))
register("R104", "no flag on any call of a rebuilt call",
         changed("vapi", ["llm_tool_call"], without("tool.error"), every=True))


# R106: which agent it is

def anonymous(style):
    def plant(rng):
        trace = build(rng, style, turns=4)
        for span in trace.spans:
            without(*CONTEXT)(span.resource)
        return trace
    return plant


for style in ("cascade-turns", "cascade-roles", "realtime", "chat"):
    register("R106", style, anonymous(style))
