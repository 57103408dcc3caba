/* The list of findings: its model, its keys, accepting one, the explanation, and which spans have
 * findings. */
#include "lint/check.h"
#include "lint/worst.h"
#include "tests/lib/dice.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"
#include "tui/explain.h"
#include "tui/finding_actions.h"
#include "tui/finding_copy.h"
#include "tui/finding_value.h"
#include "tui/hits.h"

/* ---- rules made for the tests ---- */

static void by_name_check(struct check *c)
{
    struct hit *h;
    for (uint32_t p = c->first; p < c->end; p++)
        check_hit(c, p, 0.919);
    while ((h = check_next(c)))
        check_found(c, h, 0, "%u spans of a name", h->count);
}

static void roots_check(struct check *c)
{
    struct finding *f = check_found_trace(c, 1, 13, 0, "a Root");
    check_example(c, f, c->first);
}

static void store_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p += 2)
        check_hit(c, p, 0);
    const struct hit *h = check_all(c);
    if (h)
        check_found(c, h, NO_PARAM, "every second one");
    check_found_trace(c, 4, 0, NO_PARAM, "about nothing");
}

static void skipping_check(struct check *c)
{
    check_skip(c, "needs more traces");
}

#define TEXTS .why = "It hides things.", .fix = "Make fewer.", .title = "a title of it"
static const struct rule rule_names = {
    .code = "N901", .slug = "names", TEXTS, .severity = SEVERITY_WARNING, .check = by_name_check,
    .snippet = "topic", .params = {{"max_share", 0.7, 0, 1, "share", "at most so much"}}};
static const struct rule rule_roots = {
    .code = "S902", .slug = "roots", TEXTS, .severity = SEVERITY_ERROR, .check = roots_check,
    .params = {{"max_roots", 10, 0, 100, "count", "at most so many"}}};
static const struct rule rule_store = {.code = "I903", .slug = "store", TEXTS,
                                       .scope = SCOPE_STORE, .check = store_check};
static const struct rule rule_skipping = {.code = "M904", .slug = "skipping", TEXTS,
                                          .scope = SCOPE_STORE, .check = skipping_check};
static const struct rule *const test_rules[] = {&rule_names, &rule_roots, &rule_store,
                                                &rule_skipping};
static const struct catalog test_catalog = {test_rules, ARRAY_LEN(test_rules)};
static const struct snippet test_snippets[] = {{"topic", "count += 1\n", "count++;\n"}};

/* ---- a browser over one store ---- */

struct world {
    struct linted in;
    struct settings set;
    struct lint lint;
    struct tui_data data;
    struct tui_host host;
    struct tui t;
    struct buf file; /* the configuration */
    int writes, reloads;
};

static struct tui_progress host_progress(void *self)
{
    (void)self;
    return (struct tui_progress){.stage = TUI_READY, .generation = 1};
}

static const struct tui_data *host_data(void *self)
{
    struct world *w = self;
    return &w->data;
}

static bool host_config(void *self, struct buf *path, struct buf *text, struct err *e)
{
    struct world *w = self;
    (void)e;
    buf_addz(path, ".spanvet.json");
    buf_add(text, buf_sv(&w->file));
    return true;
}

static bool host_reload(void *self, struct err *e)
{
    struct world *w = self;
    (void)e;
    w->reloads++;
    return true;
}

static bool host_write(void *self, struct sv path, struct sv text, struct err *e)
{
    struct world *w = self;
    CHECK_SV(path, ".spanvet.json");
    (void)e;
    buf_clear(&w->file);
    buf_add(&w->file, text);
    w->writes++;
    return true;
}

/* Six spans: `a` 3 and `b` 1 in one trace, `b` 1 and `C` 1 in the other. */
static const char JSON[] = SPANS(
    SPAN("01", "a", "") "," SPAN("02", "a", "") "," SPAN("03", "b", "") "," SPAN("04", "a", "")
    "," SPAN_IN("b", "05", "b", "") "," SPAN_IN("b", "06", "C", ""));

static void world_open(struct world *w, const char *json)
{
    memset(w, 0, sizeof(*w));
    linted_open(&w->in, json);
    settings_init(&w->set, &test_catalog);
    lint_run(&w->lint, &w->in.s, &w->in.ix, &w->in.v, &w->set);
    w->data = (struct tui_data){.s = &w->in.s, .ix = &w->in.ix, .v = &w->in.v,
                                .settings = &w->set, .lint = &w->lint,
                                .snippets = test_snippets, .n_snippets = 1,
                                .gate = SEVERITY_ERROR};
    w->host = (struct tui_host){.self = w, .progress = host_progress, .data = host_data,
                                .config = host_config, .write = host_write,
                                .reload = host_reload};
    struct tui_wish wish = {.host = &w->host, .view = VIEW_findings};
    tui_init(&w->t, &wish);
    canvas_resize(&w->t.canvas, 140, 30);
    tui_draw(&w->t);
}

static void world_close(struct world *w)
{
    tui_release(&w->t);
    lint_release(&w->lint);
    settings_release(&w->set);
    linted_close(&w->in);
    buf_release(&w->file);
}

/* ---- the list ---- */

static const struct finding *list_finding(const struct world *w, const struct finding_list *l,
                                          uint32_t place)
{
    return &w->lint.findings.list.v[l->order[place]];
}

/* "S902 2 N901 4 I903 2 skipped 1": groups and how many are in each. */
static void groups_are(const struct world *w, const struct finding_wish *wish, const char *text)
{
    struct finding_list l = {0};
    struct buf b = {0};
    CHECK(finding_list_make(&l, &w->data, wish, NULL));
    for (uint32_t g = 0; g < l.n_groups; g++) {
        uint32_t id = l.groups[g].id;
        if (id == FINDINGS_SKIPPED)
            buf_addz(&b, "skipped");
        else if (wish->by == FINDINGS_BY_RULE)
            buf_addz(&b, test_rules[id]->code);
        else
            buf_fmt(&b, "%d", (int)id);
        buf_fmt(&b, " %u ", l.groups[g].n);
    }
    CHECK_SV(buf_sv(&b), text);
    buf_release(&b);
    finding_list_release(&l);
}

TEST(groups)
{
    struct world w;
    world_open(&w, JSON);
    groups_are(&w, &(struct finding_wish){.by = FINDINGS_BY_RULE},
               "S902 2 N901 4 I903 2 skipped 1 ");
    groups_are(&w, &(struct finding_wish){.by = FINDINGS_BY_RULE, .sort = FINDINGS_RULE},
               "N901 4 S902 2 I903 2 skipped 1 ");
    groups_are(&w, &(struct finding_wish){.by = FINDINGS_BY_RULE, .sort = FINDINGS_COUNT},
               "I903 2 N901 4 S902 2 skipped 1 ");
    groups_are(&w, &(struct finding_wish){.by = FINDINGS_BY_RULE, .sort = FINDINGS_TRACE},
               "I903 2 N901 4 S902 2 skipped 1 ");
    groups_are(&w, &(struct finding_wish){.by = FINDINGS_BY_RULE, .reverse = true},
               "I903 2 N901 4 S902 2 skipped 1 ");
    groups_are(&w, &(struct finding_wish){.by = FINDINGS_BY_TRACE}, "0 3 1 3 -1 2 skipped 1 ");
    groups_are(&w, &(struct finding_wish){.by = FINDINGS_BY_TRACE, .sort = FINDINGS_TRACE},
               "-1 2 0 3 1 3 skipped 1 ");
    atomic_bool stop = true;
    struct finding_list l = {0};
    CHECK(!finding_list_make(&l, &w.data, &(struct finding_wish){0}, &stop));
    CHECK_EQ(l.n_groups, 0);
    world_close(&w);
}

TEST(inside)
{
    struct world w;
    struct finding_list l = {0};
    world_open(&w, JSON);
    CHECK(finding_list_make(&l, &w.data, &(struct finding_wish){.by = FINDINGS_BY_TRACE}, NULL));
    CHECK_EQ(list_finding(&w, &l, 0)->severity, SEVERITY_ERROR);
    CHECK_EQ(list_finding(&w, &l, 1)->count, 3);
    CHECK_EQ(list_finding(&w, &l, 2)->count, 1);
    CHECK_EQ(l.groups[0].counts[SEVERITY_WARNING], 2);
    CHECK_EQ(l.groups[0].spans, 5);
    struct finding_wish turned = {.by = FINDINGS_BY_TRACE, .reverse = true};
    CHECK(finding_list_make(&l, &w.data, &turned, NULL));
    CHECK_EQ(list_finding(&w, &l, 2)->count, 1);
    CHECK_EQ(list_finding(&w, &l, 4)->severity, SEVERITY_ERROR);
    finding_list_release(&l);
    world_close(&w);
}

/* "The worst first" is one order everywhere, and however the findings are grouped: the list begins
 * with what is worst of all, and its groups stand as what is worst in each. */
TEST(one_order)
{
    struct world w;
    world_open(&w, JSON);
    struct findings *f = &w.lint.findings;
    for (uint32_t many = 0; many < f->list.n; many++) {
        for (uint32_t i = 0; i < f->list.n; i++)
            f->list.v[i].severity = SEVERITY_WARNING;
        f->list.v[many].count = 1000 + many; /* against those of other groups, which are more */
        uint32_t *worst = worst_first(f);
        for (uint8_t by = 0; by < FINDING_BYS; by++) {
            struct finding_list l = {0};
            CHECK(finding_list_make(&l, &w.data, &(struct finding_wish){.by = by}, NULL));
            CHECK_EQ(l.order[0], worst[0]);
            CHECK_EQ(l.order[0], many);
            for (uint32_t g = 1; g < l.n_groups && l.groups[g].id != FINDINGS_SKIPPED; g++)
                CHECK(worst_cmp(f, l.groups[g - 1].worst, l.groups[g].worst) < 0);
            finding_list_release(&l);
        }
        free(worst);
    }
    world_close(&w);
}

/* Every finding that passes is in the list once; rows, places and groups agree. */
static void list_check(const struct finding_list *l, const struct finding_folds *f)
{
    uint32_t rows = 0, places = 0;
    for (uint32_t g = 0; g < l->n_groups; g++) {
        bool closed = finding_folds_closed(f, l, g);
        CHECK_EQ(l->groups[g].row, rows);
        CHECK_EQ(l->groups[g].first, places);
        struct finding_at at = finding_list_at(l, rows);
        CHECK(at.group == g && at.place == NO_ROW && at.finding == NO_ROW);
        for (uint32_t i = 0; i < l->groups[g].n; i++, places++) {
            CHECK_EQ(finding_list_group(l, places), g);
            uint32_t row = finding_list_row(l, places, f);
            CHECK_EQ(row, closed ? rows : rows + 1 + i);
            if (!closed)
                CHECK_EQ(finding_list_at(l, row).place, places);
        }
        rows += 1 + (closed ? 0 : l->groups[g].n);
    }
    CHECK_EQ(l->n_rows, rows);
    for (uint32_t i = 0; i < l->n_findings; i++)
        CHECK_EQ(finding_list_place(l, l->order[i]), i);
}

TEST(any_order_and_folds)
{
    struct world w;
    struct dice d = {.state = 11};
    struct finding_list l = {0};
    struct finding_folds folds = {0};
    struct bits accepted = {0};
    world_open(&w, JSON);
    bits_resize(&accepted, (uint32_t)w.lint.findings.list.n);
    for (int round = 0; round < 500; round++) {
        struct finding_wish wish = {.by = (uint8_t)dice_roll(&d, FINDING_BYS),
                                    .sort = (uint8_t)dice_roll(&d, FINDING_SORTS),
                                    .reverse = dice_roll(&d, 2), .accepted = &accepted};
        bits_put(&accepted, dice_roll(&d, accepted.n), dice_roll(&d, 2));
        CHECK(finding_list_make(&l, &w.data, &wish, NULL));
        CHECK_EQ(l.n_findings, w.lint.findings.list.n);
        finding_folds_set(&folds, &l, dice_roll(&d, l.n_groups), dice_roll(&d, 2));
        if (dice_roll(&d, 10) == 0)
            finding_folds_set_all(&folds, &l, dice_roll(&d, 2));
        finding_list_fold(&l, &folds);
        list_check(&l, &folds);
        for (uint32_t i = 1; i < l.n_findings; i++)
            if (finding_list_group(&l, i) == finding_list_group(&l, i - 1))
                CHECK(bits_get(&accepted, l.order[i]) || !bits_get(&accepted, l.order[i - 1]));
    }
    finding_list_release(&l);
    finding_folds_release(&folds);
    bits_release(&accepted);
    world_close(&w);
}

/* ---- the filter ---- */

static void passes(const struct world *w, const char *text, uint32_t n)
{
    struct finding_filter f = {0};
    struct err e = {0};
    struct buf id = {0};
    uint32_t found = 0;
    CHECK(finding_filter_read(&f, sv_from_c(text), &test_catalog, &e));
    for (uint32_t i = 0; i < w->lint.findings.list.n; i++)
        found += finding_filter_passes(&f, &w->data, &w->lint.findings.list.v[i], &id);
    if (found != n)
        printf("%s: %u findings\n", text, found);
    CHECK_EQ(found, n);
    finding_filter_release(&f);
    buf_release(&id);
}

TEST(filters)
{
    struct world w;
    world_open(&w, JSON);
    passes(&w, "", 8);
    passes(&w, "rule=N901", 4);
    passes(&w, "rule=names severity=warning", 4);
    passes(&w, "-rule=N", 4);
    passes(&w, "severity=error", 2);
    passes(&w, "trace=0000000000000000000000000000000a", 3);
    passes(&w, "span=a", 1);
    passes(&w, "span=c", 1);
    passes(&w, "span=?", 4);
    passes(&w, "root", 2);
    passes(&w, "Root", 2);
    passes(&w, "ROOT", 0);
    passes(&w, "\"about nothing\"", 1);
    passes(&w, "about -nothing", 0);
    passes(&w, "error", 2);
    passes(&w, "attribute=*", 0);
    world_close(&w);
}

TEST(wrong_filters)
{
    struct finding_filter f = {0};
    struct err e = {0};
    CHECK(finding_filter_read(&f, SV("rule=N901"), &test_catalog, &e));
    CHECK(!finding_filter_read(&f, SV("rule=N999"), &test_catalog, &e));
    CHECK(strstr(e.text, "N999"));
    e = (struct err){0};
    CHECK(!finding_filter_read(&f, SV("severity=bad"), &test_catalog, &e));
    CHECK(strstr(e.text, "error, warning and info"));
    CHECK_SV(f.text, "rule=N901");
    finding_filter_release(&f);
}

/* ---- values ---- */

TEST(bars)
{
    struct tui_data d = {0};
    struct settings set = {.catalog = &test_catalog};
    struct buf b = {0};
    d.settings = &set;
    struct finding share = {.rule = 0, .param = 0, .measured = 0.919, .threshold = 0.7};
    struct finding roots = {.rule = 1, .param = 0, .measured = 13, .threshold = 10};
    struct finding fixed = {.rule = 1, .param = NO_PARAM, .measured = 0, .threshold = 0};
    struct finding none = {.rule = 1, .param = NO_PARAM, .measured = NO_NUMBER,
                           .threshold = NO_NUMBER};
    CHECK_EQ(finding_bar_of(&d, &share, 10).value, 74);
    CHECK_EQ(finding_bar_of(&d, &share, 10).threshold, 56);
    CHECK_EQ(finding_bar_of(&d, &roots, 10).value, 64);
    CHECK_EQ(finding_bar_of(&d, &roots, 10).threshold, 49);
    CHECK_EQ(finding_bar_of(&d, &fixed, 10).value, 0);
    CHECK(finding_has_value(&fixed) && !finding_has_value(&none));
    finding_add_value(&b, &d, &share);
    buf_addc(&b, '|');
    finding_add_value(&b, &d, &roots);
    buf_addc(&b, '|');
    finding_add_value(&b, &d, &none);
    CHECK_SV(buf_sv(&b), "91.9 % > 70 %|13 > 10|");
    buf_release(&b);
}

/* ---- keys ---- */

static void type(struct world *w, const char *keys)
{
    for (; *keys; keys++)
        tui_key(&w->t, (key_code)(unsigned char)*keys);
    tui_draw(&w->t);
}

static void run(struct world *w, const char *command)
{
    buf_clear(&w->t.message);
    tui_command(&w->t, sv_from_c(command));
    tui_draw(&w->t);
}

static bool shows(const struct world *w, const char *text)
{
    struct buf b = {0};
    canvas_save(&b, &w->t.canvas, false);
    bool found = sv_find(buf_sv(&b), sv_from_c(text)) != SIZE_MAX;
    buf_release(&b);
    return found;
}

static const struct finding *selected(const struct world *w)
{
    return &w->lint.findings.list.v[w->t.finding];
}

static uint32_t rows(const struct world *w)
{
    return w->t.views[VIEW_findings].list.n;
}

TEST(moving)
{
    struct world w;
    world_open(&w, JSON);
    CHECK(shows(&w, "2 errors") && shows(&w, "4 warnings") && shows(&w, "gate (error): fails"));
    CHECK_EQ(selected(&w)->severity, SEVERITY_ERROR);
    CHECK_EQ(rows(&w), 12);
    type(&w, "ww");
    CHECK_EQ(selected(&w)->rule, 0);
    CHECK_EQ(selected(&w)->count, 3);
    type(&w, "W");
    CHECK_EQ(selected(&w)->rule, 1);
    type(&w, "hh");
    CHECK_EQ(rows(&w), 10);
    type(&w, "w");
    CHECK_EQ(rows(&w), 12);
    type(&w, "{");
    CHECK_EQ(rows(&w), 4);
    type(&w, "}");
    CHECK_EQ(rows(&w), 12);
    type(&w, "b");
    CHECK(shows(&w, "by trace, worst first"));
    uint32_t before = w.t.finding;
    type(&w, "sS");
    CHECK(shows(&w, "by trace, in the order of rules, turned round"));
    CHECK_EQ(w.t.finding, before);
    run(&w, "sort count");
    CHECK(shows(&w, "most spans first"));
    run(&w, "sort size");
    CHECK(strstr(w.t.message.p, "there is no order size"));
    type(&w, "G");
    CHECK(shows(&w, "rules that were skipped"));
    type(&w, "l");
    CHECK(shows(&w, "M904 skipping: needs more traces"));
    world_close(&w);
}

TEST(searching)
{
    struct world w;
    world_open(&w, JSON);
    type(&w, "/root\r");
    CHECK_EQ(selected(&w)->rule, 1);
    uint32_t first = w.t.finding;
    type(&w, "n");
    CHECK(w.t.finding != first && selected(&w)->rule == 1);
    type(&w, "n");
    CHECK_EQ(w.t.finding, first);
    CHECK(strstr(w.t.message.p, "went on at the top"));
    type(&w, "{/nothing\r");
    CHECK_SV(selected(&w)->message, "about nothing");
    run(&w, "filter rule=N901");
    CHECK_EQ(rows(&w), 5);
    CHECK(shows(&w, "only rule=N901: 4 findings"));
    run(&w, "filter rule=N9999");
    CHECK(strstr(w.t.message.p, "N9999"));
    CHECK_EQ(rows(&w), 5);
    type(&w, "\x1b\x1b}");
    CHECK_EQ(rows(&w), 12);
    world_close(&w);
}

TEST(opening)
{
    struct world w;
    world_open(&w, JSON);
    type(&w, "/N901\r");
    type(&w, "\r");
    CHECK_EQ(w.t.view, VIEW_waterfall);
    CHECK_EQ(w.in.ix.order[w.t.span], selected(&w)->rows[0]);
    CHECK_EQ(w.t.lens.n_matches, 4);
    type(&w, "q");
    CHECK_EQ(w.t.view, VIEW_findings);
    run(&w, "filter nothing");
    type(&w, "j\r");
    CHECK_EQ(w.t.view, VIEW_findings);
    CHECK(strstr(w.t.message.p, "all of the input"));
    world_close(&w);
}

/* ---- accepting ---- */

TEST(accepting)
{
    struct world w;
    world_open(&w, JSON);
    type(&w, "/span=b\r");
    type(&w, "i   \r");
    CHECK_EQ(w.writes, 0);
    CHECK(strstr(w.t.message.p, "needs a reason"));
    type(&w, "iknown, until soon\r");
    CHECK_EQ(w.writes, 0);
    CHECK(!shows(&w, "a new file") && strstr(w.t.message.p, "a day looks like"));
    type(&w, "iwait until they mend it\r"); /* a reason */
    CHECK(shows(&w, "a new file") && shows(&w, "wait until they mend it"));
    type(&w, "n");
    type(&w, "iknown, until 2027-01-31\r");
    CHECK(shows(&w, "a new file: .spanvet.json"));
    CHECK(shows(&w, "It takes 2 findings out of reports, up to 2027-01-31."));
    type(&w, "n");
    CHECK_EQ(w.writes, 0);
    type(&w, "iknown, until 2027-01-31\ry");
    CHECK_EQ(w.writes, 1);
    CHECK(strstr(w.file.p, "{\"rule\": \"N901\", \"span\": \"b\", \"reason\": \"known\", "
                           "\"expires\": \"2027-01-31\"}"));
    CHECK(shows(&w, "2 accepted") && shows(&w, "2 warnings") && !shows(&w, "4 warnings"));
    CHECK(shows(&w, "accepted (known): b"));
    CHECK(shows(&w, "accepted: known"));
    type(&w, "i");
    CHECK(strstr(w.t.message.p, "accepted already"));
    /* All of a rule, and a file that others change. */
    type(&w, "/rule=S902\r");
    type(&w, "hi");
    type(&w, "whatever\r");
    buf_addz(&w.file, "\n");
    type(&w, "y");
    CHECK_EQ(w.writes, 1);
    CHECK(strstr(w.t.message.p, "has changed meanwhile"));
    run(&w, "suppress it is a test");
    type(&w, "y");
    CHECK_EQ(w.writes, 2);
    CHECK_EQ(w.reloads, 2);
    CHECK(strstr(w.file.p, "{\"rule\": \"S902\", \"reason\": \"it is a test\"}"));
    CHECK(shows(&w, "4 accepted") && shows(&w, "gate (error): passes"));
    /* A file that is no configuration. */
    buf_clear(&w.file);
    buf_addz(&w.file, "{");
    type(&w, "/span=a\r");
    type(&w, "ino\r");
    CHECK_EQ(w.writes, 2);
    CHECK(strstr(w.t.message.p, "no configuration"));
    world_close(&w);
}

/* What was written takes the same findings out of the next run. */
TEST(accepted_next_run)
{
    struct world w;
    struct config c = {0};
    struct err e = {0};
    struct settings set;
    struct lint lint;
    world_open(&w, JSON);
    type(&w, "/span=b\r");
    type(&w, "iknown\ry");
    c.text = buf_sv(&w.file);
    CHECK(config_read_rules(&c, &test_catalog, &e));
    settings_init(&set, &test_catalog);
    config_apply(&c, &set);
    lint_run(&lint, &w.in.s, &w.in.ix, &w.in.v, &set);
    CHECK_EQ(lint.excluded, 2);
    CHECK(!exclude_is_stale(&lint.exclude_uses[0]));
    const struct finding_pane *p = finding_pane_of(&w.t);
    for (int sev = 0; sev < SEVERITIES; sev++)
        CHECK_EQ(lint.totals[sev], w.lint.totals[sev] - p->accepted.totals[sev]);
    lint_release(&lint);
    settings_release(&set);
    c.text = (struct sv){0};
    config_release(&c);
    world_close(&w);
}

/* ---- explanation, copies, spans ---- */

TEST(explaining)
{
    struct world w;
    world_open(&w, JSON);
    type(&w, "/span=a\r");
    CHECK(shows(&w, "warning N901 names: a title of it"));
    CHECK(shows(&w, "3 spans of a name (threshold 70 %)"));
    CHECK(shows(&w, "Why it matters") && shows(&w, "It hides things."));
    CHECK(shows(&w, "Make fewer.") && shows(&w, "count += 1") && shows(&w, "count++;"));
    CHECK(shows(&w, "max_share 70 % (default): at most so much"));
    CHECK(shows(&w, "0000000000000002"));
    struct explain_subject none = {NO_ROW, NO_ROW, NO_ROW};
    struct text x = {0};
    explain_make(&x, &w.data, &none, NULL, NULL, false);
    text_wrap(&x, 40);
    CHECK(x.lines.n >= 1);
    text_release(&x);
    world_close(&w);
}

TEST(examples_open)
{
    struct world w;
    world_open(&w, JSON);
    type(&w, "/span=a\r");
    run(&w, "next-pane");
    CHECK(w.t.in_companion);
    for (int i = 0; i < 40 && w.t.view == VIEW_findings; i++) {
        uint32_t row = w.t.views[VIEW_explain].list.cursor;
        tui_key(&w.t, KEY_IS_ENTER);
        if (w.t.view != VIEW_findings)
            break;
        CHECK(w.t.full_companion);
        tui_key(&w.t, KEY_IS_ENTER);
        CHECK_EQ(w.t.views[VIEW_explain].list.cursor, row);
        type(&w, "j");
    }
    CHECK_EQ(w.t.view, VIEW_waterfall);
    CHECK_EQ(w.in.ix.order[w.t.span], selected(&w)->rows[0]);
    world_close(&w);
}

TEST(copies)
{
    struct world w;
    struct buf b = {0};
    world_open(&w, JSON);
    type(&w, "/span=a\r");
    finding_copy_line(&b, &w.data, w.t.finding);
    CHECK_SV(buf_sv(&b), "warning: N901 names: 3 spans of a name (threshold 70 %) "
                         "[0000000000000000000000000000000a/a]");
    buf_clear(&b);
    finding_copy_json(&b, &w.data, w.t.finding);
    buf_addc(&b, '\0');
    CHECK(strstr(b.p, "\"rule\":\"N901\"") || strstr(b.p, "\"rule\": \"N901\""));
    CHECK(strstr(b.p, "\"fingerprint\""));
    buf_release(&b);
    world_close(&w);
}

TEST(hits)
{
    struct world w;
    struct bits whole[SEVERITIES] = {0}, found[SEVERITIES] = {0}, any = {0};
    world_open(&w, JSON);
    CHECK(hits_fill(&w.data, 0, whole, found, &any, NULL));
    CHECK_EQ(bits_count(&found[SEVERITY_INFO]), 0);
    CHECK(hits_whole(&w.data, whole, NULL));
    CHECK_EQ(bits_count(&whole[SEVERITY_INFO]), 3);
    CHECK_EQ(bits_count(&whole[SEVERITY_WARNING]), 0);
    CHECK(hits_fill(&w.data, 0, whole, found, &any, NULL));
    CHECK_EQ(any.n, 4);
    CHECK_EQ(bits_count(&any), 4);
    CHECK_EQ(bits_count(&found[SEVERITY_WARNING]), 4);
    CHECK_EQ(bits_count(&found[SEVERITY_ERROR]), 1);
    CHECK_EQ(bits_count(&found[SEVERITY_INFO]), 2);
    CHECK(hits_fill(&w.data, 1, whole, found, &any, NULL));
    CHECK_EQ(any.n, 2);
    CHECK_EQ(bits_count(&found[SEVERITY_INFO]), 1);
    atomic_bool stop = true;
    CHECK(!hits_fill(&w.data, 0, whole, found, &any, &stop));
    /* The lens has them all, too. */
    tui_show(&w.t, VIEW_waterfall);
    tui_draw(&w.t);
    CHECK_EQ(w.t.lens.n_found, 4);
    for (int sev = 0; sev < SEVERITIES; sev++) {
        bits_release(&whole[sev]);
        bits_release(&found[sev]);
    }
    bits_release(&any);
    world_close(&w);
}

TEST(no_spans)
{
    struct world w;
    world_open(&w, "{\"resourceSpans\":[]}");
    type(&w, "jkhlbsS{}wWnN*");
    type(&w, "\r");
    type(&w, "/x\r");
    type(&w, "i");
    CHECK_EQ(w.writes, 0);
    world_close(&w);
}

TEST_MAIN(TEST_CASE(groups), TEST_CASE(inside), TEST_CASE(one_order),
          TEST_CASE(any_order_and_folds), TEST_CASE(filters), TEST_CASE(wrong_filters),
          TEST_CASE(bars), TEST_CASE(moving), TEST_CASE(searching), TEST_CASE(opening),
          TEST_CASE(accepting), TEST_CASE(accepted_next_run), TEST_CASE(explaining),
          TEST_CASE(examples_open), TEST_CASE(copies), TEST_CASE(hits), TEST_CASE(no_spans))
