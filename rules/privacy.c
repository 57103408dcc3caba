/*
 * Secrets in a trace: P133, P134. Attributes of spans, their events and links, scopes and resources
 * are looked at, for credentials names and status messages too. What is found is never shown: a
 * finding has the key, the kind and the length.
 */
#include "core/text_shapes.h"
#include "rules/catalog.h"
#include "rules/scan.h"
#include "core/secret_keys.h"

/* ---- P133 secret-key-name ---- */

/* Events of streamed answers have a "token" each, a piece of the answer: a map, or a text that is
 * shorter than this. */
enum { TOKEN_MIN = 16 };

/* What is known about a symbol as a key, and as the canonical text of a nested value. */
enum { KEY_BITS = 3, MEMBERS_NONE = 4, MEMBERS_MASKED = 8, MEMBERS_SECRET = 16 };

static uint8_t key_verdict(struct scan *sc, sym key)
{
    uint8_t *memo = &sc->memo[key];
    if (UNLIKELY(!(*memo & KEY_BITS)))
        *memo |= (uint8_t)(secret_key_of(store_sv(sc->c->s, key)) + 1);
    return (uint8_t)((*memo & KEY_BITS) - 1);
}

static struct sv until_quote(struct sv s)
{
    return sv_cut(s, '"').head;
}

/* Are there members that name a secret in the canonical text of a nested value? There every member
 * is `"key":"...","value":{"stringValue":"..."}`, and quotes within texts are escaped. */
static uint8_t members_judge(struct sv text)
{
    const struct sv key = SV("\"key\":\""), value = SV("\",\"value\":{\"stringValue\":\"");
    uint8_t found = MEMBERS_NONE;
    size_t at;
    while ((at = sv_find(text, key)) != SIZE_MAX) {
        text = sv_from(text, at + key.n);
        struct sv name = until_quote(text);
        struct sv rest = sv_from(text, name.n);
        enum secret_key is = secret_key_of(name);
        bool is_text = sv_starts(rest, value);
        if (is == SECRET_KEY_NO || (is == SECRET_KEY_TEXT && !is_text))
            continue;
        bool masked = !is_text || secret_is_masked(until_quote(sv_from(rest, value.n)));
        found |= masked ? MEMBERS_MASKED : MEMBERS_SECRET;
    }
    return found;
}

static void members_note(struct scan *sc, const struct attr *a)
{
    uint8_t *memo = &sc->memo[a->bits];
    if (!(*memo & ~KEY_BITS))
        *memo |= members_judge(store_sv(sc->c->s, (sym)a->bits));
    if (*memo & MEMBERS_SECRET)
        scan_note(sc, a->key, "a member with its value", 0, true);
    else if (*memo & MEMBERS_MASKED)
        scan_note(sc, a->key, "a member, masked", 0, false);
}

static void secret_keys_judge(struct scan *sc, struct attr_range r)
{
    const struct check *c = sc->c;
    const struct attr *a = c->s->attrs.v + r.first;
    for (const struct attr *end = a + r.count; a < end; a++) {
        if (UNLIKELY(a->type == VALUE_KVLIST || a->type == VALUE_ARRAY))
            members_note(sc, a);
        uint8_t is = key_verdict(sc, a->key);
        if (LIKELY(is == SECRET_KEY_NO))
            continue;
        struct sv text;
        bool is_text = value_text(c, a, &text);
        bool piece = sc->in_event && (a->type != VALUE_STRING || text.n < TOKEN_MIN);
        if (is == SECRET_KEY_TEXT && (!is_text || piece))
            continue;
        bool masked = !is_text || secret_is_masked(text);
        scan_note(sc, a->key, masked ? "the value is masked" : "the value is there", 0, !masked);
    }
}

static bool any_secret_key(struct scan *sc, const sym *keys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (key_verdict(sc, keys[i]) != SECRET_KEY_NO)
            return true;
    return false;
}

/* Without such a key, and without nested values, no attribute has to be looked at. */
static bool may_name_secrets(struct scan *sc)
{
    const struct view *v = sc->c->v;
    return v->types & (1u << VALUE_KVLIST | 1u << VALUE_ARRAY) ||
           any_secret_key(sc, v->span_keys.v, v->span_keys.n) ||
           any_secret_key(sc, v->other_keys.v, v->other_keys.n);
}

/* A key whose values are all masked, or no texts, is a hint only: somebody took care. */
static void secret_key_name_check(struct check *c)
{
    struct scan sc = scan_of(c);
    sc.mild = SEVERITY_INFO;
    c->looked = c->s->n_spans;
    if (!may_name_secrets(&sc))
        return;
    c->looked = 0;
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        scan_trace(&sc, secret_keys_judge);
        scan_report(&sc, "a key that names a secret");
    }
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
    .scope = SCOPE_STORE,
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
