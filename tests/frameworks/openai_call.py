"""The call that the instrumentations of the bare OpenAI client watch: four turns: a tool that
fails, a stream that is left halfway, a tool that works, and a model call that fails."""

import json

import fake_model
from openai import APIStatusError, OpenAI

TOOLS = [{"type": "function", "function": {
    "name": name, "description": "A tool of the workshop.",
    "parameters": {"type": "object", "properties": {key: {"type": "string"} for key in arguments}}}}
    for name, arguments in fake_model.TOOLS.values()]


def book_slot(day):
    return f"booked: {day}"


def part_price(part):
    raise RuntimeError(f"no price for {part}: the price list is not reachable")


RUN = {"book_slot": book_slot, "part_price": part_price}


def run_tool(name, arguments):
    """The tool's output; its failure is what the model reads."""
    try:
        return RUN[name](**arguments)
    except RuntimeError as error:
        return f"error: {error}"


def turn(client, messages, tool=run_tool):
    """Asks until the model answers in words."""
    while True:
        reply = client.chat.completions.create(
            model="fake-model", messages=messages, tools=TOOLS).choices[0].message
        messages.append(reply.model_dump(exclude_none=True))
        if not reply.tool_calls:
            return
        for call in reply.tool_calls:
            output = tool(call.function.name, json.loads(call.function.arguments))
            messages.append({"role": "tool", "tool_call_id": call.id, "content": output})


def interrupted_turn(client, messages):
    """A streamed answer of which the caller hears eight words."""
    stream = client.chat.completions.create(
        model="fake-model", messages=messages, stream=True,
        stream_options={"include_usage": True})
    heard = []
    for chunk in stream:
        heard.append(chunk.choices[0].delta.content or "")
        if len(heard) == 8:
            break
    stream.close()
    messages.append({"role": "assistant", "content": "".join(heard)})


def new_client():
    return OpenAI(base_url=fake_model.start(), api_key="none", max_retries=0)


def talk(client, in_turn, tool=run_tool):
    """The call; IN_TURN(number) is the context manager of a turn's span."""
    messages = [{"role": "system", "content": "You answer for a bike workshop."}]
    with in_turn(1):
        messages.append({"role": "user", "content": fake_model.QUESTION})
        turn(client, messages, tool)
    with in_turn(2):
        messages.append({"role": "user", "content": fake_model.WISH})
        interrupted_turn(client, messages)
    with in_turn(3):
        messages.append({"role": "user", "content": fake_model.BOOKING})
        turn(client, messages, tool)
    with in_turn(4):
        messages.append({"role": "user", "content": "Now overload it."})
        try:
            turn(client, messages, tool)
        except APIStatusError:
            pass
