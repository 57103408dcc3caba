"""The Vapi example: the model is said to answer after 0.6 s, always."""

import hosted
from otlp import SECOND

FAULTS = {
    "F074": "stt.confidence 0.95 everywhere",
    "F075": "0.6 s for every llm, 0.1 s for every tts",
    "F077": "a quarter of the utterance as the first byte of stt",
    "R098": "the transcript only under its alias",
    "N063": "tool_call for llm_tool_call",
}


def answer(start, end, _number):
    done = min(end, start + int(0.6 * SECOND))
    return done, round((done - start) / SECOND, 4)


def build():
    return hosted.build("vapi-voice-agent", "vapi", answer)
