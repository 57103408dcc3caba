"""The LiveKit example: session events open and close a span each, without any context."""

from otlp import MICROS, SECOND, START, TURNS, Ids, request, span

SERVICE = "livekit-voice-agent"
FAULTS = {
    "U039": "one trace a span",
    "S042": "no conversation in any of them",
    "F074": "stt.confidence 0.95 everywhere",
    "F076": "0 for every stt: what streaming reports is no first byte",
    "R098": "the transcript only under its alias",
    "T016": "spans of no length",
}


def stt(ids, text, now, ttfb, confidence):
    trace = ids.trace()
    one = span(ids, trace, None, "stt", now, now + 3 * MICROS // 1000 * 300, {
        "stt.transcription": text, "metrics.ttfb": ttfb, "stt.confidence": confidence})
    attempt = span(ids, trace, one, "stt.provider.deepgram", now + 100, now + 700, {
        "stt.providerName": "deepgram", "stt.confidence": confidence, "metrics.ttfb": ttfb})
    return [one, attempt]


def point(ids, name, now, attributes):
    return [span(ids, ids.trace(), None, name, now, now + 800, attributes)]


def build():
    ids = Ids(SERVICE)
    requests, now = [], START
    for number, (role, text, seconds) in enumerate(TURNS):
        now += int(seconds * SECOND)
        if role == "user":
            requests.append(request(SERVICE, "coval.stt", stt(ids, text, now, 0.0, 0.95)))
        elif role == "assistant":
            requests.append(request(SERVICE, "coval.llm", point(ids, "llm", now, {
                "metrics.ttfb": round(0.4 + number * 0.037, 4), "llm.finish_reason": "stop",
                "gen_ai.usage.input_tokens": 200 + number,
                "gen_ai.usage.output_tokens": 20 + number})))
            requests.append(request(SERVICE, "coval.tts", point(ids, "tts", now + SECOND, {
                "metrics.ttfb": round(0.2 + number * 0.013, 4)})))
    return requests
