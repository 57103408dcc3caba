/* Personal data in a trace: P135, P136. A finding has the key, the kind and the count. */
#include "core/fmt.h"
#include "core/personal_shapes.h"
#include "lint/dialects.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/scan.h"

/* What is known about a symbol: the kinds in it as a text, and as a key what is personal under
 * it. */
struct known {
    uint8_t kinds;
    uint8_t key; /* enum personal + 1; 0 = not looked at */
};

/* Each text of the store is read once. False when there is none to be found by its shape. */
static bool kinds_fill(struct known *known, const struct symtab *t)
{
    bool any = false;
    for (size_t y = 0; y < t->texts.n; y++) {
        known[y].kinds = personal_kinds(sym_sv(t, (sym)y));
        any = any || known[y].kinds;
    }
    return any;
}

/* ---- P135 pii-value ---- */

/* Texts that hold speech, which P136 is about. */
static bool is_speech(const struct scan *sc, sym key)
{
    static const enum known_key KEYS[] = {KEY_transcript, KEY_stt_transcription, KEY_turn_text};
    const struct view *v = sc->c->v;
    for (size_t i = 0; i < ARRAY_LEN(KEYS); i++) {
        if (key == v->keys[KEYS[i]])
            return true;
        const struct attr *own = v->has_alias[KEYS[i]]
                                     ? view_alias(v, span_row(sc->c, sc->p), KEYS[i])
                                     : NULL;
        if (own && own->key == key)
            return true;
    }
    return false;
}

static bool names_personal(const struct check *c, sym key, struct known *of_key)
{
    if (!of_key->key)
        of_key->key = (uint8_t)(personal_key(store_sv(c->s, key)) + 1);
    return of_key->key - 1 != PERSONAL_KINDS;
}

/* A number or text that its key says to be personal. */
static bool is_told_by_key(const struct check *c, const struct attr *a, struct known *of_key)
{
    if (LIKELY(!names_personal(c, a->key, of_key)))
        return false;
    enum personal kind = (enum personal)(of_key->key - 1);
    if (a->type == VALUE_STRING)
        return personal_value(kind, store_sv(c->s, (sym)a->bits));
    char digits[24];
    int n = a->type == VALUE_INT ? snprintf(digits, sizeof(digits), "%lld",
                                            (long long)attr_int(a))
                                 : 0;
    return n > 0 && personal_value(kind, sv_of(digits, (size_t)n));
}

static void value_judge(struct scan *sc, const struct attr *a)
{
    const struct check *c = sc->c;
    struct known *known = check_table(sc->c, sizeof(*known));
    struct sv text;
    uint8_t kinds = value_text(c, a, &text) ? known[a->bits].kinds : 0;
    if (is_told_by_key(c, a, &known[a->key]))
        kinds |= (uint8_t)(1 << (known[a->key].key - 1));
    if (LIKELY(!kinds) || is_speech(sc, a->key))
        return;
    for (unsigned kind = 0; kind < PERSONAL_KINDS; kind++)
        if (kinds >> kind & 1)
            scan_note(sc, a->key, personal_name((enum personal)kind), 0, false);
}

static void values_judge(struct scan *sc, struct attr_range r)
{
    for (uint32_t i = r.first; i < r.first + r.count; i++)
        value_judge(sc, &sc->c->s->attrs.v[i]);
}

static bool any_personal_key(const struct check *c, struct known *known, const sym *keys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (names_personal(c, keys[i], &known[keys[i]]))
            return true;
    return false;
}

/* Is there anything to find in any trace? Without personal texts only the keys matter, which are
 * few; with some, all lists lie in one row, which is quick to go over. */
static bool any_value(struct check *c, struct known *known, bool any_text)
{
    const struct store *s = c->s;
    const struct view *v = c->v;
    bool by_key = any_personal_key(c, known, v->span_keys.v, v->span_keys.n) ||
                  any_personal_key(c, known, v->other_keys.v, v->other_keys.n);
    struct sv text;
    for (size_t i = 0; i < s->attrs.n && (any_text || by_key); i++) {
        const struct attr *a = &s->attrs.v[i];
        if (a->key == v->keys[KEY_transcript] || a->key == v->keys[KEY_turn_text])
            continue;
        if ((any_text && value_text(c, a, &text) && known[a->bits].kinds) ||
            (by_key && is_told_by_key(c, a, &known[a->key])))
            return true;
    }
    return false;
}

static void pii_value_check(struct check *c)
{
    struct known *known = check_table(c, sizeof(*known));
    struct scan sc = {.c = c, .mild = c->rule->severity, .serious = c->rule->severity,
                      .mild_param = NO_PARAM, .serious_param = NO_PARAM};
    bool any_text = kinds_fill(known, &c->s->syms);
    c->looked = c->s->n_spans;
    if (!any_value(c, known, any_text))
        return;
    c->looked = 0;
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        scan_trace(&sc, values_judge);
        scan_report(&sc, "personal data");
    }
    notes_release(&sc.notes);
}

const struct rule rule_pii_value = {
    .code = "P135",
    .slug = "pii-value",
    .title = "personal data in an attribute",
    .why = "Traces are kept for long, exported and read by many. A phone number or an address in "
           "them has to be found and deleted when its owner asks for that.",
    .fix = "Leave it out, or record a hash, the last digits, or the mere fact (caller.known = 1).",
    .snippet = "redact-personal",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .check = pii_value_check,
};

/* ---- P136 pii-in-transcript ---- */

/* Each text of speech is read once; the bit above those of the kinds says that it was. */
static uint8_t speech_kinds(struct check *c, const struct attr *a)
{
    enum { READ = 1 << PERSONAL_KINDS };
    uint8_t *memo = &check_memo(c)[a->bits];
    if (!*memo)
        *memo = (uint8_t)(READ | personal_kinds(store_sv(c->s, (sym)a->bits)));
    return *memo & (READ - 1);
}

static void speech_judge(struct check *c, struct notes *notes, enum span_class class,
                         enum known_key key)
{
    struct positions spans = check_spans(c, class);
    for (uint32_t i = 0; i < spans.n; i++) {
        const struct attr *a = span_attr(c, spans.v[i], key);
        uint8_t kinds = a && a->type == VALUE_STRING ? speech_kinds(c, a) : 0;
        c->looked += a != NULL;
        for (unsigned kind = 0; kinds && kind < PERSONAL_KINDS; kind++)
            if (kinds >> kind & 1)
                notes_add(notes, (struct note){span_name(c, spans.v[i]), a->key,
                                               personal_name((enum personal)kind), 0});
        if (kinds)
            check_hit_key(c, spans.v[i], a->key, 0);
    }
}

static void pii_in_transcript_check(struct check *c)
{
    struct notes notes = {0};
    speech_judge(c, &notes, CLASS_STT, KEY_transcript);
    speech_judge(c, &notes, CLASS_STT, KEY_stt_transcription);
    speech_judge(c, &notes, CLASS_TURN, KEY_turn_text);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "personal data was spoken on %s of %s: %.*s",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

const struct rule rule_pii_in_transcript = {
    .code = "P136",
    .slug = "pii-in-transcript",
    .title = "personal data in what was said",
    .why = "Callers say their numbers and addresses, so transcripts hold them. That is expected; "
           "somebody should have decided how long they are kept, and who may read them.",
    .fix = "Consider redaction before the export: keep the words, replace numbers and addresses.",
    .snippet = "redact-personal",
    .severity = SEVERITY_INFO,
    .when = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_TURN),
    .needs = "needs an stt or turn span",
    .check = pii_in_transcript_check,
};
