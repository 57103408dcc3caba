"""Planters for the rules beyond the catalogue: crowds, GenAI conventions, turns, resources."""

from agents import add_span, balanced, build, quiet
from model import CLIENT, ERROR, INTERNAL, MS, OK, SERVER, Event, Resource
from planting import extra_span, register

STYLES = ("cascade-turns", "cascade-roles", "chat", "realtime")
VOICE = ("cascade-turns", "cascade-roles", "realtime", "monitoring")


def balanced_build(rng, style, **shape):
    """What is planted may be one name more."""
    while not balanced(trace := build(rng, style, **shape)):
        pass
    return trace


def every_style(code, title, change, implied=(), styles=STYLES, whole=False, **shape):
    """One planter for each style of agent; `change` gets the generator and the trace."""
    for style in styles:
        def plant(rng, style=style):
            trace = balanced_build(rng, style, **{"turns": 4, **shape})
            change(rng, trace)
            return trace
        register(code, f"{title}, {style}", plant, implied, whole=whole)


# S153, S154: roots and pairs

def client_root(_, trace):
    trace.root.kind = CLIENT


every_style("S153", "the conversation is a CLIENT", client_root)


def lonely_server(rng, trace):
    span = extra_span(rng, trace, "POST /slots", SERVER)
    trace.parent(span).kind = INTERNAL


every_style("S154", "a SERVER below a turn", lonely_server, styles=VOICE)


# N161, N162: events and requests

def many_events(_, trace):
    root = trace.root
    root.events = [Event(root.start + i * MS, "audio.sent") for i in range(101)]


every_style("N161", "101 events on the conversation", many_events)


def requests(rng, trace):
    turn = max(trace.named("turn", "turn.assistant"), key=lambda span: span.length)
    for index in range(6):
        add_span(rng, trace, turn, "GET /slots", turn.start + (2 + 70 * index) * MS, 60 * MS, CLIENT)


every_style("N162", "six requests in a row", requests, styles=VOICE, pace=2.0)


# G163 to G168

CHAT = {"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o", "gen_ai.response.model": "gpt-4o",
        "gen_ai.response.id": "answer-one", "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 40, "gen_ai.usage.output_tokens": 4,
        "server.address": "api.openai.com", "metrics.ttfb": 0.01, "llm.finish_reason": "stop"}


def genai(name="chat gpt-4o", kind=CLIENT, without=(), **more):
    def change(rng, trace):
        table = {key: value for key, value in CHAT.items() if key not in without}
        table.update({key.replace("__", "."): value for key, value in more.items()})
        root = trace.root
        add_span(rng, trace, root, name, root.start + 5 * MS, 60 * MS, kind, table)
    return change


# The dialect of the conventions takes the span for an llm, whose canonical name is another.
AS_LLM = ["N063"]

every_style("G163", "a name of its own", genai("ask_the_model"), AS_LLM)
every_style("G164", "no provider", genai(without=["gen_ai.provider.name"]), AS_LLM)
every_style("G165", "no id of the answer", genai(without=["gen_ai.response.id"]), AS_LLM)
every_style("G166", "INTERNAL with a hosted provider", genai(kind=INTERNAL), AS_LLM)
every_style("G167", "a provider in capitals", genai(gen_ai__provider__name="OpenAI"), AS_LLM)
every_style("G167", "an output type of its own", genai(gen_ai__output__type="xml"), AS_LLM)
every_style("G168", "the old name of the provider", genai(gen_ai__system="openai"), AS_LLM)


# A169 to A173, R172

def keyed(table, every=False):
    def change(rng, trace):
        for span in trace.spans if every else [rng.choice(trace.spans)]:
            span.attributes.update(table)
    return change


every_style("A169", "capitals in a key", keyed({"orderTotal": 3}), ["P141"])
every_style("A169", "two dots", keyed({"order..total": 3}, every=True))
every_style("A170", "a value in a namespace", keyed({"order": "new", "order.id": 3}))
every_style("A171", "an empty text", keyed({"customer.plan": ""}))
every_style("A171", "an empty list", keyed({"customer.tags": []}))
every_style("R172", "the name of the service on a span", keyed({"service.name": "other"}))


def milliseconds(rng, trace):
    span = rng.choice([one for one in trace.spans if one.name in ("llm", "stt")])
    span.attributes["metrics.ttfb"] = 420.0


every_style("A173", "one first-byte time in milliseconds", milliseconds, ["A087"])


# V174 to V177

def no_stage(rng, trace):
    turns = trace.named("turn", "turn.assistant")
    turn = turns[len(turns) // 2]
    for span in [one for one in trace.children(turn) if one.name == "llm"]:
        gone = {span.span_id}
        for one in trace.spans:
            if one.parent_id in gone:
                gone.add(one.span_id)
        trace.spans[:] = [one for one in trace.spans if one.span_id not in gone]


for turns in (5, 6, 7, 8):
    def cut_stage(rng, turns=turns):
        trace = quiet(rng, turns)
        no_stage(rng, trace)
        return trace
    register("V174", f"no llm in one of {turns} turns", cut_stage)


def renumber(change):
    def plant(rng):
        trace = quiet(rng, 6)
        for index, turn in enumerate(trace.named("turn")):
            turn.attributes["turn.number"] = change(index + 1)
        return trace
    return plant


register("V175", "one number left out", renumber(lambda n: n + (n > 3)))
register("V175", "three numbers left out", renumber(lambda n: n + 3 * (n > 2)))
register("V175", "one number twice", renumber(lambda n: n - (n > 3)))
register("V175", "it begins again", renumber(lambda n: n if n < 4 else n - 3))


def unsaid(count):
    def plant(rng):
        trace = quiet(rng, 6)
        for turn in trace.named("turn")[:count]:
            del turn.attributes["turn.was_interrupted"]
        return trace
    return plant


for count in (1, 2, 3, 5):
    register("V177", f"{count} of 6 turns without the flag", unsaid(count))


# E178 to E180

def typed(rng, trace):
    extra_span(rng, trace, "crm.sync", INTERNAL, {"error.type": "timeout"})


every_style("E178", "error.type without status", typed, styles=VOICE)


def library_ok(rng, trace):
    span = extra_span(rng, trace, "GET /menu")
    span.status, span.scope = OK, "opentelemetry.instrumentation.httpx"


every_style("E179", "OK from a library", library_ok, styles=VOICE, turns=6)


def noisy(rng, trace):
    span = extra_span(rng, trace, "crm.sync", INTERNAL, {"error.type": "timeout"})
    span.status, span.message = ERROR, rng.choice(("ERROR", "Timeout", "error"))


every_style("E180", "the message is the code", noisy, styles=VOICE)


# R181 to R184: about the whole input

def resource(**table):
    def change(_, trace):
        old = trace.root.resource
        new = Resource({**old.attributes, "service.name": "front-desk"})
        for key, value in table.items():
            new.attributes.pop(key.replace("__", "."), None)
            if value:
                new.attributes[key.replace("__", ".")] = value
        for span in trace.spans:
            span.resource = new if span.resource is old else span.resource
    return change


every_style("R181", "no instance", resource(service__instance__id=None), whole=True)
every_style("R182", "no environment", resource(deployment__environment__name=None), whole=True)
every_style("R183", "a pod without its uid", resource(k8s__pod__name="desk-a"), whole=True)


def no_scope(_, trace):
    for span in trace.spans:
        span.scope = ""


every_style("R184", "no scope at all", no_scope, whole=True)
