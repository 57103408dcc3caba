"""One request of about 3.5 MB."""
import json

TEXT = "word " * 20000  # 100 kB
spans = [{"traceId": "%032x" % (1 + i % 1), "spanId": "%016x" % (i + 1), "name": "llm", "kind": 1,
          "startTimeUnixNano": str(1738000000000000000 + i), "endTimeUnixNano": str(1738000001000000000 + i),
          "attributes": [{"key": "prompt", "value": {"stringValue": TEXT}}]} for i in range(35)]
print(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}))
