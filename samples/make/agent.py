#!/usr/bin/env python3
"""A simulated voice agent, instrumented with the OpenTelemetry Python SDK.

    agent.py SCENARIO --endpoint URL [--batch N] [--console FILE]

SCENARIO is clean, noisy (both replay calls.json), sparse or broken (both replay faults.json).
Time is simulated, so a run takes no longer than its exports, and every id and timestamp is the
same in every run. agent.mjs is the same agent on the JavaScript SDK.
"""

import argparse
import contextlib
import json
import pathlib
import sys

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor, ConsoleSpanExporter, SpanExporter, SpanExportResult)

from call import VoiceAgent
from faults import Replay
from simulated import Clock, Draws, SeededIds

HERE = pathlib.Path(__file__).parent
LARGEST_QUEUE = 4096
NEVER_MS = 3_600_000


class ResendingExporter(SpanExporter):
    """Sends its first batch twice, as a client does that takes a late 200 for a failure."""

    def __init__(self, inner):
        self.inner = inner
        self.resend = True

    def export(self, spans):
        result = self.inner.export(spans)
        if self.resend and result is SpanExportResult.SUCCESS:
            self.resend = False
            result = self.inner.export(spans)
        return result

    def shutdown(self):
        self.inner.shutdown()


def load(scenario):
    """Returns the scenario's own data and the resource that its spans carry."""
    for name in ("calls.json", "faults.json"):
        data = json.loads((HERE / name).read_text(encoding="utf-8"))
        if scenario in data:
            return data[scenario], data.get("resource") or data[scenario]["resource"]
    sys.exit(f"agent.py: no scenario named {scenario}; use clean, noisy, sparse or broken")


def batches(exporter, size):
    return BatchSpanProcessor(exporter, max_queue_size=LARGEST_QUEUE,
                              max_export_batch_size=size, schedule_delay_millis=NEVER_MS)


def main():
    parser = argparse.ArgumentParser(description="replay one scenario and export its spans")
    parser.add_argument("scenario")
    parser.add_argument("--endpoint", required=True, help="OTLP/HTTP traces URL")
    parser.add_argument("--batch", type=int, default=LARGEST_QUEUE, help="spans per request")
    parser.add_argument("--console", help="also write ConsoleSpanExporter's output to this file")
    args = parser.parse_args()

    data, resource = load(args.scenario)
    ids, clock, draws = SeededIds(args.scenario), Clock(), Draws(args.scenario)
    provider = TracerProvider(resource=Resource.create(resource), id_generator=ids)
    exporter = OTLPSpanExporter(endpoint=args.endpoint)
    if data.get("resend_first_batch"):
        exporter = ResendingExporter(exporter)
    provider.add_span_processor(batches(exporter, args.batch))

    with contextlib.ExitStack() as stack:
        if args.console:
            out = stack.enter_context(open(args.console, "w", encoding="utf-8"))
            provider.add_span_processor(batches(ConsoleSpanExporter(out=out), args.batch))
        if "calls" in data:
            tracer = provider.get_tracer("front-desk", resource["service.version"])
            VoiceAgent(tracer, clock, draws, ids).run(data)
        else:
            Replay(provider.get_tracer(data["scope"]), ids).run(data)
        provider.shutdown()


if __name__ == "__main__":
    main()
