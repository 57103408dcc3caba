#include "tests/unit/test.h"
#include "tui/dispatch.h"

/* ---- the table itself ---- */

/* Calls `each` for every name of a key in the table. */
static void keys_walk(void (*each)(enum action a, struct sv name))
{
    for (int a = 0; a < ACTIONS; a++) {
        struct sv keys = sv_from_c(action_rows[a].keys);
        while (keys.n) {
            struct sv_cut cut = sv_cut(keys, ' ');
            each((enum action)a, cut.head);
            keys = cut.found ? cut.tail : (struct sv){0};
        }
    }
}

static void name_check(enum action a, struct sv name)
{
    struct buf again = {0};
    key_code key = key_of_name(name);
    key_add_name(&again, key);
    if (key == KEY_NONE || !sv_eq(buf_sv(&again), name) || action_of_key(key) != a)
        printf("%s: the key %.*s\n", action_rows[a].command, SV_ARG(name));
    CHECK(key != KEY_NONE);
    CHECK(sv_eq(buf_sv(&again), name));
    /* were it also that of an action before, that would be found */
    CHECK_EQ(action_of_key(key), a);
    buf_release(&again);
}

TEST(every_key_has_a_name_and_one_meaning)
{
    keys_walk(name_check);
}

static uint8_t uses[KEYS_END];

static void use_count(enum action a, struct sv name)
{
    (void)a;
    uses[key_of_name(name)]++;
    CHECK_EQ(uses[key_of_name(name)], 1);
}

TEST(no_two_actions_share_a_key)
{
    keys_walk(use_count);
}

TEST(every_action_has_a_command_of_its_own_and_help)
{
    for (int a = 0; a < ACTIONS; a++) {
        const struct action_row *row = &action_rows[a];
        CHECK(row->group < ACTION_GROUPS && action_groups[row->group]);
        CHECK(row->help && *row->help);
        CHECK_EQ(action_of_command(sv_from_c(row->command)), a);
        CHECK(!strpbrk(row->command, " \n"));
    }
}

/* ---- handlers ---- */

static bool any_view_does(enum action a)
{
    for (int i = 0; i < VIEWS; i++)
        if (view_handler(view_rows[i].ops, a))
            return true;
    return false;
}

TEST(every_action_does_something_somewhere)
{
    for (int a = 0; a < ACTIONS; a++) {
        bool does = any_view_does((enum action)a) || global_handler((enum action)a);
        if (!does)
            printf("nothing does %s\n", action_rows[a].command);
        CHECK(does);
    }
}

TEST(no_view_has_two_handlers_of_its_own_for_an_action)
{
    for (int i = 0; i < VIEWS; i++) {
        const struct view_ops *ops = view_rows[i].ops;
        uint8_t seen[ACTIONS] = {0};
        for (size_t k = 0; k < ops->n_handlers; k++) {
            CHECK(ops->handlers[k].run != NULL);
            CHECK_EQ(seen[ops->handlers[k].action]++, 0);
        }
    }
}

TEST(views_have_the_keys_that_the_table_says)
{
    struct buf keys = {0}, names = {0};
    for (int i = 0; i < VIEWS; i++) {
        const struct view_row *row = &view_rows[i];
        CHECK(row->ops->refresh && row->ops->row && row->ops->name && row->ops->title);
        CHECK(row->ops->about && *row->ops->about);
        CHECK_EQ(view_of_name(sv_from_c(row->ops->name)), i);
        if (!row->key)
            continue;
        CHECK_EQ(view_of_key((key_code)row->key), i);
        buf_fmt(&keys, "%s%c", keys.n ? " " : "", row->key);
        buf_fmt(&names, "%s%s", names.n ? ", " : "", row->ops->name);
    }
    CHECK_SV(buf_sv(&keys), action_rows[ACTION_VIEW].keys);
    CHECK_SV(buf_sv(&names), action_rows[ACTION_VIEW].help);
    buf_release(&keys);
    buf_release(&names);
}

/* ---- what the help shows ---- */

static struct tui_progress no_progress(void *self)
{
    (void)self;
    return (struct tui_progress){.stage = TUI_READY};
}

static const struct tui_data *no_data(void *self)
{
    (void)self;
    static const struct tui_data none;
    return &none;
}

/* A row of the help that has the keys and begins with the sentence. */
static bool help_has(struct sv text, const struct action_row *row, const char *help)
{
    struct buf line = {0};
    bool found = false;
    buf_fmt(&line, "  %-16s %-17s %s", row->keys, row->command, help);
    while (text.n && !found) {
        struct sv_cut cut = sv_cut(text, '\n');
        found = sv_starts(buf_sv(&line), cut.head) && cut.head.n > 37;
        text = cut.found ? cut.tail : (struct sv){0};
    }
    buf_release(&line);
    return found;
}

static void help_check(uint8_t view, const struct tui_wish *wish)
{
    struct tui t;
    struct buf text = {0};
    tui_init(&t, wish);
    tui_show(&t, (enum view_id)view);
    tui_show(&t, VIEW_help);
    tui_print(&t, VIEW_help, 300, &text);
    uint8_t other = view_rows[view].companion;
    for (int a = 0; a < ACTIONS; a++) {
        bool works = action_works(view_rows[view].ops, (enum action)a) ||
                     (other != VIEW_NONE && view_handler(view_rows[other].ops, (enum action)a));
        bool has = help_has(buf_sv(&text), &action_rows[a],
                            action_help_in(view_rows[view].ops, (enum action)a));
        if (has != works)
            printf("help of %s: %s\n", view_rows[view].ops->name, action_rows[a].command);
        CHECK_EQ(has, works);
    }
    buf_release(&text);
    tui_release(&t);
}

TEST(the_help_of_a_view_has_what_works_there_and_nothing_else)
{
    const struct tui_host host = {.progress = no_progress, .data = no_data};
    const struct tui_wish wish = {.host = &host, .view = VIEW_NONE};
    for (int i = 0; i < VIEWS; i++)
        if (view_rows[i].key)
            help_check((uint8_t)i, &wish);
}

TEST_MAIN(TEST_CASE(every_key_has_a_name_and_one_meaning), TEST_CASE(no_two_actions_share_a_key),
          TEST_CASE(every_action_has_a_command_of_its_own_and_help),
          TEST_CASE(every_action_does_something_somewhere),
          TEST_CASE(no_view_has_two_handlers_of_its_own_for_an_action),
          TEST_CASE(views_have_the_keys_that_the_table_says),
          TEST_CASE(the_help_of_a_view_has_what_works_there_and_nothing_else))
