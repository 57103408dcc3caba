#include "core/fmt.h"
#include "core/shown.h"
#include "lint/own_rule.h"
#include "lint/pack.h"

enum { NAME_COLUMNS = 64, NAMES_SHOWN = 3 };

const char *const own_placeholders[] = {"name", "key", "count", "total", "measured", "limit", NULL};

/* ---- pieces ---- */

static void name_add(struct buf *b, struct sv name)
{
    struct buf tmp = {0};
    buf_addc(b, '`');
    fmt_foreign(b, shown_text(name, &tmp), NAME_COLUMNS);
    buf_addc(b, '`');
    buf_release(&tmp);
}

static void names_add(struct buf *b, const struct own_texts *names)
{
    for (size_t i = 0; i < names->n && i < NAMES_SHOWN; i++) {
        if (i)
            buf_addz(b, i + 1 == names->n ? " or " : ", ");
        name_add(b, names->v[i]);
    }
    if (names->n > NAMES_SHOWN)
        buf_fmt(b, " or %zu others", names->n - NAMES_SHOWN);
}

static void classes_add(struct buf *b, uint32_t classes)
{
    const char *comma = "";
    for (int class = 0; class < CLASSES; class++)
        if (classes >> class & 1) {
            buf_fmt(b, "%s%s", comma, pack_class_words[class]);
            comma = " or ";
        }
}

/* "`turn`", "tool span", "span of the asked kind". */
static void match_add(struct buf *b, const struct own_match *m)
{
    if (m->names.n)
        names_add(b, &m->names);
    else if (m->classes)
        classes_add(b, m->classes);
    else
        buf_addz(b, "span of the kind asked for");
    if (m->n_tests)
        buf_addz(b, " with the attributes asked for");
}

static void amount_add(struct buf *b, const struct own_need *need, double v)
{
    if (need->kind == OWN_NEED_DURATION || need->kind == OWN_NEED_EARLIER ||
        need->kind == OWN_NEED_LATER)
        buf_addz(b, fmt_duration(v * 1e6).text);
    else if (need->kind == OWN_NEED_RATIO || need->kind == OWN_NEED_PRESENT)
        buf_addz(b, fmt_share(v).text);
    else
        buf_addz(b, fmt_number(v).text);
    if (need->kind == OWN_NEED_RANGE && need->unit)
        buf_fmt(b, " %s", need->unit);
}

/* "at least 2", "at most 5 s", "2 to 4", "exactly 1". */
static void bounds_add(struct buf *b, const struct own_need *need, struct own_range range)
{
    bool low = range.min > -HUGE_VAL, high = range.max < HUGE_VAL;
    if (low && high && range.min == range.max)
        buf_addz(b, "exactly ");
    else if (!low || !high)
        buf_addz(b, low ? "at least " : "at most ");
    amount_add(b, need, low ? range.min : range.max);
    if (low && high && range.min != range.max) {
        buf_addz(b, " to ");
        amount_add(b, need, range.max);
    }
}

/* ---- what is wrong: "3 of 9 spans lack `transcript`" ---- */

static void types_add(struct buf *b, uint32_t types)
{
    const char *comma = "";
    for (int type = 0; type < OWN_TYPES; type++)
        if (types >> type & 1) {
            buf_fmt(b, "%s%s", comma, own_type_words[type]);
            comma = " or ";
        }
}

/* "6 `stt` spans", "1 tool span". */
static void counted_add(struct buf *b, const struct own_match *m, bool one)
{
    buf_addc(b, ' ');
    if (m->names.n)
        names_add(b, &m->names);
    else if (m->classes)
        classes_add(b, m->classes);
    buf_addz(b, m->names.n || m->classes ? " span" : "span");
    buf_addz(b, one ? "" : "s");
    buf_addz(b, m->n_tests ? " with the attributes asked for" : "");
}

static void bounded_add(struct buf *b, const struct own_fault *f, const char *what)
{
    buf_fmt(b, "%s ", what);
    amount_add(b, f->need, f->measured);
    if (f->need->kind == OWN_NEED_COUNT && !f->need->seen)
        counted_add(b, &f->rule->match, f->measured <= 1 && f->measured >= 1);
    buf_addz(b, f->bad > 1 ? ", for example" : "");
    if (f->need->seen)
        return;
    buf_addz(b, "; allowed is ");
    bounds_add(b, f->need, f->range);
}

static void within_add(struct buf *b, const struct own_fault *f)
{
    if (f->range.max < HUGE_VAL)
        buf_fmt(b, " within %s", fmt_duration(f->range.max * 1e6).text);
    buf_addz(b, f->need->conversation ? " in the same conversation" : " in the same trace");
    for (size_t i = 0; i < f->need->n_with_same; i++) {
        buf_addz(b, i ? ", " : " with the same ");
        name_add(b, f->need->with_same[i].text);
    }
}

static void sequence_add(struct buf *b, const struct own_fault *f)
{
    bool one = f->bad == 1;
    buf_addz(b, one ? "has no " : "have no ");
    match_add(b, &f->need->match);
    buf_addz(b, f->need->kind == OWN_NEED_EARLIER ? " before it" : " after it");
    within_add(b, f);
}

static void children_add(struct buf *b, const struct own_fault *f)
{
    buf_addz(b, f->bad == 1 ? "has " : "have ");
    amount_add(b, f->need, f->measured);
    buf_addz(b, " children of the kind ");
    match_add(b, &f->need->match);
    buf_addz(b, f->bad > 1 ? ", for example; allowed is " : "; allowed is ");
    bounds_add(b, f->need, f->range);
}

static void range_add(struct buf *b, const struct own_fault *f)
{
    if (f->need->seen) {
        buf_addz(b, f->bad == 1 ? "does not" : "do not");
        return;
    }
    buf_addz(b, f->bad == 1 ? "has a value of " : "have values of ");
    name_add(b, f->need->key.text);
    buf_addz(b, " out of range; allowed is ");
    bounds_add(b, f->need, f->range);
    buf_addz(b, f->need->whole ? ", whole" : "");
}

static void parent_add(struct buf *b, const struct own_fault *f)
{
    buf_addz(b, f->bad == 1 ? "does not have " : "do not have ");
    match_add(b, &f->need->match);
    buf_addz(b, f->need->kind == OWN_NEED_PARENT ? " as parent" : " above it");
    buf_addz(b, f->need->or_root ? ", nor is it a root" : "");
}

/* "has a value of `key` that is not of type string", and the like. */
static void value_add(struct buf *b, const struct own_fault *f)
{
    bool one = f->bad == 1;
    if (f->need->seen) {
        buf_addz(b, one ? "does not" : "do not");
        return;
    }
    buf_addz(b, one ? "has a value of " : "have values of ");
    name_add(b, f->need->key.text);
    buf_addz(b, " that ");
    if (f->need->kind == OWN_NEED_TYPE) {
        buf_addz(b, one ? "is not of type " : "are not of type ");
        types_add(b, f->need->types);
    } else if (f->need->kind == OWN_NEED_ENUM) {
        buf_fmt(b, "%s not among the %zu allowed", one ? "is" : "are", f->need->values.n);
    } else {
        buf_addz(b, one ? "does not fit the pattern" : "do not fit the pattern");
    }
}

static void lack_add(struct buf *b, const struct own_fault *f)
{
    buf_addz(b, f->bad == 1 ? "lacks " : "lack ");
    if (f->need->seen)
        buf_addz(b, "it");
    else
        name_add(b, f->need->key.text);
    if (f->need->share < 1)
        buf_fmt(b, "; at least %s must have it", fmt_share(f->need->share).text);
}

static void fault_add(struct buf *b, const struct own_fault *f)
{
    switch ((enum own_need_kind)f->need->kind) {
    case OWN_NEED_PRESENT:
        lack_add(b, f);
        return;
    case OWN_NEED_TYPE:
    case OWN_NEED_ENUM:
    case OWN_NEED_PATTERN:
        value_add(b, f);
        return;
    case OWN_NEED_RANGE:
        range_add(b, f);
        return;
    case OWN_NEED_ABSENT:
        buf_addz(b, f->bad == 1 ? "has an attribute like " : "have an attribute like ");
        names_add(b, &f->need->globs);
        buf_addz(b, ", which may not be there");
        return;
    case OWN_NEED_FORBID:
        buf_addz(b, !f->need->seen ? "may not be there" : f->bad == 1 ? "has it" : "have it");
        return;
    case OWN_NEED_ROOT:
        buf_addz(b, f->bad == 1 ? "is no root" : "are no roots");
        return;
    case OWN_NEED_PARENT:
    case OWN_NEED_ANCESTOR:
        if (f->need->seen)
            buf_addz(b, f->bad == 1 ? "does not" : "do not");
        else
            parent_add(b, f);
        return;
    case OWN_NEED_CHILDREN:
        children_add(b, f);
        return;
    case OWN_NEED_EARLIER:
    case OWN_NEED_LATER:
        sequence_add(b, f);
        return;
    case OWN_NEED_DURATION:
        bounded_add(b, f, f->bad == 1 ? "lasts" : "last");
        return;
    case OWN_NEED_COUNT:
        bounded_add(b, f, f->bad == 1 ? "has" : "have");
        return;
    case OWN_NEED_RATIO:
        buf_addz(b, f->bad == 1 ? "has " : "have ");
        match_add(b, &f->need->match);
        bounded_add(b, f, " below for a share of");
        return;
    case OWN_NEEDS:
        return;
    }
}

static void subject_add(struct buf *b, const struct own_fault *f, bool learnt)
{
    bool counts = f->need->kind == OWN_NEED_COUNT;
    if (counts && !f->need->per_turn) {
        buf_addz(b, "this trace ");
    } else if (f->total == f->bad) {
        buf_fmt(b, "%s%s ", f->bad > 1 ? "all " : "",
                fmt_amount(f->bad, counts ? "turn" : "span").text);
    } else {
        buf_fmt(b, "%s of %s ", fmt_count(f->bad).text, fmt_count(f->total).text);
        if (!learnt)
            buf_addz(b, counts ? "turns " : "spans ");
    }
    if (learnt && !counts)
        buf_addz(b, "here ");
}

/* ---- what good traces had: "`stt` spans carried `transcript` in all 12 good spans" ---- */

static void habit_add(struct buf *b, const struct own_fault *f)
{
    const struct own_need *need = f->need;
    if (need->kind == OWN_NEED_FORBID) {
        buf_fmt(b, "none of %s had such a name", fmt_amount(need->seen, "good span").text);
        return;
    }
    match_add(b, &f->rule->match);
    switch ((enum own_need_kind)need->kind) {
    case OWN_NEED_PRESENT:
        buf_addz(b, " spans carried ");
        name_add(b, need->key.text);
        break;
    case OWN_NEED_TYPE:
        buf_addz(b, " spans had ");
        name_add(b, need->key.text);
        buf_addz(b, " of type ");
        types_add(b, need->types);
        break;
    case OWN_NEED_ENUM:
        buf_addz(b, " spans kept ");
        name_add(b, need->key.text);
        buf_fmt(b, " to %s", fmt_amount(need->values.n, "value").text);
        break;
    case OWN_NEED_RANGE:
        buf_addz(b, " spans had ");
        name_add(b, need->key.text);
        buf_addz(b, " well within ");
        bounds_add(b, need, f->range);
        break;
    case OWN_NEED_PARENT:
    case OWN_NEED_ANCESTOR:
        buf_addz(b, " spans stood ");
        buf_addz(b, need->kind == OWN_NEED_PARENT ? "right below " : "below ");
        match_add(b, &need->match);
        buf_addz(b, need->or_root ? " or alone" : "");
        break;
    case OWN_NEED_DURATION:
        buf_addz(b, " spans lasted ");
        bounds_add(b, need, f->range);
        break;
    case OWN_NEED_COUNT:
        buf_addz(b, " spans were ");
        bounds_add(b, need, f->range);
        buf_addz(b, need->per_turn ? " a turn" : " a trace");
        break;
    default:
        buf_addz(b, " spans did so");
        break;
    }
    const char *what = need->kind != OWN_NEED_COUNT ? "good span"
                       : need->per_turn             ? "good turn"
                                                    : "good trace";
    bool some = need->kind == OWN_NEED_PRESENT && need->share < 1;
    buf_fmt(b, " in %s%s", some ? "most of " : need->seen > 1 ? "all " : "",
            fmt_amount(need->seen, what).text);
}

/* ---- messages of the pack ---- */

static void placeholder_add(struct buf *b, const struct store *s, const struct own_fault *f,
                            struct sv word)
{
    bool above = f->measured > f->range.max || !(f->range.min > -HUGE_VAL);
    if (sv_eq(word, SV("name")) && f->name != SYM_NONE)
        name_add(b, store_sv(s, f->name));
    else if (sv_eq(word, SV("name")))
        match_add(b, &f->rule->match);
    else if (sv_eq(word, SV("key")) && f->need->key.text.n)
        name_add(b, f->need->key.text);
    else if (sv_eq(word, SV("key")))
        buf_addz(b, "the attribute");
    else if (sv_eq(word, SV("count")))
        buf_addz(b, fmt_count(f->bad).text);
    else if (sv_eq(word, SV("total")))
        buf_addz(b, fmt_count(f->total).text);
    else if (sv_eq(word, SV("measured")))
        amount_add(b, f->need, f->measured);
    else if (own_range_bounded(f->range))
        amount_add(b, f->need, above ? f->range.max : f->range.min);
    else
        buf_addz(b, "no limit");
}

static void template_add(struct buf *b, const struct store *s, const struct own_fault *f)
{
    struct sv_cut cut = sv_cut(f->rule->message, '{');
    buf_add(b, cut.head);
    while (cut.found) {
        struct sv_cut word = sv_cut(cut.tail, '}');
        placeholder_add(b, s, f, word.head);
        cut = sv_cut(word.tail, '{');
        buf_add(b, cut.head);
    }
}

void own_fault_say(struct buf *b, const struct store *s, const struct own_fault *f)
{
    if (f->rule->message.n) {
        template_add(b, s, f);
        return;
    }
    if (f->need->seen) {
        habit_add(b, f);
        buf_addz(b, "; ");
    }
    subject_add(b, f, f->need->seen);
    fault_add(b, f);
}
