"""Pipecat: a voice pipeline with its own OpenAI services, fed with audio that stands for speech,
and a speaker that plays in real time. Three turns: a tool that fails, an answer that
the caller interrupts, a tool that works.

    agent.py native OUT           its own tracing
    agent.py openinference OUT    the OpenInference instrumentor
"""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import capture
import fake_model

from pipecat.adapters.schemas.function_schema import FunctionSchema
from pipecat.adapters.schemas.tools_schema import ToolsSchema
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.frames.frames import InputAudioRawFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (LLMContextAggregatorPair,
                                                                   LLMUserAggregatorParams)
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.openai.stt import OpenAISTTService
from pipecat.services.openai.tts import OpenAITTSService
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.utils.tracing.setup import setup_tracing
from pipecat.workers.runner import WorkerRunner

RATE = 16000
FRAME_S = 0.02
SILENCE = bytes(int(RATE * FRAME_S) * 2)
SPEECH = b"\x00\x20\x00\xe0" * (len(SILENCE) // 4)


class Loudness(VADAnalyzer):
    """Whatever is not silent is speech."""

    def num_frames_required(self):
        return int(RATE * FRAME_S)

    def voice_confidence(self, buffer):
        return 1.0 if any(buffer) else 0.0


class Microphone(BaseInputTransport):
    """Sends speech for as long as told, otherwise silence, in real time."""

    speaking = False

    async def start(self, frame):
        await super().start(frame)
        await self.set_transport_ready(frame)
        self.sender = self.create_task(self.send())

    async def send(self):
        while True:
            await self.push_audio_frame(InputAudioRawFrame(
                SPEECH if self.speaking else SILENCE, RATE, 1))
            await asyncio.sleep(FRAME_S)

    async def cleanup(self):
        await self.cancel_task(self.sender)
        await super().cleanup()

    async def say(self, seconds):
        self.speaking = True
        await asyncio.sleep(seconds)
        self.speaking = False


class Speaker(BaseOutputTransport):
    async def start(self, frame):
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame):
        await asyncio.sleep(len(frame.audio) / 2 / frame.sample_rate / 4)  # four times as fast
        return True


def tool(name):
    arguments = dict(fake_model.TOOLS.values())[name]
    return FunctionSchema(name=name, description="A tool of the workshop.", required=list(arguments),
                          properties={key: {"type": "string"} for key in arguments})


async def book_slot(params):
    await params.result_callback(f"booked: {params.arguments['day']}")


async def part_price(params):
    raise RuntimeError("the price list is not reachable")


def pipeline(url):
    llm = OpenAILLMService(base_url=url, api_key="none",
                           settings=OpenAILLMService.Settings(model="fake-model"))
    llm.register_function("book_slot", book_slot)
    llm.register_function("part_price", part_price)
    stt = OpenAISTTService(base_url=url, api_key="none",
                           settings=OpenAISTTService.Settings(model="fake-stt"))
    tts = OpenAITTSService(base_url=url, api_key="none",
                           settings=OpenAITTSService.Settings(model="fake-tts", voice="alloy"))
    context = LLMContext([{"role": "system", "content": "You answer for a bike workshop."}],
                         ToolsSchema([tool("book_slot"), tool("part_price")]))
    both = LLMContextAggregatorPair(context, user_params=LLMUserAggregatorParams(
        vad_analyzer=Loudness(sample_rate=RATE, params=VADParams(
            confidence=0.5, start_secs=0.1, stop_secs=0.2, min_volume=0.0)),
        user_turn_strategies=UserTurnStrategies(
            stop=[SpeechTimeoutUserTurnStopStrategy(user_speech_timeout=0.2)])))
    params = TransportParams(audio_in_enabled=True, audio_out_enabled=True,
                             audio_in_sample_rate=RATE, audio_out_sample_rate=24000,
                             audio_out_end_silence_secs=0)
    microphone = Microphone(params)
    return microphone, Pipeline([microphone, stt, both.user(), llm, tts, Speaker(params),
                                 both.assistant()])


async def caller(microphone, worker):
    await asyncio.sleep(0.3)
    await microphone.say(0.6)
    await asyncio.sleep(3)
    await microphone.say(0.6)
    await asyncio.sleep(3)
    await microphone.say(0.6)
    await asyncio.sleep(3)
    await worker.stop_when_done()


async def call(url, traced):
    microphone, line = pipeline(url)
    worker = PipelineWorker(
        line, enable_tracing=traced, conversation_id="call-1", enable_rtvi=False,
        params=PipelineParams(enable_metrics=True, enable_usage_metrics=True,
                              audio_in_sample_rate=RATE, audio_out_sample_rate=24000))
    runner = WorkerRunner(handle_sigint=False)
    await asyncio.gather(runner.run(worker), caller(microphone, worker))


def native(out):
    setup_tracing("bike-workshop", capture.LineExporter(out))
    asyncio.run(call(fake_model.start(), traced=True))
    capture.flush()


def openinference(out):
    from openinference.instrumentation.pipecat import PipecatInstrumentor
    provider = capture.provider(out, "bike-workshop")
    PipecatInstrumentor().instrument(tracer_provider=provider)
    asyncio.run(call(fake_model.start(), traced=False))
    provider.shutdown()


if __name__ == "__main__":
    {"native": native, "openinference": openinference}[sys.argv[1]](sys.argv[2])
