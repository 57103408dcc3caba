"""What an input as a whole is found to be: second opinions that see all traces of a file.

`judge_input` gets the traces of a file and its encoding and returns the codes that must be found
about it, no more and no less.
"""

from collections import Counter

from model import ERROR, is_marker, is_tool, is_wrapper
from reference import number

INPUT = {}
SINGLE = ("json-single", "jsonl-single", "protobuf-single")


def about_input(code):
    def keep(check):
        INPUT[code] = check
        return check
    return keep


def judge_input(traces, encoding):
    return {code for code, check in INPUT.items() if check(traces, encoding)}


def sent_one_by_one(trace, encoding):
    """L111, which is found on the trace."""
    return {"L111"} if encoding in SINGLE and len(trace.spans) > 500 else set()


def spans_of(traces):
    return [span for trace in traces for span in trace.spans]


@about_input("M147")
def hotspots_not_ready(traces, _):
    spans = spans_of(traces)
    names = {span.name for span in spans if not is_wrapper(span)}
    calls = any(span.name == "conversation" or span.name in ("llm", "stt", "tts") or is_tool(span)
                for span in spans)
    flat = len(traces) >= 20 and all(span.status != ERROR for span in spans)
    return calls and (len(names) < 2 or flat)


def values(spans, key):
    return sum(number(span, key) is not None for span in spans if not is_marker(span))


@about_input("M149")
def sample_too_small(traces, encoding):
    if len(traces) < 2 or encoding == "langsmith":  # which has the numbers as metadata
        return False
    spans = spans_of(traces)
    counts = [values([span for span in spans if span.name == name], "metrics.ttfb")
              for name in ("llm", "stt", "tts")]
    counts.append(values(filter(is_tool, spans), "tool.latency_ms"))
    return any(0 < count < 20 for count in counts)


@about_input("M150")
def import_limit_near(traces, encoding):
    """Four fifths of 500 traces of Langfuse, 500 runs of LangSmith, 5,000 spans of Phoenix."""
    of = Counter()
    for trace in traces:
        service = trace.spans[0].resource.attributes.get("service.name") if trace.spans else None
        platform = encoding if encoding in ("langfuse", "langsmith", "phoenix") else service
        of[{"phoenix": "arize"}.get(platform, platform)] += (
            1 if platform == "langfuse" else len(trace.spans))
    return of["langfuse"] > 400 or of["langsmith"] > 400 or of["arize"] > 4000
