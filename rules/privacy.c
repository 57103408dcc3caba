/*
 * What must not be in a trace: P133, P134, P137, P138. Attributes of spans, their events and links
 * are looked at; but for lengths of text also those of the scopes and resources behind the spans,
 * and for credentials names and status messages too. What is found is never shown: a finding has
 * the key, the kind and the length.
 */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/notes.h"
#include "rules/say.h"
#include "rules/secret_keys.h"
#include "rules/spans.h"
#include "lint/text_shapes.h"

enum { KIB = 1024 };

/* The text of a value, also of a nested one; false for numbers, booleans and no value. */
static bool value_text(const struct check *c, const struct attr *a, struct sv *out)
{
    switch (a->type) {
    case VALUE_EMPTY:
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_DOUBLE:
        return false;
    default:
        *out = store_sv(c->s, (sym)a->bits);
        return true;
    }
}

/* ---- every attribute list of a trace ---- */

struct scan {
    struct check *c;
    uint8_t *memo;
    struct notes notes;
    uint32_t p; /* the span whose lists are read */
    sym name;   /* its name; SYM_NONE for what cannot be told under a name, see scan_note */
    uint8_t class;
    bool in_event;
    /* How a finding looks whose notes are all mild, and one with a serious note. */
    enum severity mild, serious;
    int mild_param, serious_param; /* what they were held against, or NO_PARAM */
    /* About the notes without a name in this trace. */
    uint32_t n_nameless, nameless_p;
    bool nameless_serious;
};

static struct scan scan_of(struct check *c)
{
    return (struct scan){
        .c = c,
        .memo = check_memo(c),
        .mild = c->rule->severity,
        .serious = c->rule->severity,
        .mild_param = NO_PARAM,
        .serious_param = NO_PARAM,
    };
}

/* Judges one list of attributes; what is wrong goes to scan_note. */
typedef void list_fn(struct scan *sc, struct attr_range r);

/* Something wrong with the span at sc->p, or with its resource. Notes without a name are those on
 * resources and scopes, and those on spans whose very name may not be shown. The names of serious
 * notes are put into the check's set. */
static void scan_note(struct scan *sc, sym key, const char *what, size_t size, bool serious)
{
    notes_add(&sc->notes, (struct note){sc->name, key, what, size});
    if (sc->name == SYM_NONE) {
        sc->nameless_p = sc->n_nameless++ ? sc->nameless_p : sc->p;
        sc->nameless_serious = sc->nameless_serious || serious;
        return;
    }
    check_hit_key(sc->c, sc->p, key, (double)size);
    if (serious)
        check_set_add(sc->c, sc->name);
}

static void scan_events(struct scan *sc, list_fn *judge)
{
    const struct store *s = sc->c->s;
    const struct span_extra *x = span_extra(s, span_row(sc->c, sc->p));
    sc->in_event = true;
    for (uint32_t i = 0; i < x->event_count; i++)
        judge(sc, s->events.v[x->event_first + i].attrs);
    sc->in_event = false;
    for (uint32_t i = 0; i < x->link_count; i++)
        judge(sc, s->links.v[x->link_first + i].attrs);
}

/* Spans of one scope mostly stand together, so its lists are read about once a trace. */
static void scan_scope(struct scan *sc, list_fn *judge)
{
    const struct check *c = sc->c;
    uint32_t scope = c->s->span.scope[span_row(c, sc->p)];
    bool same = sc->p > c->first && c->s->span.scope[span_row(c, sc->p - 1)] == scope;
    if (scope == NO_ROW || same)
        return;
    sc->name = SYM_NONE;
    judge(sc, c->s->scopes.v[scope].attrs);
    judge(sc, c->s->resources.v[c->s->scopes.v[scope].resource].attrs);
}

static void scan_begin(struct scan *sc)
{
    notes_clear(&sc->notes);
    check_set_clear(sc->c);
    sc->n_nameless = 0;
    sc->nameless_serious = false;
    sc->c->looked += sc->c->end - sc->c->first;
}

static void scan_trace(struct scan *sc, list_fn *judge)
{
    const struct check *c = sc->c;
    scan_begin(sc);
    for (sc->p = c->first; sc->p < c->end; sc->p++) {
        uint32_t row = span_row(c, sc->p);
        scan_scope(sc, judge);
        sc->name = c->s->span.name[row];
        judge(sc, span_attrs(c->s, row));
        if (c->s->span.extra[row])
            scan_events(sc, judge);
    }
}

static void nameless_report(struct scan *sc, const char *what)
{
    struct finding *f = check_found_trace(
        sc->c, 1, 0, NO_PARAM, "%s on a resource, a scope or in a name: %.*s", what,
        SV_ARG(notes_say(&sc->notes, sc->c->s, SYM_NONE)));
    f->severity = (uint8_t)(sc->nameless_serious ? sc->serious : sc->mild);
    check_example(sc->c, f, sc->nameless_p);
}

/* One finding a span name, and one for the notes without a name. `what` is said before the keys.
 * check_set_add is false for the names that are in the set already. */
static void scan_report(struct scan *sc, const char *what)
{
    struct check *c = sc->c;
    struct hit *h;
    while ((h = check_next(c))) {
        bool serious = !check_set_add(c, h->name);
        struct finding *f = check_found(
            c, h, serious ? sc->serious_param : sc->mild_param, "%s on %s of %s: %.*s", what,
            fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
            SV_ARG(notes_say(&sc->notes, c->s, h->name)));
        f->severity = (uint8_t)(serious ? sc->serious : sc->mild);
    }
    if (sc->n_nameless)
        nameless_report(sc, what);
}

/* ---- P133 secret-key-name ---- */

/* Events of streamed answers have a "token" each, a piece of the answer: a map, or a text that is
 * shorter than this. */
enum { TOKEN_MIN = 16 };

static void secret_keys_judge(struct scan *sc, struct attr_range r)
{
    const struct check *c = sc->c;
    const struct attr *a = c->s->attrs.v + r.first;
    for (const struct attr *end = a + r.count; a < end; a++) {
        uint8_t *memo = &sc->memo[a->key];
        if (UNLIKELY(!*memo))
            *memo = (uint8_t)(secret_key_of(store_sv(c->s, a->key)) + 1);
        if (LIKELY(*memo == SECRET_KEY_NO + 1))
            continue;
        struct sv text;
        bool is_text = value_text(c, a, &text);
        bool piece = sc->in_event && (a->type != VALUE_STRING || text.n < TOKEN_MIN);
        if (*memo == SECRET_KEY_TEXT + 1 && (!is_text || piece))
            continue;
        bool masked = !is_text || secret_is_masked(text);
        scan_note(sc, a->key, masked ? "the value is masked" : "the value is there", 0, !masked);
    }
}

/* A key whose values are all masked, or no texts, is a hint only: somebody took care. */
static void secret_key_name_check(struct check *c)
{
    struct scan sc = scan_of(c);
    sc.mild = SEVERITY_INFO;
    scan_trace(&sc, secret_keys_judge);
    scan_report(&sc, "a key that names a secret");
    notes_release(&sc.notes);
}

const struct rule rule_secret_key_name = {
    .code = "P133",
    .slug = "secret-key-name",
    .title = "an attribute whose key names a secret",
    .why = "Everybody who can read traces can read it, and traces are kept, exported and shown to "
           "models. Values under such keys are secrets sooner or later.",
    .fix = "Do not record the attribute. Headers, arguments and settings need a list of what may "
           "be recorded, not of what may not.",
    .snippet = "allowed-attributes",
    .severity = SEVERITY_ERROR,
    .check = secret_key_name_check,
};

/* ---- P134 secret-value ---- */

/* The kind of credential in each text of the store, by symbol. Each text is read once. */
static bool credentials_fill(uint8_t *shape_of, const struct symtab *t)
{
    bool any = false;
    for (size_t y = 0; y < t->texts.n; y++) {
        shape_of[y] = (uint8_t)shape_credential(sym_sv(t, (sym)y)).shape;
        any = any || shape_of[y];
    }
    return any;
}

static void credential_note(struct scan *sc, sym key, sym text, const char *what)
{
    scan_note(sc, key, what, shape_credential(store_sv(sc->c->s, text)).n, true);
}

static void credentials_judge(struct scan *sc, struct attr_range r)
{
    const struct check *c = sc->c;
    const struct attr *a = c->s->attrs.v + r.first;
    struct sv text;
    for (const struct attr *end = a + r.count; a < end; a++)
        if (value_text(c, a, &text) && UNLIKELY(sc->memo[a->bits]))
            credential_note(sc, a->key, (sym)a->bits, shape_name(sc->memo[a->bits]));
}

/* Texts that are no attributes: the status message and the names of events. */
static void credentials_beside(struct scan *sc)
{
    const struct store *s = sc->c->s;
    const struct span_extra *x = span_extra(s, span_row(sc->c, sc->p));
    if (sc->memo[x->status_message])
        credential_note(sc, SYM_NONE, x->status_message, "in the status message");
    for (uint32_t i = 0; i < x->event_count; i++)
        if (sc->memo[s->events.v[x->event_first + i].name])
            credential_note(sc, SYM_NONE, s->events.v[x->event_first + i].name,
                            "in the name of an event");
    scan_events(sc, credentials_judge);
}

static void credentials_trace(struct scan *sc)
{
    const struct check *c = sc->c;
    scan_begin(sc);
    for (sc->p = c->first; sc->p < c->end; sc->p++) {
        uint32_t row = span_row(c, sc->p);
        sym name = c->s->span.name[row];
        scan_scope(sc, credentials_judge);
        sc->name = sc->memo[name] ? SYM_NONE : name;
        if (sc->memo[name])
            credential_note(sc, SYM_NONE, name, "in the name of a span");
        credentials_judge(sc, span_attrs(c->s, row));
        if (c->s->span.extra[row])
            credentials_beside(sc);
    }
}

static void secret_value_check(struct check *c)
{
    struct scan sc = scan_of(c);
    c->looked = c->s->n_spans;
    if (!credentials_fill(sc.memo, &c->s->syms))
        return;
    c->looked = 0;
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        credentials_trace(&sc);
        scan_report(&sc, "a credential");
    }
    notes_release(&sc.notes);
}

const struct rule rule_secret_value = {
    .code = "P134",
    .slug = "secret-value",
    .title = "a value that has the shape of a credential",
    .why = "Whoever can read the trace can use the credential, and it has been sent, stored and "
           "perhaps exported already.",
    .fix = "Revoke the credential, make a new one, and take it out of what is recorded: headers, "
           "URLs, error messages, prompts and tool arguments are where they come from.",
    .snippet = "allowed-attributes",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_STORE,
    .check = secret_value_check,
};

/* ---- P137 audio-payload ---- */

enum { AUDIO_TEXT = 1, AUDIO_MAGIC };

/* What each text of the store would be, by symbol; whether it is of type bytes, where the length
 * counts too, only the attributes tell. False when there is nothing to look for in them. */
static bool audio_fill(uint8_t *memo, const struct symtab *t, double max_bytes)
{
    bool any = false;
    for (size_t y = 0; y < t->texts.n; y++) {
        struct sv text = sym_sv(t, (sym)y);
        if (shape_is_audio(text))
            memo[y] = AUDIO_MAGIC;
        else if (shape_audio(text).shape)
            memo[y] = AUDIO_TEXT;
        any = any || memo[y] || (double)text.n > max_bytes;
    }
    return any;
}

/* What is wrong with a value, or NULL. */
static const char *audio_wrong(const struct check *c, const struct attr *a, uint8_t found)
{
    struct sv text;
    if (!value_text(c, a, &text))
        return NULL;
    if (a->type != VALUE_BYTES)
        return found == AUDIO_TEXT ? shape_name(shape_audio(text).shape) : NULL;
    if (found == AUDIO_MAGIC)
        return shape_name(SHAPE_AUDIO_BYTES);
    return (double)text.n > c->param[0] ? "bytes" : NULL;
}

static void audio_judge(struct scan *sc, struct attr_range r)
{
    const struct check *c = sc->c;
    const struct attr *a = c->s->attrs.v + r.first;
    struct sv text;
    for (const struct attr *end = a + r.count; a < end; a++) {
        const char *wrong = value_text(c, a, &text) ? audio_wrong(c, a, sc->memo[a->bits]) : NULL;
        if (UNLIKELY(wrong))
            scan_note(sc, a->key, wrong, text.n, true);
    }
}

static void audio_payload_check(struct check *c)
{
    struct scan sc = scan_of(c);
    c->looked = c->s->n_spans;
    if (!audio_fill(sc.memo, &c->s->syms, c->param[0]))
        return;
    c->looked = 0;
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        scan_trace(&sc, audio_judge);
        scan_report(&sc, "audio or other binary data");
    }
    notes_release(&sc.notes);
}

const struct rule rule_audio_payload = {
    .code = "P137",
    .slug = "audio-payload",
    .title = "audio or other binary data in an attribute",
    .why = "A second of speech is tens of kilobytes. It makes exports too large to be accepted and "
           "traces too slow to open, it is the caller's voice, and no metric can use it.",
    .fix = "Store audio elsewhere and put audio.duration_s, audio.payload_bytes or a reference on "
           "the span.",
    .snippet = "describe-audio",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_STORE,
    .params = {{"max_bytes", KIB, 0, 1e9, "bytes", "longest value of type bytes"}},
    .check = audio_payload_check,
};

/* ---- P138 unbounded-text ---- */

enum { TEXT_WARNING, TEXT_ERROR };

/* Texts that are long by nature may have the larger length: what a caller said, and stack traces
 * of exceptions. */
static bool may_be_long(const struct scan *sc, sym key)
{
    const struct view *v = sc->c->v;
    if (key == v->keys[KEY_transcript] || key == v->keys[KEY_stt_transcription])
        return sc->class == CLASS_STT;
    if (key == v->keys[KEY_exception_stacktrace])
        return true;
    const struct attr *transcript = v->has_alias[KEY_transcript]
                                        ? view_alias(v, span_row(sc->c, sc->p), KEY_transcript)
                                        : NULL;
    return transcript && transcript->key == key;
}

static void lengths_judge(struct scan *sc, struct attr_range r)
{
    const struct check *c = sc->c;
    const struct attr *a = c->s->attrs.v + r.first;
    struct sv text;
    for (const struct attr *end = a + r.count; a < end; a++) {
        if (a->type == VALUE_BYTES || !value_text(c, a, &text) ||
            LIKELY((double)text.n <= c->param[TEXT_WARNING]))
            continue;
        bool serious = (double)text.n > c->param[TEXT_ERROR];
        if (serious || !may_be_long(sc, a->key))
            scan_note(sc, a->key, "", text.n, serious);
    }
}

static void unbounded_text_check(struct check *c)
{
    struct scan sc = scan_of(c);
    bool long_texts =
        c->v->features[c->trace] & FEATURE_LONG_TEXT || c->param[TEXT_WARNING] < KIB;
    if (!long_texts && !(c->v->features[c->trace] & FEATURE_EVENTS)) {
        c->looked = c->end - c->first;
        return;
    }
    sc.mild = SEVERITY_WARNING;
    sc.mild_param = TEXT_WARNING;
    sc.serious_param = TEXT_ERROR;
    scan_begin(&sc);
    for (sc.p = c->first; sc.p < c->end; sc.p++) {
        uint32_t row = span_row(c, sc.p);
        sc.name = c->s->span.name[row];
        sc.class = c->v->row_class[row];
        if (long_texts)
            lengths_judge(&sc, span_attrs(c->s, row));
        if (c->s->span.extra[row])
            scan_events(&sc, lengths_judge);
    }
    scan_report(&sc, "long text");
    notes_release(&sc.notes);
}

const struct rule rule_unbounded_text = {
    .code = "P138",
    .slug = "unbounded-text",
    .title = "texts without a limit to their length",
    .why = "Whole prompts, answers and tool results make exports too large, are cut off somewhere "
           "on the way, and hold what callers said and models were told.",
    .fix = "Record the first 200 characters or a summary, and the full length as a number of its "
           "own (response.length, prompt.message_count).",
    .snippet = "bounded-text",
    .severity = SEVERITY_ERROR,
    .params =
        {
            [TEXT_WARNING] = {"max_bytes", KIB, 1, 1e9, "bytes", "longer texts are a warning"},
            [TEXT_ERROR] = {"error_bytes", 8 * KIB, 1, 1e9, "bytes", "longer texts are an error"},
        },
    .check = unbounded_text_check,
};
