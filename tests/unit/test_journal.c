#include "metrics/journal.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <unistd.h>

#define URL SV("https://api.example.org/v1")

/* A journal in a file of its own, with two rows. */
static struct buf path;

static bool open_it(struct journal *j, struct sv url, struct sv workspace)
{
    struct err e = {0};
    bool ok = journal_open(j, sv_of(path.p, path.n - 1), url, workspace, &e);
    CHECK(ok == !e.set);
    return ok;
}

static void begin(void)
{
    char name[] = "/tmp/journal_XXXXXX";
    int fd = mkstemp(name);
    CHECK(fd >= 0);
    close(fd);
    buf_clear(&path);
    buf_add(&path, sv_from_c(name));
    buf_addc(&path, '\0');
}

static void end(void)
{
    unlink(path.p);
    buf_release(&path);
    path = (struct buf){0};
}

static bool last(const struct journal *j, const char *name, uint64_t body, struct journal_row *row)
{
    return journal_last(j, sv_from_c(name), body, row);
}

TEST(rows_come_back)
{
    struct journal j = {0};
    struct journal_row row;
    struct err e = {0};
    begin();
    CHECK(open_it(&j, URL, SV("")));
    CHECK(!last(&j, "A\n\"é", 7, &row));
    CHECK(
        journal_write(&j, (struct journal_row){JOURNAL_INTENT, SV("A\n\"é"), 7, SV(""), 0, 0}, &e));
    CHECK(last(&j, "A\n\"é", 7, &row) && row.event == JOURNAL_INTENT);
    CHECK(row.time + 60 > (uint64_t)time(NULL) && row.time <= (uint64_t)time(NULL));
    CHECK(journal_write(
        &j, (struct journal_row){JOURNAL_CREATED, SV("A\n\"é"), 7, SV("id1"), 201, 0}, &e));
    journal_close(&j);

    CHECK(open_it(&j, URL, SV("")));
    CHECK(last(&j, "A\n\"é", 7, &row) && row.event == JOURNAL_CREATED && row.status == 201);
    CHECK_SV(row.metric_id, "id1");
    CHECK(!last(&j, "A\n\"é", 8, &row));
    CHECK(!last(&j, "A", 7, &row));
    journal_close(&j);

    CHECK(open_it(&j, SV("https://other.example.org"), SV("")));
    CHECK(!last(&j, "A\n\"é", 7, &row));
    journal_close(&j);
    CHECK(open_it(&j, URL, SV("ws1")));
    CHECK(!last(&j, "A\n\"é", 7, &row));
    journal_close(&j);
    end();
}

#define ROW_OF(event, more)                                                                        \
    "{\"time\":\"2026-01-02T03:04:05Z\",\"event\":\"" event "\",\"metric_name\":\"A\","            \
    "\"body\":\"0000000000000007\",\"url\":\"https://api.example.org/v1\"" more "}\n"

/* Only whole lines count, and a cut one does not hide those before it. */
TEST(every_prefix)
{
    static const char whole[] = ROW_OF("intent", "") ROW_OF("created", ",\"metric_id\":\"x\"");
    const size_t first = strlen(ROW_OF("intent", ""));
    for (size_t n = 0; n < sizeof(whole); n++) {
        struct journal j = {0};
        struct journal_row row;
        journal_read(&j, sv_of(whole, n), URL, SV(""));
        bool any = last(&j, "A", 7, &row);
        CHECK_EQ(any, n >= first - 1);
        if (any)
            CHECK_EQ(row.event, n >= sizeof(whole) - 2 ? JOURNAL_CREATED : JOURNAL_INTENT);
        if (any)
            CHECK_EQ(row.time, 1767323045);
        journal_close(&j);
    }
}

TEST(damage)
{
    static const char *const lines[] = {
        "7\n",
        "[]\n",
        "{}\n",
        "null\n",
        "\xff\n",
        "{\"event\":7}\n",
        ROW_OF("made", ""),
        "{\"event\":\"intent\",\"metric_name\":\"A\",\"body\":7}\n",
        "{\"event\":\"intent\",\"metric_name\":\"A\",\"body\":\"7\"}\n",
        "{\"event\":\"intent\",\"metric_name\":\"\",\"body\":\"0000000000000007\"}\n",
    };
    struct journal j = {0};
    struct journal_row row;
    struct buf text = {0};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        buf_addz(&text, lines[i]);
    buf_addz(&text, "\n \n" ROW_OF("unknown", ",\"status\":\"x\",\"metric_id\":[]"));
    journal_read(&j, buf_sv(&text), URL, SV(""));
    CHECK_EQ(j.damaged, ARRAY_LEN(lines));
    CHECK(last(&j, "A", 7, &row) && row.event == JOURNAL_UNKNOWN && row.status == 0);
    CHECK_SV(row.metric_id, "");
    journal_close(&j);
    buf_release(&text);
}

/* What a killed push left of a line does not spoil the next one. */
TEST(behind_half_a_line)
{
    struct journal j = {0};
    struct journal_row row;
    struct err e = {0};
    begin();
    FILE *f = fopen(path.p, "w");
    fputs("{\"event\":\"int", f);
    fclose(f);
    CHECK(open_it(&j, URL, SV("ws1")));
    CHECK(journal_write(&j, (struct journal_row){JOURNAL_REFUSED, SV("A"), 7, SV(""), 413, 0}, &e));
    journal_close(&j);
    CHECK(open_it(&j, URL, SV("ws1")));
    CHECK_EQ(j.damaged, 1);
    CHECK(last(&j, "A", 7, &row) && row.event == JOURNAL_REFUSED && row.status == 413);
    journal_close(&j);
    end();
}

TEST_MAIN(TEST_CASE(rows_come_back), TEST_CASE(every_prefix), TEST_CASE(damage),
          TEST_CASE(behind_half_a_line))
