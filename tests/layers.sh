#!/bin/bash
# Checks who includes whom: the arrows of the architecture, and nothing else.
#
#     cli -> io, lint, rules, metrics, tui, core      tui -> lint, metrics, core
#     rules -> lint, core      lint -> core      io -> core      core -> libc
#     metrics -> core, and of io only http
#
# Libraries: jansson where JSON documents are read, the others in the files named below.
set -u
cd "$(dirname "$0")/.." || exit 2

declare -A may=(
    [core]="core" [io]="io core" [lint]="lint core" [rules]="rules lint core"
    [metrics]="metrics core" [tui]="tui lint metrics core"
    [cli]="cli io lint rules metrics tui core"
)
# Header of a library: the files that may include it.
declare -A library=(
    [jansson.h]='^(io|lint|metrics)/'
    [zlib.h]='^io/unpack\.c$' [zstd.h]='^io/unpack\.c$'
    [protobuf-c/protobuf-c.h]='^io/otlp_pb'
    [curl/curl.h]='^io/http' [microhttpd.h]='^io/(receiver|http)'
    [term.h]='^tui/screen\.c$' [ncurses.h]='^tui/screen\.c$' [curses.h]='^tui/screen\.c$'
)
# What the C library and the compiler bring.
libc=" assert ctype dirent dlfcn emmintrin errno fcntl float fts inttypes limits locale malloc math poll \
pthread pwd regex sched setjmp signal stdarg stdatomic stdbool stddef stdint stdio stdlib string \
strings sys/file sys/ioctl endian sys/mman sys/random sys/resource sys/socket sys/stat sys/time sys/types sys/uio sys/un \
sys/wait termios time unistd wchar wctype immintrin arm_neon "

checked=0 bad=0
complain() {
    echo "$1"
    bad=$((bad + 1))
}

check_quoted() { # FILE PATH
    local folder=${1%%/*} target=${2%%/*}
    case $2 in
    */*) ;;
    *)
        complain "$1 includes \"$2\": includes are written from the root (\"core/sv.h\")"
        return
        ;;
    esac
    case " ${may[$folder]} " in
    *" $target "*) return ;;
    esac
    [ "$folder/$2" = "metrics/io/http.h" ] ||
        complain "$1 includes \"$2\": $folder may include only ${may[$folder]// /, }"
}

check_angle() { # FILE HEADER
    case $libc in
    *" ${2%.h} "*) return ;;
    esac
    local where=${library[$2]:-}
    [ -n "$where" ] && [[ $1 =~ $where ]] ||
        complain "$1 includes <$2>: ${where:+only $where may}${where:-this library is not known here}"
}

for folder in core io lint rules metrics tui cli; do
    for file in "$folder"/*.[ch] "$folder"/*.def; do
        [ -f "$file" ] || continue
        checked=$((checked + 1))
        while read -r kind name; do
            case $kind in
            quoted) check_quoted "$file" "$name" ;;
            angle) check_angle "$file" "$name" ;;
            esac
        done < <(sed -nE 's/^[ \t]*#[ \t]*include[ \t]*"([^"]+)".*/quoted \1/p
                          s/^[ \t]*#[ \t]*include[ \t]*<([^>]+)>.*/angle \1/p' "$file")
    done
done
echo "$((checked - bad)) passed, $bad failed"
[ "$bad" -eq 0 ]
