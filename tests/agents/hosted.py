"""What the Vapi and the Twilio example have in common: spans rebuilt after the call from a list of
turns, with values that nobody measured."""

from otlp import ERROR, MS, OK, SECOND, START, TURNS, Ids, request, span


def stt(ids, trace, root, provider, text, start, end):
    """The recognition of an utterance: a quarter of it as the time to first byte, and 0.95."""
    ttfb = round((end - start) / SECOND * 0.25, 4)
    one = span(ids, trace, root, "stt", start, end, {
        "stt.transcription": text, "metrics.ttfb": ttfb, "stt.confidence": 0.95})
    attempt = span(ids, trace, one, f"stt.provider.{provider}", start, end, {
        "stt.providerName": provider, "stt.confidence": 0.95, "metrics.ttfb": ttfb})
    choice = span(ids, trace, one, "stt.provider_selection", start, start + 10 * MS, {
        "stt.selectedProvider": provider, "stt.providerType": "hosted_platform"})
    return [one, attempt, choice]


def tool(ids, trace, root, role, name, start, end):
    key = "tool.arguments" if role == "tool_call" else "tool.result"
    return span(ids, trace, root, role, start, end, {
        "tool.name": name, "tool.call_id": "call_one", key: "{}"})


def build(service, provider, answer):
    """`answer(start, end, number)` says when the model of an assistant's turn is done, and what
    its time to first byte is."""
    ids = Ids(service)
    trace = ids.trace()
    length = sum(seconds for _, _, seconds in TURNS)
    root = span(ids, trace, None, "conversation", START, START + int(length * SECOND), {
        "call.duration_seconds": round(length, 3), "call.ended_reason": "customer-ended-call"})
    spans, now, number = [root], START, 0
    for index, (role, text, seconds) in enumerate(TURNS):
        end = now + int(seconds * SECOND)
        if role == "user":
            spans += stt(ids, trace, root, provider, text, now, end)
        elif role == "assistant":
            done, ttfb = answer(now, end, number)
            tools = index + 1 < len(TURNS) and TURNS[index + 1][0] == "tool_call"
            spans.append(span(ids, trace, root, "llm", now, done, {
                "metrics.ttfb": ttfb, "llm.finish_reason": "tool_calls" if tools else "stop"}))
            spans.append(span(ids, trace, root, "tts", done, end, {"metrics.ttfb": 0.1}))
            number += 1
        else:
            spans.append(tool(ids, trace, root, role, text, now, end))
        now = end
    assert {one["status"]["code"] for one in spans} <= {OK, ERROR}
    return [request(service, service, spans)]
