#include "io/nontrace.h"

#include "core/buf.h"
#include "core/json_scan.h"

enum { TEXT_BYTES = 4096, KEYS_SHOWN = 5, KEY_SHOWN = 40 };

static const char no_trace[] = "name a file that holds traces";
static const char unpack_it[] = "unpack it and lint what is in it";
static const char to_utf8[] = "convert it: iconv -f UTF-16 -t UTF-8";

/* What files of other kinds begin with. */
static const struct {
    size_t at;
    struct sv bytes;
    const char *what, *advice;
} magics[] = {
    {0, SV_INIT("\x89PNG\r\n\x1a\n"), "a PNG image", no_trace},
    {0, SV_INIT("\xff\xd8\xff"), "a JPEG image", no_trace},
    {0, SV_INIT("GIF8"), "a GIF image", no_trace},
    {8, SV_INIT("WEBPVP8"), "a WebP image", no_trace},
    {8, SV_INIT("WAVEfmt "), "a WAV recording", no_trace},
    {0, SV_INIT("OggS"), "an Ogg recording", no_trace},
    {0, SV_INIT("ID3"), "an MP3 recording", no_trace},
    {4, SV_INIT("ftyp"), "an MP4 recording", no_trace},
    {0, SV_INIT("%PDF-"), "a PDF document", no_trace},
    {0, SV_INIT("\x7f" "ELF"), "a program (ELF)", no_trace},
    {0, SV_INIT("SQLite format 3"), "an SQLite database", "export its traces as JSON"},
    {0, SV_INIT("PAR1"), "a Parquet file", "export its rows as JSON lines"},
    {0, SV_INIT("PK\x03\x04"), "a zip archive", unpack_it},
    {257, SV_INIT("ustar"), "a tar archive", unpack_it},
    {0, SV_INIT("BZh"), "compressed with bzip2", unpack_it},
    {0, SV_INIT("\xfd" "7zXZ"), "compressed with xz", unpack_it},
    {0, SV_INIT("7z\xbc\xaf"), "a 7-Zip archive", unpack_it},
    {0, SV_INIT("\x04\x22\x4d\x18"), "compressed with lz4", unpack_it},
    {0, SV_INIT("\x1f\x8b"), "compressed with gzip twice", unpack_it},
    {0, SV_INIT("\x28\xb5\x2f\xfd"), "compressed with zstd twice", unpack_it},
    {0, SV_INIT("\xff\xfe"), "text in UTF-16", to_utf8},
    {0, SV_INIT("\xfe\xff"), "text in UTF-16", to_utf8},
    {0, SV_INIT("{\0"), "text in UTF-16", to_utf8},
    {0, SV_INIT("[\0"), "text in UTF-16", to_utf8},
    {0, SV_INIT("\0{"), "text in UTF-16", to_utf8},
    {0, SV_INIT("\0["), "text in UTF-16", to_utf8},
};

static bool explain_magic(struct sv bytes, struct err *why)
{
    for (size_t i = 0; i < ARRAY_LEN(magics); i++)
        if (sv_starts(sv_from(bytes, magics[i].at), magics[i].bytes))
            return !err_set(why, "is %s, not a trace; %s", magics[i].what, magics[i].advice);
    return false;
}

/* ---- JSON ---- */

/* A search tells which traces there are, with a span or two of each. */
static bool is_tempo_search(const struct sketch *sk)
{
    return sketch_has_at(sk, SV("traces"), 1) &&
           (sketch_has_at(sk, SV("rootServiceName"), 2) ||
            sketch_has_at(sk, SV("rootTraceName"), 2) || sketch_has_at(sk, SV("spanSet"), 2));
}

static void add_keys(const struct sketch *sk, struct buf *b)
{
    size_t shown = 0;
    for (size_t i = 0; i < sk->n_keys && shown < KEYS_SHOWN; i++) {
        struct sv key = sk->keys[i].key;
        if (sk->keys[i].depth != 1)
            continue;
        buf_addz(b, shown++ ? ", " : "");
        buf_json(b, sv_of(key.p, key.n < KEY_SHOWN ? key.n : KEY_SHOWN));
    }
}

static void explain_keys(const struct sketch *sk, struct err *why)
{
    struct buf keys = {0};
    add_keys(sk, &keys);
    if (keys.n)
        err_set(why,
                "is JSON but no trace: its members are %.*s, and OTLP JSON has \"resourceSpans\"; "
                "export the traces as OTLP JSON",
                SV_ARG(buf_sv(&keys)));
    else
        err_set(why, "is JSON without a single member, so no trace; %s", no_trace);
    buf_release(&keys);
}

/* False when there is no damage, or none in the part that is looked at. */
static bool explain_damage(struct sv bytes, struct err *why)
{
    struct json_scan j;
    json_scan_init(&j, sv_of(bytes.p, bytes.n < SKETCH_BYTES ? bytes.n : SKETCH_BYTES));
    json_skip(&j);
    bool is_damaged = j.bad && (j.p < j.limit || bytes.n < SKETCH_BYTES);
    if (is_damaged)
        err_set(why, "begins like JSON but is none: %s at byte %zu; %s", j.bad, json_offset(&j),
                no_trace);
    json_scan_release(&j);
    return is_damaged;
}

static void explain_json(const struct sketch *sk, struct err *why)
{
    if (is_tempo_search(sk))
        err_set(why, "is the answer to a Tempo search, which names traces but does not hold them; "
                     "fetch each from /api/traces/<traceID> and lint that");
    else if (sk->n_keys > 0 || !explain_damage(sk->bytes, why))
        explain_keys(sk, why);
}

/* ---- text ---- */

static bool is_text(struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool is_space = c >= '\t' && c <= '\r';
        if ((c < ' ' && !is_space && c != '\x1b') || c == 0x7f)
            return false;
    }
    return true;
}

static size_t count_char(struct sv s, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == c;
    return n;
}

/* Two lines with the same number of commas, semicolons or tabs. */
static bool is_table(struct sv s)
{
    static const char separators[] = ",;\t";
    struct sv_cut first = sv_cut(s, '\n');
    struct sv second = sv_cut(first.tail, '\n').head;
    for (const char *c = separators; *c; c++) {
        size_t n = count_char(first.head, *c);
        if (n > 1 && n == count_char(second, *c))
            return true;
    }
    return false;
}

static bool begins_nocase(struct sv s, struct sv prefix)
{
    return s.n >= prefix.n && sv_eq_nocase(sv_of(s.p, prefix.n), prefix);
}

static void explain_text(struct sv s, struct err *why)
{
    if (begins_nocase(s, SV("<!doctype html")) || begins_nocase(s, SV("<html")))
        err_set(why, "is an HTML page, not a trace; it may be a login or error page that was saved "
                     "in place of the download");
    else if (sv_starts(s, SV("<")))
        err_set(why, "is XML, not a trace; export the traces as OTLP JSON");
    else if (is_table(s))
        err_set(why, "is a table (CSV), not a trace; export the traces as OTLP JSON");
    else if (sv_find(s, SV("\n{")) != SIZE_MAX)
        err_set(why, "is text with JSON further down; remove what stands before the first { "
                     "and lint the rest");
    else
        err_set(why, "is text, not a trace; %s", no_trace);
}

void nontrace_explain(const struct sketch *sk, struct err *why)
{
    struct sv bytes = sk->bytes;
    struct sv head = sv_trim(sv_of(bytes.p, bytes.n < TEXT_BYTES ? bytes.n : TEXT_BYTES));
    if (bytes.n == 0)
        err_set(why, "is empty; check that the exporter had something to write and was shut down "
                     "properly");
    else if (explain_magic(bytes, why))
        return;
    else if (sk->begins_json)
        explain_json(sk, why);
    else if (head.n == 0)
        err_set(why, "holds nothing but white space; check what the exporter writes");
    else if (is_text(head))
        explain_text(head, why);
    else
        err_set(why, "is binary data, and neither OTLP protobuf nor anything else that spanvet "
                     "knows; %s", no_trace);
}
