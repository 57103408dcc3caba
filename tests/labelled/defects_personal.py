"""Planters for personal data and for too many, odd or copied attributes (P)."""

import json

from agents import voice
from defects_safety import long_text, on_event, on_resource, on_span, planted
from model import letters
from planting import plants, register

# Put together at run time, like the shapes of credentials.

def mail(rng):
    return f"{letters(rng, 6).lower()}" + "@" + "example.org"


def digits(rng, count):
    return "".join(rng.choice("23456789") for _ in range(count))


def phone(rng):
    return "+49" + digits(rng, 10)


def dashed(rng):
    return f"{digits(rng, 3)}-{digits(rng, 3)}-{digits(rng, 4)}"


def card(rng):
    body = "4" + digits(rng, 14)
    total = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(body))
    number = body + str(-total % 10)
    return " ".join(number[i:i + 4] for i in range(0, 16, 4))


def social(rng):
    return f"{rng.randint(101, 600)}-{rng.randint(11, 98)}-{rng.randint(1001, 9998)}"


def birth(rng):
    return f"born on 19{rng.randint(50, 99)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}"


SHAPES = {"e-mail": mail, "phone": phone, "phone with dashes": dashed, "card": card,
          "national id": social, "date of birth": birth}
PLACES = (on_span("llm"), on_span("conversation"), on_event, on_span("llm_tool_call"), on_resource)


def said(make):
    return lambda rng: f"Sure, it is {make(rng)} as far as I know."


for number, (title, make) in enumerate(SHAPES.items()):
    register("P135", title, planted(PLACES[number % len(PLACES)], "debug.note", make))
    register("P135", f"{title} in a sentence",
             planted(PLACES[(number + 2) % len(PLACES)], "debug.note", said(make)))
    register("P136", title, planted(on_span("stt"), "transcript", said(make)))
register("P135", "in tool arguments", planted(
    on_span("llm_tool_call"), "function.arguments", lambda rng: json.dumps({"to": mail(rng)})))
register("P135", "bare digits under a key for them", planted(
    on_span("conversation"), "caller.phone", lambda rng: digits(rng, 10)))


# P139: whole texts; they are also longer than any text may be

for key, name in (("gen_ai.input.messages", "llm"), ("llm.prompt", "llm"),
                  ("response", "llm"), ("agent.output.value", "conversation")):
    register("P139", key, planted(on_span(name), key, long_text(2000)), ["P138"])


# P140: too many

def flood(name, count):
    def plant(rng):
        trace = voice(rng, 4)
        span = rng.choice(trace.named(name))
        for number in range(count - len(span.attributes)):
            span.attributes[f"scores.item_{number}"] = number
        return trace
    return plant


register("P140", "65 on an llm", flood("llm", 65))
register("P140", "90 on the root", flood("conversation", 90))
register("P140", "127 on a tts", flood("tts", 127))


@plants("P140", "240 keys on the spans of a trace")
def many_keys(rng):
    trace = voice(rng, 6)
    for index, span in enumerate(trace.named("llm", "stt", "tts")[:16]):
        span.attributes |= {f"scores_{index}.item_{number}": number for number in range(15)}
    return trace


# P142: configurations

CONFIG = {"voice": "nova", "llm": {"model": "x"}}
for key, value in (("agent.metadata", CONFIG), ("agent.config", json.dumps(CONFIG)),
                   ("assistant.settings", CONFIG)):
    register("P142", key, planted(on_span("conversation"), key, lambda rng, one=value: one),
             severity="error")
register("P142", "on the resource", planted(on_resource, "agent.configuration",
                                            lambda rng: json.dumps(CONFIG)), severity="error")
register("P142", "a part of it", planted(on_span("conversation"), "agent.config.voice",
                                         lambda rng: "nova"), severity="warning")
