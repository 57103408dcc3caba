"""LiveKit Agents: a session with the OpenAI plugins, without a room: audio that stands for speech
comes in, a speaker plays in real time. Three turns: a tool that fails, an answer that
the caller interrupts, a tool that works.

    agent.py OUT
"""

import asyncio
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import capture
import fake_model

from livekit import rtc
from livekit.agents import Agent, AgentSession, function_tool, telemetry, vad
from livekit.agents.utils import http_context
from livekit.agents.voice.io import AudioInput, AudioOutput, AudioOutputCapabilities
from livekit.plugins import openai

RATE = 24000
FRAME_S = 0.02
SAMPLES = int(RATE * FRAME_S)
SILENCE = bytes(SAMPLES * 2)
SPEECH = b"\x00\x20\x00\xe0" * (SAMPLES // 2)
START_S = 0.1
STOP_S = 0.3


class Microphone(AudioInput):
    """Speech for as long as told, otherwise silence, in real time."""

    def __init__(self):
        super().__init__(label="microphone")
        self.speaking = False

    async def __anext__(self):
        await asyncio.sleep(FRAME_S)
        return rtc.AudioFrame(SPEECH if self.speaking else SILENCE, RATE, 1, SAMPLES)

    async def say(self, seconds):
        self.speaking = True
        await asyncio.sleep(seconds)
        self.speaking = False


class Speaker(AudioOutput):
    """Plays four times as fast as real time."""

    def __init__(self):
        super().__init__(label="speaker", sample_rate=RATE,
                         capabilities=AudioOutputCapabilities(pause=False))
        self.started = None
        self.pushed_s = 0.0
        self.end = None

    async def capture_frame(self, frame):
        await super().capture_frame(frame)
        if self.started is None:
            self.started = time.time()
            self.on_playback_started(created_at=self.started)
        self.pushed_s += frame.duration

    def flush(self):
        super().flush()
        if self.started is not None and self.end is None:
            left = self.pushed_s / 4 - (time.time() - self.started)
            self.end = asyncio.get_running_loop().call_later(max(left, 0), self.finish, False)

    def clear_buffer(self):
        if self.started is not None:
            self.finish(True)

    def finish(self, interrupted):
        if self.end:
            self.end.cancel()
        played = min(self.pushed_s, (time.time() - self.started) * 4) if interrupted else self.pushed_s
        self.started, self.pushed_s, self.end = None, 0.0, None
        self.on_playback_finished(playback_position=played, interrupted=interrupted)


class Loudness(vad.VAD):
    """Whatever is not silent is speech."""

    def __init__(self):
        super().__init__(capabilities=vad.VADCapabilities(update_interval=FRAME_S))

    def stream(self):
        return LoudnessStream(self)


class LoudnessStream(vad.VADStream):
    async def _main_task(self):
        speaking, loud_s, silent_s, samples, kept = False, 0.0, 0.0, 0, []

        def send(kind):
            self._event_ch.send_nowait(vad.VADEvent(
                type=kind, samples_index=samples, timestamp=time.time(), speech_duration=loud_s,
                silence_duration=silent_s, frames=list(kept), speaking=speaking,
                probability=1.0 if silent_s == 0 else 0.0, raw_accumulated_silence=silent_s,
                raw_accumulated_speech=loud_s))

        async for frame in self._input_ch:
            if not isinstance(frame, rtc.AudioFrame):
                continue
            samples += frame.samples_per_channel
            if any(bytes(frame.data)):
                loud_s, silent_s = loud_s + frame.duration, 0.0
            else:
                silent_s += frame.duration
            if speaking or silent_s == 0:
                kept.append(frame)
            send(vad.VADEventType.INFERENCE_DONE)
            if not speaking and loud_s >= START_S:
                speaking = True
                send(vad.VADEventType.START_OF_SPEECH)
            elif speaking and silent_s >= STOP_S:
                speaking = False
                send(vad.VADEventType.END_OF_SPEECH)
                loud_s, kept = 0.0, []


class Workshop(Agent):
    def __init__(self):
        super().__init__(instructions="You answer for a bike workshop.")

    @function_tool
    async def book_slot(self, day: str) -> str:
        """Books a slot in the workshop."""
        return f"booked: {day}"

    @function_tool
    async def part_price(self, part: str) -> str:
        """Looks up the price of a part."""
        raise RuntimeError("the price list is not reachable")


async def call(url):
    session = AgentSession(
        stt=openai.STT(base_url=url, api_key="none", model="fake-stt", use_realtime=False),
        llm=openai.LLM(base_url=url, api_key="none", model="fake-model"),
        tts=openai.TTS(base_url=url, api_key="none", model="fake-tts", voice="alloy",
                       response_format="pcm"),
        vad=Loudness(), aec_warmup_duration=None,
        turn_handling={"turn_detection": "vad", "endpointing": {"min_delay": 0.2}})
    microphone = Microphone()
    session.input.audio = microphone
    session.output.audio = Speaker()
    await session.start(Workshop(), record=False)
    await asyncio.sleep(0.3)
    await microphone.say(0.6)
    await asyncio.sleep(3)
    await microphone.say(0.6)
    await asyncio.sleep(2.5)
    await microphone.say(0.8)
    await asyncio.sleep(4)
    await session.aclose()


async def main():
    provider = capture.provider(sys.argv[1], "bike-workshop")
    telemetry.set_tracer_provider(provider)
    async with http_context.open():
        await call(fake_model.start())
    provider.shutdown()


if __name__ == "__main__":
    asyncio.run(main())
