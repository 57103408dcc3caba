#!/bin/bash
# The report is the same, byte for byte, however many threads share the traces. With the tsan
# variant it is also where data races show.
set -u
cd "$(dirname "$0")/.." || exit 2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

${CC:-cc} -std=c11 -O2 -o "$dir/gen" tests/bench/gen.c tests/bench/writer.c || exit 2
"$dir/gen" 160000 jsonl >"$dir/calls.jsonl" 2>/dev/null || exit 2
"$SPANVET" lint --threads 1 --format json --fail-on never "$dir/calls.jsonl" >"$dir/1" || exit 2
for threads in 2 3 16; do
    if "$SPANVET" lint --threads $threads --format json --fail-on never "$dir/calls.jsonl" \
        >"$dir/n" && cmp "$dir/1" "$dir/n"; then
        passed=$((passed + 1))
    else
        echo "FAIL $threads threads give another report than one"
        failed=$((failed + 1))
    fi
done

# Traces of one span each, so that there are more findings than a frame can sort.
awk 'BEGIN {
    for (i = 1; i <= 30000; i++) {
        if (i % 1000 == 1)
            printf "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
        printf "%s{\"traceId\":\"%032x\",\"spanId\":\"%016x\",\"name\":\"%s\",", \
            i % 1000 == 1 ? "" : ",", i, i, i % 3 ? "llm" : "turn" i % 50
        printf "\"startTimeUnixNano\":\"17702116%08d000\",\"endTimeUnixNano\":", i * 1000
        printf "\"17702116%08d000\",\"status\":{\"code\":%d}}", i * 1000 + i % 977, i % 2 * 2
        if (i % 1000 == 0)
            print "]}]}]}"
    }
}' >"$dir/many.jsonl"

# The browser: after keys that come while reading, counting, searching and sorting go on, patient
# ones show what they show after keys that waited for all of it.
steps() { # WAIT STEPS FIRST, and the patient ones
    local step
    echo "size 100x30"
    [ -z "$3" ] || echo "$3"
    while read -r step; do
        [ "$1" = wait ] || echo now
        echo "$step"
    done <<<"$2"
    cat
    echo "save -"
}
# While the first reading goes on most keys are refused, and what they would choose stays unchosen:
# steps whose choices outlive a reload are preceded by one that waits for it.
hurries() { # INPUT STEPS [FIRST], and the patient ones
    local how last
    last=$(cat)
    for how in hurry wait; do
        steps "$how" "$2" "${3:-}" <<<"$last" >"$dir/$how"
        "$SPANVET" tui --script "$dir/$how" "$dir/$1.jsonl" >"$dir/$how.screen" ||
            failed=$((failed + 1))
    done
    if [ -s "$dir/wait.screen" ] && cmp "$dir/hurry.screen" "$dir/wait.screen"; then
        passed=$((passed + 1))
    else
        echo "FAIL keys that come early end on another screen: $1"
        diff "$dir/hurry.screen" "$dir/wait.screen"
        failed=$((failed + 1))
    fi
}
hurries calls "keys 2 j j 6 j } x { x 3 z F 4 b > < 5 j 1 j s 2
command search llm
command filter duration>1ms
keys n n > > < c R c 7 p p 2 > < > < j j" <<'END'
keys R 1 g 2 g
command search llm
command filter duration>1ms
keys n n g
END
hurries many "keys 5 s s S b s 6 x x 5 S b s 2 > > < 1 s s 5
command search rule=U152
command filter rule=U1
keys n
command filter rule=U
keys s
command search rule=S
keys 1 5 b s R" "keys 1" <<'END'
keys 5 s b g
command filter llm
command search turn
keys n n
END
echo "$passed passed, $failed failed"
