"""The Twilio example: the model's first byte is measured, and the synthesis starts after it even
where the turn is over by then."""

import hosted
from otlp import SECOND

FAULTS = {
    "T015": "tts that ends before it starts",
    "F074": "stt.confidence 0.95 everywhere",
    "F075": "0.1 s for every tts",
    "F077": "a quarter of the utterance as the first byte of stt",
    "R098": "the transcript only under its alias",
    "N063": "tool_call for llm_tool_call",
}
MEASURED = (0.734, 1.913, 0.581, 0.947, 1.092, 1.205, 0.866)   # the second: longer than its turn


def answer(start, _end, number):
    ttfb = MEASURED[number % len(MEASURED)]
    return start + int(ttfb * SECOND), ttfb


def build():
    return hosted.build("twilio-voice-agent", "twilio", answer)
