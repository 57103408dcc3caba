#include "lint/own_read.h"

#include "core/nearest.h"
#include "core/shown.h"
#include "lint/own_read_parts.h"

/* ---- codes and slugs ---- */

static bool all_in(struct sv s, const char *set)
{
    size_t i = 0;
    while (i < s.n && strchr(set, s.p[i]))
        i++;
    return i == s.n;
}

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

/* Built-in codes are a letter and three digits: a word is longer, and X is the letter of none. */
static bool is_code(struct sv s)
{
    if (s.n == 4 && s.p[0] == 'X')
        return all_in(sv_from(s, 1), DIGITS);
    return s.n >= 5 && s.n <= 32 && all_in(sv_of(s.p, 1), CAPITALS) &&
           all_in(s, CAPITALS DIGITS "-_");
}

static bool is_slug(struct sv s)
{
    return s.n >= 3 && s.n <= 64 && all_in(sv_of(s.p, 1), SMALL) && all_in(s, SMALL DIGITS "-") &&
           s.p[s.n - 1] != '-' && sv_find(s, SV("--")) == SIZE_MAX;
}

static bool name_free(struct json_walk *w, struct sv name)
{
    const struct own_reader *r = own_reader(w);
    size_t taken = catalog_find(r->built_in, name);
    if (taken < r->built_in->n)
        return walk_fail(w, "\"%.*s\" is the built-in rule %s %s; own rules need another name",
                         SV_ARG(name), r->built_in->rules[taken]->code,
                         r->built_in->rules[taken]->slug);
    for (size_t i = 0; i < r->own->list.n; i++)
        if (sv_eq_nocase(name, sv_from_c(r->own->list.v[i]->rule.code)) ||
            sv_eq_nocase(name, sv_from_c(r->own->list.v[i]->rule.slug)))
            return walk_fail(w, "there is another own rule \"%.*s\"", SV_ARG(name));
    return true;
}

static bool code_read(struct json_walk *w, json_t *value, void *to)
{
    struct sv text;
    if (!walk_text(w, value, OWN_TEXT_MAX, &text))
        return false;
    if (!is_code(text))
        return walk_fail(w, "a code is X and three digits, or a word of 5 to 32 capital letters, "
                            "digits, - and _");
    *(const char **)to = text.p;
    return name_free(w, text);
}

static bool slug_read(struct json_walk *w, json_t *value, void *to)
{
    struct sv text;
    if (!walk_text(w, value, OWN_TEXT_MAX, &text))
        return false;
    if (!is_slug(text) || sv_eq(text, SV("all")))
        return walk_fail(w, "a slug has 3 to 64 small letters and digits in words with - between "
                            "them, begins with a letter, and is not \"all\"");
    *(const char **)to = text.p;
    return name_free(w, text);
}

/* ---- texts ---- */

/* The text as core/shown.h lets it be shown, with a NUL behind it. All reports print it. */
static struct sv masked(struct json_walk *w, struct sv text)
{
    struct buf tmp = {0};
    text = arena_copy(w->arena, shown_sentence(text, &tmp));
    buf_release(&tmp);
    return text;
}

static bool string_read(struct json_walk *w, json_t *value, void *to)
{
    struct sv text;
    if (!walk_text(w, value, OWN_TEXT_MAX, &text))
        return false;
    text = masked(w, text);
    *(const char **)to = text.p;
    return true;
}

static bool severity_read(struct json_walk *w, json_t *value, void *to)
{
    const char *words[SEVERITIES + 1] = {0};
    for (int i = 0; i < SEVERITIES; i++)
        words[i] = severity_name(i);
    int word = walk_word(w, value, "severity", words);
    *(enum severity *)to = word < 0 ? SEVERITY_WARNING : (enum severity)word;
    return word >= 0;
}

static bool message_read(struct json_walk *w, json_t *value, void *to)
{
    struct sv *text = to;
    if (!walk_text(w, value, OWN_TEXT_MAX, text))
        return false;
    struct sv_cut cut = sv_cut(*text, '{');
    while (cut.found) {
        struct sv_cut word = sv_cut(cut.tail, '}');
        size_t i = 0;
        while (word.found && own_placeholders[i] &&
               !sv_eq(word.head, sv_from_c(own_placeholders[i])))
            i++;
        if (!word.found)
            return walk_fail(w, "there is a { without its }");
        if (!own_placeholders[i])
            return walk_fail_word(w, "placeholder", word.head, own_placeholders);
        cut = sv_cut(word.tail, '{');
    }
    *text = masked(w, *text);
    return true;
}

/* ---- rules ---- */

/* What the spans are asked for, beyond each span by itself. */
static bool is_structural(const struct own_rule *rule)
{
    for (size_t i = 0; i < rule->n_needs; i++) {
        uint8_t kind = rule->needs[i].kind;
        if (kind >= OWN_NEED_ROOT && kind != OWN_NEED_DURATION)
            return true;
    }
    return false;
}

static bool rule_read(struct json_walk *w, json_t *value, void *to)
{
    static const struct walk_member members[] = {
        {"code", code_read, offsetof(struct own_rule, rule.code), true},
        {"slug", slug_read, offsetof(struct own_rule, rule.slug), true},
        {"title", string_read, offsetof(struct own_rule, rule.title), true},
        {"why", string_read, offsetof(struct own_rule, rule.why), false},
        {"fix", string_read, offsetof(struct own_rule, rule.fix), false},
        {"severity", severity_read, offsetof(struct own_rule, rule.severity), false},
        {"match", own_read_match, offsetof(struct own_rule, match), true},
        {"require", own_read_require, 0, true},
        {"message", message_read, offsetof(struct own_rule, message), false},
    };
    (void)to;
    struct own_reader *r = own_reader(w);
    struct own_rule *rule = r->rule = arena_new(w->arena, struct own_rule, 1);
    rule->rule = (struct rule){
        .why = "A pack of yours asks for it.",
        .fix = "Make the spans as the rule asks, or change the rule in its pack.",
        .severity = SEVERITY_WARNING,
        .scope = SCOPE_STORE,
        .check = own_rule_check,
        .row = rule,
    };
    if (!walk_members(w, value, members, ARRAY_LEN(members), rule))
        return false;
    rule->rule.structural = is_structural(rule);
    vec_push(&r->own->list, rule);
    return true;
}

static bool list_read(struct json_walk *w, json_t *list)
{
    if (json_array_size(list) > OWN_RULES_MAX - own_reader(w)->own->list.n)
        return walk_fail(w, "there may be %d own rules in all", OWN_RULES_MAX);
    return walk_items(w, list, rule_read, NULL);
}

bool own_rules_read(struct own_rules *own, const struct catalog *built_in,
                    const struct pack *vocabulary, const struct pack_text *pack, struct err *e)
{
    struct own_reader r = {.own = own, .built_in = built_in, .vocabulary = vocabulary};
    struct json_walk w = {.file = pack->name, .e = e, .arena = &own->arena, .user = &r};
    json_t *top = walk_parse(&w, pack->json, pack->n);
    if (!top)
        return false;
    json_t *list = json_object_get(top, "rules");
    size_t mark = walk_enter(&w, "rules", 0);
    bool ok = !list || list_read(&w, list);
    walk_leave(&w, mark);
    walk_release(&w);
    vec_release(&r.needs);
    json_decref(top);
    return ok;
}
