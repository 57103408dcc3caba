// A simulated voice agent, instrumented with the OpenTelemetry JavaScript SDK.
//
//     node agent.mjs SCENARIO ENDPOINT [SPANS_PER_REQUEST]
//
// SCENARIO is clean, noisy (both replay calls.json), sparse or broken (both replay faults.json);
// ENDPOINT is an OTLP/HTTP traces URL. Time is simulated, and every id and timestamp is the same
// in every run and the same as in agent.py.

import { readFileSync } from "node:fs";
import { diag, DiagConsoleLogger, DiagLogLevel } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { VoiceAgent } from "./call.mjs";
import { Replay } from "./faults.mjs";
import { Clock, Draws, SeededIds } from "./simulated.mjs";

const LARGEST_QUEUE = 4096;
const NEVER_MS = 3_600_000;
const EXPORT_SUCCESS = 0;

// One request at a time, so that batches arrive in the order of their spans. With `resend`, the
// first batch goes out twice, as from a client that takes a late 200 for a failure.
class OrderedExporter {
  constructor(inner, resend) {
    this.inner = inner;
    this.resend = resend;
    this.last = Promise.resolve();
  }

  export(spans, done) {
    this.last = this.last.then(async () => {
      let result = await this.send(spans);
      if (this.resend && result.code === EXPORT_SUCCESS) {
        this.resend = false;
        result = await this.send(spans);
      }
      if (result.code !== EXPORT_SUCCESS) process.exitCode = 1;
      done(result);
    });
  }

  send(spans) {
    return new Promise((done) => this.inner.export(spans, done));
  }

  async forceFlush() {
    await this.last;
  }

  shutdown() {
    return this.inner.shutdown();
  }
}

function load(scenario) {
  for (const name of ["calls.json", "faults.json"]) {
    const data = JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
    if (scenario in data) {
      return [data[scenario], data.resource ?? data[scenario].resource];
    }
  }
  throw new Error(`no scenario named ${scenario}; use clean, noisy, sparse or broken`);
}

const [scenario, endpoint, batch = LARGEST_QUEUE] = process.argv.slice(2);
diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.WARN);
const [data, resource] = load(scenario);
const ids = new SeededIds(scenario);
const exporter = new OrderedExporter(
  new OTLPTraceExporter({ url: endpoint }), data.resend_first_batch);
const provider = new BasicTracerProvider({
  resource: defaultResource().merge(resourceFromAttributes(resource)),
  idGenerator: ids,
  spanProcessors: [new BatchSpanProcessor(exporter, {
    maxQueueSize: LARGEST_QUEUE,
    maxExportBatchSize: Number(batch),
    scheduledDelayMillis: NEVER_MS,
  })],
});

if ("calls" in data) {
  const tracer = provider.getTracer("front-desk", resource["service.version"]);
  new VoiceAgent(tracer, new Clock(), new Draws(scenario), ids).run(data);
} else {
  new Replay(provider.getTracer(data.scope), ids).run(data);
}
await provider.shutdown();
