"""The Pipecat example: own processors report each stage although the framework's tracing is on,
and the exporter writes the SDK's numbers of span kinds, one request a span."""

from otlp import MS, SECOND, START, TURNS, Ids, request, span

SERVICE = "pipecat-voice-agent"
SDK_INTERNAL = 0    # in the SDK; in OTLP 0 is unspecified
FAULTS = {
    "I008": "kinds as the SDK counts them",
    "U031": "native spans and those of coval.*",
    "U039": "one trace for each span of a processor",
    "F076": "0 for every tts: its first audio is never recorded",
    "R098": "the transcript only under its alias",
}


def native(ids):
    """What the framework reports by itself."""
    trace = ids.trace()
    length = sum(seconds for _, _, seconds in TURNS)
    root = span(ids, trace, None, "conversation", START, START + int((length + 2) * SECOND), {
        "conversation.id": "2f1c9a77-5f0e-4d54-9c55-0d4a5cf5a1b3",
        "conversation.type": "voice"}, SDK_INTERNAL, 0)
    spans, now, number = [root], START + 40 * MS, 0
    for role, text, seconds in TURNS:
        end = now + int(seconds * SECOND)
        if role == "user":
            number += 1
            turn = span(ids, trace, root, "turn", now, end, {
                "turn.number": number, "turn.type": "conversation",
                "turn.duration_seconds": seconds, "turn.was_interrupted": 0}, SDK_INTERNAL, 0)
            stt = span(ids, trace, turn, "stt", now + 30 * MS, end - 40 * MS, {
                "transcript": text, "metrics.ttfb": round(seconds / 7 + number * 0.01, 4)},
                SDK_INTERNAL, 0)
            spans += [turn, stt]
        elif role == "assistant":
            llm = span(ids, trace, root, "llm", now, now + 900 * MS, {
                "metrics.ttfb": round(0.31 + number * 0.023, 4),
                "gen_ai.usage.input_tokens": 300 + 40 * number,
                "gen_ai.usage.output_tokens": 30 + number}, SDK_INTERNAL, 0)
            tts = span(ids, trace, root, "tts", now + 910 * MS, end, {
                "metrics.ttfb": round(0.17 + number * 0.019, 4)}, SDK_INTERNAL, 0)
            spans += [llm, tts]
        now = end
    return spans


def own(ids):
    """What the example's processors report, at the moment in which a stage is done."""
    spans, now, number = [], START + 40 * MS, 0
    for role, text, seconds in TURNS:
        now += int(seconds * SECOND)
        number += 1
        if role == "user":
            sure = {"stt.confidence": round(0.9 + number * 0.004, 4),
                    "metrics.ttfb": round(seconds / 7 + number * 0.01, 4)}
            trace = ids.trace()
            stt = span(ids, trace, None, "stt", now, now + 200_000, {
                "stt.transcription": text, **sure}, SDK_INTERNAL, 0)
            attempt = span(ids, trace, stt, "stt.provider.deepgram", now + 50_000, now + 120_000,
                           {"stt.providerName": "deepgram", **sure}, SDK_INTERNAL, 0)
            spans += [("coval.stt", stt), ("coval.stt", attempt)]
        elif role == "assistant":
            spans.append(("coval.llm", span(ids, ids.trace(), None, "llm", now, now + 90_000, {
                "metrics.ttfb": round(0.31 + number * 0.023, 4),
                "llm.finish_reason": "stop"}, SDK_INTERNAL, 0)))
            spans.append(("coval.tts", span(ids, ids.trace(), None, "tts", now, now + 80_000, {
                "metrics.ttfb": 0.0}, SDK_INTERNAL, 0)))
    return spans


def build():
    ids = Ids(SERVICE)
    framework = [request(SERVICE, "pipecat", [one]) for one in native(ids)]
    return framework + [request(SERVICE, scope, [one]) for scope, one in own(ids)]
