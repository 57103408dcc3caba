# Asking package registries, for scripts that make things with real software: sourced. Such a script
# ends with code 3 where its tools or a registry are missing; the last line on standard error says
# which. Needs $work, a directory.

give_up() {
    echo "$(basename "$0"): $1" >&2
    exit 3
}

# How pip, npm and go say that nobody answered, or that the registry is out of order.
unreachable='NewConnectionError|ConnectTimeout|ReadTimeout|timed out|ProxyError|Connection refused'
unreachable="$unreachable|Connection reset|Network is unreachable|Name or service not known"
unreachable="$unreachable|failure in name resolution|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET"
unreachable="$unreachable|ETIMEDOUT|ENETUNREACH|dial tcp|no such host|i/o timeout"
unreachable="$unreachable|50[234] (Bad Gateway|Service Unavailable|Gateway Time-?out)"

# from_registry COMMAND...: that command, told apart whether it failed for want of its registry.
from_registry() {
    "$@" 2>"$work/registry.log" && return
    cat "$work/registry.log" >&2
    reason=$(grep -oE "$unreachable" "$work/registry.log" | head -n 1)
    [ -n "$reason" ] || return 1
    give_up "a package registry cannot be reached ($reason)"
}
