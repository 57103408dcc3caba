import json

COUNT = 4001

print(json.dumps({"next_cursor": None, "data": [{
    "id": f"Span:{number}",
    "name": "llm",
    "context": {"trace_id": f"{number // 50 + 1:032x}", "span_id": f"{number + 1:016x}"},
    "span_kind": "LLM",
    "parent_id": None,
    "start_time": "2025-01-27T17:46:40.000000+00:00",
    "end_time": "2025-01-27T17:46:41.000000+00:00",
    "status_code": "OK",
    "status_message": "",
    "attributes": {},
    "events": [],
} for number in range(COUNT)]}))
