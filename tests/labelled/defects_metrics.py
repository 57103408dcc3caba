"""Planters for inputs that built-in metrics cannot work with (M): each is alone in its file."""

from agents import build
from model import settle
from planting import register

GIVEN, MADE = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"


def without(names, keys, style, **shape):
    def plant(rng):
        trace = build(rng, style, **{"turns": 6, "providers": 0.0, **shape})
        for span in trace.named(*names):
            for key in keys:
                span.attributes.pop(key, None)
        return trace
    return plant


for style in ("cascade-turns", "cascade-roles", "realtime", "vapi"):
    register("M143", style, without(["stt"], ["transcript"], style), ["R097"], whole=True)
for style, name in (("cascade-turns", "llm"), ("cascade-roles", "tts"), ("cascade-turns", "stt"),
                    ("chat", "llm")):
    register("M144", f"{name} of {style}", without([name], ["metrics.ttfb"], style), ["R099"],
             whole=True)
for style in ("cascade-turns", "cascade-roles", "realtime", "chat"):
    register("M145", style, without(["llm"], [GIVEN, MADE, "gen_ai.usage.total_tokens"], style),
             ["R100"], whole=True)


def no_tool_spans(style):
    """The finish reason still tells of the calls."""
    def plant(rng):
        trace = build(rng, style, turns=6, tools=1.0, tool_errors=0.0, providers=0.0, workflow=1.0)
        trace.spans = [span for span in trace.spans if span.name != "llm_tool_call"]
        settle(trace)
        return trace
    return plant


for style in ("cascade-turns", "cascade-roles", "realtime", "chat"):
    register("M146", style, no_tool_spans(style), ["S045"] if style == "chat" else (), whole=True)
