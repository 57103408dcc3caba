import json

for number in range(400):
    print(json.dumps({
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "trace_id": f"00000000-0000-4000-8000-{number // 10:012d}",
        "name": "llm", "run_type": "llm",
        "start_time": "2025-01-27T17:46:40.000000", "end_time": "2025-01-27T17:46:41.000000",
        "dotted_order": f"20250127T174640000000Z00000000-0000-4000-8000-{number:012d}",
    }))
