#!/bin/sh
# Written by `spanvet metrics stage`. Creates the metrics of this folder, metrics/*.json, through the
# API, one after the other. A metric whose name is there already is left as it is, and nothing is
# sent a second time by itself: after a failure run it again.
#
#     sh create.sh              with the key in the variable COVAL_API_KEY
#     sh create.sh --dry-run    only says what would be created
#
# COVAL_API_BASE_URL names another deployment of the API. Needs curl 7.76 or newer.
# Exit codes: 0 all metrics are there, 1 some were refused, 2 it could not go on.
set -eu
export LC_ALL=C

fail() {
    printf 'create.sh: %s\n' "$*" >&2
    exit 2
}

# The key goes to curl through a pipe: command lines can be read by everybody on the machine.
# Prints the answer and, on a line of its own, the HTTP status.
call() {
    printf 'header = "x-api-key: %s"\n' "$COVAL_API_KEY" |
        curl -q --config - --silent --show-error --fail-with-body --max-time 30 \
            --write-out '\n%{http_code}' "$@"
}

# texts MEMBER DEPTH: the texts that members of this name have, in objects so many levels deep, of
# the JSON on standard input. One a line, with letters beyond ASCII as UTF-8.
texts() {
    awk -v member="$1" -v level="$2" '
    function number(hex,    i, n) {
        for (i = 1; i <= 4; i++)
            n = n * 16 + index("0123456789abcdef", tolower(substr(hex, i, 1))) - 1
        return n
    }
    function utf8(c) {
        if (c < 32 || c == 34 || c == 92)
            return sprintf("\\u%04x", c)
        if (c < 128)
            return sprintf("%c", c)
        if (c < 2048)
            return sprintf("%c%c", 192 + int(c / 64), 128 + c % 64)
        if (c < 65536)
            return sprintf("%c%c%c", 224 + int(c / 4096), 128 + int(c / 64) % 64, 128 + c % 64)
        return sprintf("%c%c%c%c", 240 + int(c / 262144), 128 + int(c / 4096) % 64,
                       128 + int(c / 64) % 64, 128 + c % 64)
    }
    function plain(s,    out, c, at) {
        out = ""
        while (at = index(s, "\\")) {
            out = out substr(s, 1, at - 1)
            if (substr(s, at + 1, 1) == "u") {
                c = number(substr(s, at + 2, 4))
                s = substr(s, at + 6)
                if (c >= 55296 && c < 56320 && substr(s, 1, 2) == "\\u") {
                    c = 65536 + (c - 55296) * 1024 + number(substr(s, 3, 4)) - 56320
                    s = substr(s, 7)
                }
                out = out utf8(c)
            } else {
                out = out (substr(s, at + 1, 1) == "/" ? "/" : substr(s, at, 2))
                s = substr(s, at + 2)
            }
        }
        return out s
    }
    { all = all $0 "\n" }
    END {
        n = split(all, part, "\"")
        for (i = 1; i <= n; i++) {
            if (part[i] ~ /^[ \t\r\n]*:/)
                key = text
            else if (i > 1 && key == member && at == level)
                print plain(text)
            depth += gsub(/[[{]/, "", part[i]) - gsub(/[]}]/, "", part[i])
            if (i == n)
                break
            at = depth
            text = part[++i]
            while (match(text, /\\+$/) && RLENGTH % 2 && i < n)
                text = text "\"" part[++i]
        }
    }'
}

# Is there a line $1 in the text $2?
has_line() {
    printf '%s\n' "$2" | grep -Fqx -e "$1"
}

# What the last answer says, on one line and not without end.
message() {
    printf '%s' "$answer" | sed '$d' | tr -c '\040-\176\200-\377' ' ' | cut -c 1-600
}

# Asks and puts the answer and its status into variables.
ask() {
    code=0
    answer=$(call "$@") || code=$?
    status=$(printf '%s' "$answer" | sed -n '$p')
    case $status in
    401 | 403) fail "the key was refused ($status): $(message)" ;;
    429) fail "too many requests; wait, then run this again" ;;
    esac
}

list_names() {
    names='' token='' seen='' pages=0
    while :; do
        ask --get --data page_size=100 ${token:+--data-urlencode "page_token=$token"} \
            "$base/metrics"
        [ "$code" -eq 0 ] || fail "cannot list the metrics that are there (curl: $code," \
            "HTTP status $status): $(message)"
        names="$names
$(printf '%s' "$answer" | sed '$d' | texts metric_name 3)"
        token=$(printf '%s' "$answer" | sed '$d' | texts next_page_token 1)
        [ -n "$token" ] || return 0
        pages=$((pages + 1))
        if [ "$pages" -ge 100 ] || has_line "$token" "$seen"; then
            fail "the list of metrics does not end: nothing was created"
        fi
        seen="$seen
$token"
    done
}

create() { # FILE NAME
    ask --request POST --header 'content-type: application/json' --data-binary "@$1" \
        "$base/metrics"
    case $status in
    2??)
        printf 'created    %s\n' "$2"
        created=$((created + 1))
        ;;
    409)
        printf 'is there   %s\n' "$2"
        there=$((there + 1))
        ;;
    '' | 000 | 5??)
        fail "no clear answer (curl: $code, HTTP status $status) to the creation of \"$2\"," \
            "which may be there now or not; run this again: what is there is left as it is"
        ;;
    *)
        printf 'refused    %s: HTTP status %s: %s\n' "$2" "$status" "$(message)"
        refused=$((refused + 1))
        ;;
    esac
}

dry=
case ${1-} in
'') ;;
--dry-run) dry=1 ;;
*) fail "unknown argument $1; only --dry-run is known" ;;
esac
base=${COVAL_API_BASE_URL:-https://api.coval.dev/v1}
base=${base%/}
case $base in
https://* | http://127.0.0.1:* | http://localhost:*) ;;
*) fail "COVAL_API_BASE_URL must begin with https://, or the key could be read on its way" ;;
esac
case ${COVAL_API_KEY:?is not set: it holds the key of the API} in
*[!A-Za-z0-9._~+/=-]*) fail "COVAL_API_KEY holds a character that no key has" ;;
esac
cd "$(dirname "$0")"
command -v curl >/dev/null || fail "curl is not installed"

created=0 there=0 refused=0
list_names
for file in metrics/*.json; do
    [ -e "$file" ] || fail "there is nothing to create: metrics/ holds no body"
    name=$(texts metric_name 1 <"$file")
    if [ -z "$name" ]; then
        printf 'refused    %s: it has no metric_name\n' "$file"
        refused=$((refused + 1))
    elif has_line "$name" "$names"; then
        printf 'is there   %s\n' "$name"
        there=$((there + 1))
    elif [ -n "$dry" ]; then
        printf 'would be created   %s\n' "$name"
    else
        create "$file" "$name"
    fi
done
printf '%s created, %s already there, %s refused\n' "$created" "$there" "$refused"
[ "$refused" -eq 0 ]
