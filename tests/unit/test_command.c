#include "cli/command.h"
#include "tests/unit/test.h"

static int no_run(const struct job *job, struct err *e)
{
    (void)job;
    (void)e;
    return EXIT_CLEAN;
}

static const struct opt rows[] = {{"dry-run", 0, OPT_FLAG, NULL, NULL, "", 0}};

static const struct command lint = {.name = "lint", .run = no_run, .options = rows,
                                    .n_options = 1, .short_variables = true},
                            list = {.name = "list", .run = no_run},
                            metrics = {.name = "metrics"},
                            plan = {.name = "metrics plan", .run = no_run},
                            push = {.name = "metrics push", .run = no_run, .options = rows,
                                    .n_options = 1},
                            preview = {.name = "metrics preview", .run = no_run};
static const struct command *const table[] = {&lint, &list, &metrics, &plan, &push, &preview};

static struct err e;
static size_t used;

static const struct command *find(const char *first, const char *second)
{
    const struct sv words[] = {sv_from_c(first), sv_from_c(second)};
    e = (struct err){0};
    return command_find((struct command_table){table, ARRAY_LEN(table)}, words, second ? 2 : 1,
                        &used, &e);
}

static bool refuses(const char *first, const char *second, const char *says)
{
    if (!find(first, second) && strstr(e.text, says))
        return true;
    printf("%s %s: the sentence is \"%s\"\n", first, second ? second : "", e.text);
    return false;
}

TEST(one_word)
{
    CHECK(find("lint", "metrics") == &lint);
    CHECK_EQ(used, 1);
    CHECK(find("lin", NULL) == &lint);
    CHECK(refuses("li", NULL, "\"li\" may be lint or list; write more of it"));
    CHECK(refuses("lnit", NULL, "there is no command \"lnit\"; did you mean `spanvet lint`?"));
    CHECK(refuses("zzzzz", NULL, "there is no command \"zzzzz\"; `spanvet --help` lists them"));
    CHECK(refuses("", NULL, "there is no command \"\""));
}

TEST(two_words)
{
    CHECK(find("metrics", "plan") == &plan);
    CHECK_EQ(used, 2);
    CHECK(find("met", "pl") == &plan);
    CHECK(find("m", "pu") == &push);
    CHECK(refuses("metrics", "p", "\"p\" may be metrics plan or metrics push; write more of it"));
    CHECK(refuses("m", "plna", "no command \"metrics plna\"; did you mean `spanvet metrics "
                               "plan`?"));
    CHECK(refuses("m", "lint", "no command \"metrics lint\"; `spanvet metrics --help` lists them"));
    CHECK(refuses("metrics", "", "there is no command \"metrics \""));
}

TEST(a_group_alone)
{
    CHECK(find("metrics", NULL) == &metrics);
    CHECK_EQ(used, 1);
    CHECK(find("metrics", "--help") == &metrics);
    CHECK_EQ(used, 1);
}

TEST(a_name_that_lost_its_group_or_its_blank)
{
    CHECK(refuses("push", NULL, "no command \"push\"; did you mean `spanvet metrics push`?"));
    CHECK(refuses("metrics-plan", NULL, "did you mean `spanvet metrics plan`?"));
    CHECK(refuses("metrics plan", NULL, "did you mean `spanvet metrics plan`?"));
}

TEST(parts_of_names)
{
    struct buf b = {0};
    CHECK(command_is_in(&plan, &metrics) && !command_is_in(&plan, NULL));
    CHECK(command_is_in(&metrics, NULL) && !command_is_in(&lint, &metrics));
    CHECK(strcmp(command_verb(&plan), "plan") == 0 && strcmp(command_verb(&lint), "lint") == 0);
    command_dashed(&b, &plan);
    CHECK_SV(buf_sv(&b), "metrics-plan");
    buf_release(&b);
}

TEST(options_in_other_places)
{
    struct buf b = {0};
    struct opt_values v = command_options(&push);
    option_variable(&b, &v, &rows[0]);
    buf_addc(&b, ' ');
    option_path(&b, &v, &rows[0]);
    v = command_options(&lint);
    buf_addc(&b, ' ');
    option_variable(&b, &v, &rows[0]);
    buf_addc(&b, ' ');
    option_path(&b, &v, &rows[0]);
    CHECK_SV(buf_sv(&b),
             "SPANVET_METRICS_PUSH_DRY_RUN metrics.push.dry_run SPANVET_DRY_RUN dry_run");
    buf_release(&b);
}

TEST_MAIN(TEST_CASE(one_word), TEST_CASE(two_words), TEST_CASE(a_group_alone),
          TEST_CASE(a_name_that_lost_its_group_or_its_blank), TEST_CASE(parts_of_names),
          TEST_CASE(options_in_other_places))
