"""Planters for secrets, audio and size (P). Credential shapes are put together at run time."""

import base64
import json

from agents import voice
from model import MS, Event, letters
from planting import plants, register

LOWER = "abcdefghijkmnpqrstuvwxyz"


def some(rng, alphabet, count):
    return "".join(rng.choice(alphabet) for _ in range(count))


def word(rng, count):
    """Letters of both cases with a few digits between them, never two in a row."""
    return "".join(rng.choice("23456789") if index % 7 == 3 else rng.choice(LOWER + LOWER.upper())
                   for index in range(count))


# Where an attribute can sit: each function puts one key and value into the trace.

def on_span(name):
    def put(rng, trace, key, value):
        rng.choice(trace.named(name)).attributes[key] = value
    return put


def on_event(rng, trace, key, value):
    span = rng.choice(trace.named("llm"))
    span.events.append(Event(span.start + MS, "request_prepared", {key: value}))


def on_resource(rng, trace, key, value):
    trace.root.resource.attributes[key] = value


PLACES = (on_span("llm"), on_span("conversation"), on_span("tts"), on_span("llm_tool_call"))


def planted(put, key, make):
    def plant(rng):
        trace = voice(rng, 4, tools=1.0, providers=0.0)
        put(rng, trace, key, make(rng))
        return trace
    return plant


# P133: keys that name a secret

SECRET_KEYS = (
    "db.password", "auth.token", "client_secret", "openai.api_key", "session.cookie",
    "http.request.header.authorization", "access_token", "user.passwd", "apikey",
    "aws.credential", "ssh.private_key", "refresh_token",
)

for number, secret_key in enumerate(SECRET_KEYS):
    register("P133", secret_key,
             planted(PLACES[number % len(PLACES)], secret_key, lambda rng: "[removed]"))
register("P133", "a secret on the resource",
         planted(on_resource, "vault.secret", lambda rng: "[removed]"))
register("P133", "a password on an event",
         planted(on_event, "smtp.password", lambda rng: "[removed]"))
# Capital letters and a dash are not the shape of a good key.
register("P133", "a header as it is written",
         planted(on_span("llm"), "X-API" + "-Key", lambda rng: "[removed]"), ["A169", "P141"])


# P134: values of a credential's shape

CREDENTIALS = {
    "sk dash": lambda rng: "sk" + "-" + word(rng, 32),
    "sk underscore": lambda rng: "sk" + "_live_" + word(rng, 24),
    "sk of 16": lambda rng: "sk" + "-" + word(rng, 16),
    "pk": lambda rng: "pk" + "_live_" + word(rng, 24),
    "lsv2": lambda rng: "lsv2" + "_pt_" + word(rng, 32),
    "AKIA": lambda rng: "AK" + "IA" + some(rng, "ABCDEFGHJKLMNPQRSTUVWXYZ", 13) + "7Q3",
    "ghp": lambda rng: "gh" + "p_" + word(rng, 36),
    "github_pat": lambda rng: "github" + "_pat_" + word(rng, 40),
    "xox": lambda rng: "xo" + "xb-" + word(rng, 12) + "-" + word(rng, 24),
    "AIza": lambda rng: "AI" + "za" + word(rng, 35),
    "glpat": lambda rng: "gl" + "pat-" + word(rng, 20),
    "JWT": lambda rng: ".".join(encoded(part) for part in (
        {"alg": "HS" + "256", "typ": "JWT"}, {"sub": letters(rng, 12)}, letters(rng, 20))),
    "Bearer": lambda rng: "Bear" + "er " + word(rng, 28),
    "Basic": lambda rng: "Bas" + "ic " + encoded(letters(rng, 8) + ":" + letters(rng, 12)),
    "PEM": lambda rng: "-----BEGIN " + "RSA PRIVATE" + " KEY-----\n" + word(rng, 60),
}


def encoded(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def in_a_sentence(make):
    return lambda rng: f"request sent with {make(rng)} and accepted"


for number, (shape_name, make_value) in enumerate(CREDENTIALS.items()):
    register("P134", shape_name,
             planted(PLACES[number % len(PLACES)], "debug.note",
                     in_a_sentence(make_value) if number % 3 == 1 else make_value))
register("P134", "inside tool arguments",
         planted(on_span("llm_tool_call"), "function.arguments",
                 lambda rng: json.dumps({"header": CREDENTIALS["Bearer"](rng)})))
register("P134", "inside a list",
         planted(on_span("llm"), "debug.notes",
                 lambda rng: ["sent", CREDENTIALS["ghp"](rng)]))
register("P134", "on an event",
         planted(on_event, "request.note", CREDENTIALS["sk dash"]))
register("P134", "on the resource",
         planted(on_resource, "deployment.note", CREDENTIALS["AIza"]))


# P137: audio

WAV = b"RIFF\x24\x80\x00\x00WAVEfmt "
HEADERS = {
    "WAV": WAV,
    "MP3 with tags": b"ID3\x03\x00\x00",
    "MP3 frame fb": b"\xff\xfb\x90\x64",
    "MP3 frame f3": b"\xff\xf3\x44\xc4",
    "Ogg": b"OggS\x00\x02",
}


def audio(rng, header, size):
    return header + bytes(rng.randrange(256) for _ in range(size - len(header)))


for number, (format_name, magic) in enumerate(HEADERS.items()):
    register("P137", f"{format_name} in base64",
             planted(PLACES[number % 3], "audio.data", lambda rng, header=magic:
                     base64.b64encode(audio(rng, header, 420)).decode()))
register("P137", "a data URL",
         planted(on_span("tts"), "audio.preview", lambda rng: "data:audio" + "/wav;base64,"
                 + base64.b64encode(audio(rng, WAV, 90)).decode()))
register("P137", "1,025 bytes of anything",
         planted(on_span("llm"), "stream.buffer", lambda rng: bytes(
             1 + i % 200 for i in range(1025))))
register("P137", "a short WAV as bytes",
         planted(on_span("tts"), "audio.sample", lambda rng: audio(rng, WAV, 300)))
register("P137", "an Ogg page on an event",
         planted(on_event, "audio.sample", lambda rng: audio(rng, HEADERS["Ogg"], 600)))
# The text is longer than any text may be.
register("P137", "4 KiB of WAV in base64",
         planted(on_span("llm"), "audio.data", lambda rng:
                 base64.b64encode(audio(rng, WAV, 4000)).decode()), ["P138"])


# P138: texts without bounds


def long_text(size, unit="word "):
    """Exactly `size` bytes of text."""
    def make(rng):
        encoded_unit = len(unit.encode())
        return unit * (size // encoded_unit) + "." * (size % encoded_unit)
    return make


NOTE = "review.note"
register("P138", "1,025 bytes", planted(on_span("llm"), NOTE, long_text(1025)),
         severity="warning")
register("P138", "8,193 bytes", planted(on_span("llm"), NOTE, long_text(8193)),
         severity="error")
register("P138", "a summary of 3,000 bytes",
         planted(on_span("conversation"), "conversation.summary", long_text(3000)),
         severity="warning")
register("P138", "20,000 bytes on the root",
         planted(on_span("conversation"), NOTE, long_text(20000, "ünï ")), severity="error")
register("P138", "few characters, many bytes",
         planted(on_span("tts"), NOTE, long_text(1100, "記録")), severity="warning")
register("P138", "a transcript of 8,193 bytes on stt",
         planted(on_span("stt"), "transcript", long_text(8193)), severity="error")
register("P138", "exactly 8,192 bytes", planted(on_span("tts"), NOTE, long_text(8192)),
         severity="warning")
register("P138", "a transcript of 2 KiB on an llm",
         planted(on_span("llm"), "transcript", long_text(2048)), severity="warning")


# The arguments of a tool have the same limit under a rule of their own.
@plants("P138", "tool arguments of 2 KiB", implied=["E122"], severity="warning")
def long_arguments(rng):
    trace = voice(rng, 4, tools=1.0)
    rng.choice(trace.named("llm_tool_call")).attributes["function.arguments"] = json.dumps(
        {"note": "word " * 400})
    return trace
