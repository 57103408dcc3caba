"""OpenLLMetry: Traceloop's SDK with its decorators around the bare OpenAI client.

    app.py OUT
"""

import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import capture
import openai_call
from traceloop.sdk import Traceloop
from traceloop.sdk.decorators import task, tool, workflow


@tool(name="book_slot")
def book_slot(day):
    return openai_call.book_slot(day)


@tool(name="part_price")
def part_price(part):
    return openai_call.part_price(part)


def run_tool(name, arguments):
    try:
        return {"book_slot": book_slot, "part_price": part_price}[name](**arguments)
    except RuntimeError as error:
        return f"error: {error}"


@workflow(name="bike_workshop_call")
def call(client):
    @contextmanager
    def no_span(number):
        yield

    openai_call.turn = task(name="turn")(openai_call.turn)
    openai_call.talk(client, no_span, run_tool)


def main():
    Traceloop.init(app_name="bike-workshop", exporter=capture.LineExporter(sys.argv[1]),
                   telemetry_enabled=False)
    Traceloop.set_association_properties({"session_id": "call-1"})
    call(openai_call.new_client())
    capture.flush()


if __name__ == "__main__":
    main()
