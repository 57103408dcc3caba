"""The generated helper in a LiveKit agent: the framework's requests and attempts get one name, and
hooks report the two halves of a recognition on spans of their own."""

from otlp import CLIENT, MICROS, MS, SECOND, START, TURNS, Ids, request, span

SERVICE = "livekit-wizard-agent"
FAULTS = {
    "U031": "llm in llm, tts in tts",
    "U032": "the text and the latency of stt on two spans",
    "U039": "one trace for each span of a hook",
    "U041": "bookkeeping of the helper",
}


def renamed(ids, trace, turn, name, start, end, attributes):
    """llm_request and llm_request_run are both called llm at their end."""
    outer = span(ids, trace, turn, name, start, end, attributes, CLIENT, 0)
    inner = span(ids, trace, outer, name, start + MS, end - MS, {"lk.retry_count": 0}, CLIENT, 0)
    return [outer, inner]


def native(ids):
    trace = ids.trace()
    length = sum(seconds for _, _, seconds in TURNS)
    root = span(ids, trace, None, "agent_session", START, START + int((length + 1) * SECOND),
                {"lk.agent_label": "assistant"}, status=0)
    spans, now = [root], START + 25 * MS
    for number, (role, text, seconds) in enumerate(TURNS):
        end = now + int(seconds * SECOND)
        if role == "user":
            spans.append(span(ids, trace, root, "user_turn", now, end - 20 * MS, {
                "lk.user_transcript": text,
                "lk.transcript_confidence": round(0.86 + number * 0.007, 4)}, status=0))
        elif role == "assistant":
            turn = span(ids, trace, root, "agent_turn", now, end, {
                "lk.speech_id": f"speech_{number:02}a7", "lk.interrupted": 0}, status=0)
            middle = now + 800 * MS + number * 11 * MS
            spans.append(turn)
            spans += renamed(ids, trace, turn, "llm", now + 5 * MS, middle, {
                "gen_ai.request.model": "gpt-4o-mini", "gen_ai.usage.input_tokens": 410 + number,
                "gen_ai.usage.output_tokens": 32 + number,
                "lk.response.ttft": round(0.35 + number * 0.017, 4)})
            spans += renamed(ids, trace, turn, "tts", middle + MS, end - 5 * MS, {
                "lk.response.ttfb": round(0.18 + number * 0.011, 4)})
        now = end
    return spans


def hooks(ids):
    spans, now = [], START + 25 * MS
    for number, (role, text, seconds) in enumerate(TURNS):
        now += int(seconds * SECOND)
        id_of_call = {"coval.internal.simulation_id": "", "coval.internal.buffer_key": "room"}
        if role == "user":
            for half in ({"transcript": text}, {"metrics.ttfb": round(0.2 + number * 0.01, 4)}):
                spans.append(span(ids, ids.trace(), None, "stt", now, now + MICROS,
                                  {**half, **id_of_call}, status=0))
        elif role == "assistant":
            spans.append(span(ids, ids.trace(), None, "tts", now, now + MICROS, {
                "metrics.ttfb": round(0.18 + number * 0.011, 4), **id_of_call}, status=0))
    return spans


def build():
    ids = Ids(SERVICE)
    return [request(SERVICE, "livekit-agents", native(ids)),
            request(SERVICE, "coval.instrumentation", hooks(ids))]
