#!/bin/bash
# 25 traces of one tool call each; every third span failed without saying so, every fifth trace has
# 15 spans with an id in their name.
span() { # TRACE SPAN PARENT NAME STATUS
    printf '{"traceId":"%032x","spanId":"%016x","parentSpanId":"%s","name":"%s","kind":1,' \
        "$1" "$2" "$3" "$4"
    printf '"startTimeUnixNano":"1770110047%03d000000","endTimeUnixNano":"1770110047%03d500000",' \
        "$(($2 % 400))" "$(($2 % 400 + 300))"
    printf '"attributes":[{"key":"function.name","value":{"stringValue":"f"}}],"status":{%s}}' "$5"
}

printf '{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":'
printf '{"stringValue":"agent"}}]},"scopeSpans":[{"spans":['
comma=
for trace in {1..25}; do
    root=$((trace * 100))
    printf '%s' "$comma"
    span "$trace" "$root" "" conversation ""
    printf ','
    status=
    [ $((trace % 3)) -eq 0 ] && status='"code":2'
    span "$trace" $((root + 1)) "$(printf %016x "$root")" llm_tool_call "$status"
    if [ $((trace % 5)) -eq 0 ]; then
        for i in {10..24}; do
            printf ','
            span "$trace" $((root + i)) "$(printf %016x "$root")" "order 4711$trace step $i" ""
        done
    fi
    comma=,
done
printf ']}]}]}\n'
