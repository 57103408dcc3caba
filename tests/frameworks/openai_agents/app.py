"""OpenAI Agents SDK: an agent with two tools, of which one fails, three turns, the second of them
streamed and cancelled halfway.

    app.py native OUT           the SDK's own exporter, its requests as they are
    app.py openinference OUT    the OpenInference instrumentor, as OTLP
    app.py voice OUT            the same questions, spoken: a voice pipeline a question, exported
                                as `native` does
"""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import fake_model
import receiver

from agents import (Agent, OpenAIResponsesModel, Runner, SQLiteSession, function_tool, trace,
                    set_trace_processors)
from agents.tracing.processors import BackendSpanExporter, BatchTraceProcessor
from openai import AsyncOpenAI


@function_tool
def book_slot(day: str) -> str:
    """Books a slot in the workshop."""
    return f"booked: {day}"


@function_tool
def part_price(part: str) -> str:
    """Looks up the price of a part."""
    raise RuntimeError("the price list is not reachable")


def workshop(client):
    return Agent(name="workshop", instructions="You answer for a bike workshop.",
                 model=OpenAIResponsesModel("fake-model", client), tools=[book_slot, part_price])


async def talk(client):
    agent = workshop(client)
    session = SQLiteSession("call-1")
    with trace("bike workshop call", group_id="call-1"):
        await Runner.run(agent, fake_model.QUESTION, session=session)
        stream = Runner.run_streamed(agent, fake_model.WISH, session=session)
        parts = 0
        async for _ in stream.stream_events():
            parts += 1
            if parts == 8:
                stream.cancel()
        await Runner.run(agent, fake_model.BOOKING, session=session)


async def speak(client):
    import numpy
    from agents.voice import (AudioInput, OpenAISTTModel, OpenAITTSModel,
                              SingleAgentVoiceWorkflow, VoicePipeline, VoicePipelineConfig)
    workflow = SingleAgentVoiceWorkflow(workshop(client))
    for _ in range(3):
        pipeline = VoicePipeline(
            workflow=workflow, stt_model=OpenAISTTModel("fake-stt", client),
            tts_model=OpenAITTSModel("fake-tts", client),
            config=VoicePipelineConfig(group_id="call-1", workflow_name="bike workshop",
                                       trace_include_sensitive_audio_data=False))
        result = await pipeline.run(AudioInput(numpy.zeros(24000, numpy.int16)))
        async for _ in result.stream():
            pass


def run(conversation):
    asyncio.run(conversation(AsyncOpenAI(base_url=fake_model.start(), api_key="none")))


def native(out, conversation=talk):
    exporter = BackendSpanExporter(api_key="none", endpoint=receiver.start(out) + "/v1/traces/ingest")
    processor = BatchTraceProcessor(exporter)
    set_trace_processors([processor])
    run(conversation)
    processor.shutdown()


def voice(out):
    native(out, speak)


def openinference(out):
    import capture
    from openinference.instrumentation.openai_agents import OpenAIAgentsInstrumentor
    provider = capture.provider(out, "bike-workshop")
    OpenAIAgentsInstrumentor().instrument(tracer_provider=provider)
    run(talk)
    provider.shutdown()


if __name__ == "__main__":
    {"native": native, "openinference": openinference, "voice": voice}[sys.argv[1]](sys.argv[2])
