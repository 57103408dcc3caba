"""Simulated time, chance and ids: equal in every run and in both languages."""

import datetime
import hashlib

from opentelemetry.sdk.trace.id_generator import IdGenerator


def epoch_us(text):
    """Microseconds since 1970 of an ISO time in UTC."""
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return int(moment.timestamp()) * 1_000_000


class Clock:
    """Now, in microseconds since 1970. It moves only when it is told to."""

    def __init__(self):
        self.us = 0

    def ns(self):
        return self.us * 1000

    def seconds_since(self, start_us):
        return (self.us - start_us) / 1e6


class Draws:
    """A stream of numbers that look random and repeat with the seed."""

    def __init__(self, seed):
        self.seed = seed
        self.count = 0

    def below(self, limit):
        self.count += 1
        digest = hashlib.sha256(f"{self.seed}/draw/{self.count}".encode()).digest()
        return int.from_bytes(digest[:4], "big") % limit


class SeededIds(IdGenerator):
    """Ids from a seed. All spans of one call share a trace id, also those without a parent."""

    def __init__(self, seed):
        self.seed = seed
        self.calls = 0
        self.spans = 0

    def next_call(self):
        self.calls += 1

    def generate_trace_id(self):
        return self._hash("trace", self.calls, 16)

    def generate_span_id(self):
        self.spans += 1
        return self._hash("span", self.spans, 8)

    def _hash(self, kind, number, size):
        digest = hashlib.sha256(f"{self.seed}/{kind}/{number}".encode()).digest()
        return int.from_bytes(digest[:size], "big")
