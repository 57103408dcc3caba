// Simulated time, chance and ids: equal in every run and in both languages.

import { createHash } from "node:crypto";

// Microseconds since 1970 of an ISO time in UTC.
export const epochUs = (text) => Date.parse(text) * 1000;

// The SDK's own time: whole seconds and nanoseconds. It takes nanoseconds as a BigInt, because
// those since 1970 do not fit a number.
export const hrTime = (ns) => [Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)];

const sha256 = (text) => createHash("sha256").update(text).digest();

// Now, in microseconds since 1970. It moves only when it is told to.
export class Clock {
  us = 0;

  now() {
    return hrTime(BigInt(this.us) * 1000n);
  }

  secondsSince(startUs) {
    return (this.us - startUs) / 1e6;
  }
}

// A stream of numbers that look random and repeat with the seed.
export class Draws {
  #seed;
  #count = 0;

  constructor(seed) {
    this.#seed = seed;
  }

  below(limit) {
    this.#count += 1;
    return sha256(`${this.#seed}/draw/${this.#count}`).readUInt32BE(0) % limit;
  }
}

// Ids from a seed. All spans of one call share a trace id, also those without a parent.
export class SeededIds {
  #seed;
  #calls = 0;
  #spans = 0;

  constructor(seed) {
    this.#seed = seed;
  }

  nextCall() {
    this.#calls += 1;
  }

  generateTraceId = () => this.#hash("trace", this.#calls, 16);

  generateSpanId = () => {
    this.#spans += 1;
    return this.#hash("span", this.#spans, 8);
  };

  #hash(kind, number, size) {
    return sha256(`${this.#seed}/${kind}/${number}`).toString("hex", 0, size);
  }
}
