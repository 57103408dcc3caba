"""Second opinions about the rules of time that the other files do not have."""

from model import MS, SECOND, is_marker, is_turn
from reference import number
from reference_rest import rest

LARGEST = 2 ** 63 - 1


def placed(span):
    return bool(span.start and span.end)


@rest("T014")
def start_missing(trace):
    return any(not span.start for span in trace.spans)


@rest("T018")
def int64_overflow(trace):
    return any(time > LARGEST for span in trace.spans for time in (span.start, span.end) if time)


@rest("T020")
def turn_offset_implausible(trace):
    offsets = [number(span, "turn.seconds_from_start") for span in trace.spans]
    return any(offset is not None and not 0 <= offset <= 7200 for offset in offsets)


@rest("T024")
def event_outside_span(trace):
    return any(not span.start - 5 * MS <= event.time <= span.end + 5 * MS
               for span in trace.spans if placed(span) for event in span.events)


def tells_time(key, value):
    if key.endswith(("_at", "start_time", "end_time")) or "timestamp" in key.lower():
        return True
    return type(value) is int and any(1_262_304_000 <= value / factor < 2_208_988_800
                                      for factor in (10 ** 3, 10 ** 6, 10 ** 9))


@rest("T025")
def timestamp_as_attribute(trace):
    return any(tells_time(key, value) for span in trace.spans
               for key, value in span.attributes.items())


@rest("T026")
def ms_vs_s_duration(trace):
    turns = [span for span in trace.spans
             if is_turn(span) and placed(span) and not is_marker(span)]
    lengths = [span.length for span in sorted(turns, key=lambda span: span.start)]
    last = len(lengths) - 1
    for index, length in enumerate(lengths if last >= 2 else ()):
        middle = min(max(index, 1), last - 1)
        others = [lengths[at] for at in (middle - 1, middle, middle + 1) if at != index]
        if length > 120 * SECOND and length >= 500 * max(others):
            return True
    return False


@rest("T027")
def clock_skew(trace):
    spans = {span.span_id: span for span in trace.spans}
    early = []
    for span in trace.spans:
        parent = spans.get(span.parent_id)
        names = {one.resource.attributes.get("service.name") for one in (span, parent) if one}
        if len(names) == 2 and None not in names and placed(span) and placed(parent):
            early.append(span.start < parent.start - MS)
    return len(early) >= 3 and sum(early) >= 0.8 * len(early)
