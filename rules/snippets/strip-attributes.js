class Stripping {
  constructor(inner) {
    this.inner = inner;
  }
  export(spans, done) {
    for (const span of spans)
      for (const key of Object.keys(span.attributes))
        if (key.startsWith("coval.internal.")) delete span.attributes[key];
    this.inner.export(spans, done);
  }
  shutdown() {
    return this.inner.shutdown();
  }
}
