// Vercel AI SDK: a spoken call of three turns (a tool that fails, an answer that the caller
// interrupts, a tool that works) under the application's own spans, then one question on its own. Version 7
// has its telemetry in @ai-sdk/otel and traces speech too; older ones are asked call by call.
//
//     node app.mjs MODEL_URL TRACES_URL
import { createOpenAI } from '@ai-sdk/openai';
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import * as ai from 'ai';
import { z } from 'zod';

const [modelUrl, tracesUrl] = process.argv.slice(2);
const utterances = ['What is the price of a chain?', 'Tell me a story.',
  'Please book a slot on Tuesday.'];

const sdk = new NodeSDK({
  resource: resourceFromAttributes({
    'service.name': 'bike-workshop', 'service.version': '1.0.0',
    'deployment.environment.name': 'test',
  }),
  traceExporter: new OTLPTraceExporter({ url: tracesUrl }),
  autoDetectResources: false,
  instrumentations: [],
});
sdk.start();

const openai = createOpenAI({ baseURL: modelUrl, apiKey: 'none' });
const integrated = 'registerTelemetry' in ai;
if (integrated) {
  const { OpenTelemetry } = await import('@ai-sdk/otel');
  ai.registerTelemetry(new OpenTelemetry());
}

function telemetry(functionId) {
  if (integrated) return { telemetry: { functionId } };
  return { experimental_telemetry: { isEnabled: true, functionId, metadata: { sessionId: 'call-1' } } };
}

const tools = {
  book_slot: ai.tool({
    description: 'Books a slot in the workshop.',
    inputSchema: z.object({ day: z.string() }),
    execute: async ({ day }) => `booked: ${day}`,
  }),
  part_price: ai.tool({
    description: 'Looks up the price of a part.',
    inputSchema: z.object({ part: z.string() }),
    execute: async () => { throw new Error('the price list is not reachable'); },
  }),
};

// The answer as far as it came: `parts` ends it early, as a caller who speaks does.
async function answer(messages, parts = Infinity) {
  const stop = new AbortController();
  const result = ai.streamText({
    model: openai.chat('fake-model'), system: 'You answer for a bike workshop.', messages, tools,
    stopWhen: ai.stepCountIs(3), maxRetries: 0, abortSignal: stop.signal,
    onError: () => {}, ...telemetry('workshop'),
  });
  let text = '';
  for await (const part of result.textStream) {
    text += part;
    if (--parts === 0) stop.abort();
  }
  return text;
}

async function heard(said) {
  if (!integrated) return said;
  const audio = new Uint8Array(32000);
  await ai.transcribe({ model: openai.transcription('fake-stt'), audio, ...telemetry('ear') });
  return said;
}

async function speak(text) {
  if (!integrated || !text) return;
  await ai.generateSpeech({ model: openai.speech('fake-tts'), text, ...telemetry('mouth') });
}

const tracer = trace.getTracer('bike-workshop');
const within = (name, attributes, body) =>
  tracer.startActiveSpan(name, { attributes }, async (span) => {
    try { return await body(); } finally { span.end(); }
  });

await within('conversation', { 'session.id': 'call-1' }, async () => {
  const messages = [];
  for (const [index, said] of utterances.entries()) {
    await within('turn', { 'turn.number': index + 1 }, async () => {
      messages.push({ role: 'user', content: await heard(said) });
      const text = await answer(messages, index === 1 ? 8 : Infinity);
      messages.push({ role: 'assistant', content: text });
      await speak(text);
    });
  }
});
await answer([{ role: 'user', content: utterances[2] }]);
await sdk.shutdown();
