#include "metrics/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "core/hash.h"
#include "core/json_out.h"
#include "core/when.h"
#include "metrics/json_sv.h"

static const struct sv words[JOURNAL_EVENTS] = {
    [JOURNAL_INTENT] = SV_INIT("intent"),       [JOURNAL_CREATED] = SV_INIT("created"),
    [JOURNAL_REFUSED] = SV_INIT("refused"),     [JOURNAL_UNKNOWN] = SV_INIT("unknown"),
    [JOURNAL_FELL_BACK] = SV_INIT("fell_back"),
};

uint64_t journal_hash(struct sv body)
{
    return hash_stable(HASH_STABLE_START, body);
}

/* ---- reading ---- */

static void where_add(struct buf *b, struct sv url, struct sv workspace)
{
    buf_add(b, url);
    buf_addc(b, '\n');
    buf_add(b, workspace);
}

static bool is_of_here(const struct journal *j, const json_t *row)
{
    struct buf where = {0};
    where_add(&where, json_sv_member(row, "url"), json_sv_member(row, "workspace"));
    bool same = sv_eq(buf_sv(&where), buf_sv(&j->where));
    buf_release(&where);
    return same;
}

static void row_key(struct buf *b, struct sv body, struct sv name)
{
    buf_add(b, body);
    buf_addc(b, '\n');
    buf_add(b, name);
}

static void row_keep(struct journal *j, json_t *row)
{
    struct buf key = {0};
    row_key(&key, json_sv_member(row, "body"), json_sv_member(row, "metric_name"));
    json_object_setn(j->last, key.p, key.n, row);
    buf_release(&key);
}

static void line_read(struct journal *j, struct sv line)
{
    if (sv_trim(line).n == 0)
        return;
    json_t *row = json_loadb(line.p, line.n, 0, NULL);
    struct sv event = json_sv_member(row, "event");
    size_t i = 0;
    while (i < JOURNAL_EVENTS && !sv_eq(words[i], event))
        i++;
    if (i == JOURNAL_EVENTS || json_sv_member(row, "body").n != 16 ||
        !json_sv_member(row, "metric_name").n)
        j->damaged++;
    else if (is_of_here(j, row))
        row_keep(j, row);
    json_decref(row);
}

void journal_read(struct journal *j, struct sv text, struct sv url, struct sv workspace)
{
    where_add(&j->where, url, workspace);
    if (!j->last)
        j->last = json_object();
    while (text.n) {
        struct sv_cut line = sv_cut(text, '\n');
        line_read(j, line.head);
        text = line.tail;
    }
}

static bool bytes_read(struct buf *text, int fd)
{
    while (text->n <= JOURNAL_BYTES_MAX) {
        ssize_t n = read(fd, buf_room(text, 65536), 65536);
        if (n < 0 && errno != EINTR)
            return false;
        if (n == 0)
            return true;
        text->n += n > 0 ? (size_t)n : 0;
    }
    errno = EFBIG;
    return false;
}

/* ---- writing ---- */

static bool failed(const struct journal *j, const char *what, struct err *e)
{
    return err_set(e, "cannot %s the journal %.*s: %s; nothing is sent without it", what,
                   SV_ARG(j->path), strerror(errno));
}

static bool bytes_write(const struct journal *j, struct sv s, struct err *e)
{
    for (size_t done = 0; done < s.n;) {
        ssize_t n = write(j->fd, s.p + done, s.n - done);
        if (n < 0 && errno != EINTR)
            return failed(j, "write", e);
        done += n > 0 ? (size_t)n : 0;
    }
    return fsync(j->fd) == 0 || failed(j, "write", e);
}

/* A file is only as safe as the entry of its folder. */
static bool folder_sync(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct buf folder = {0};
    buf_add(&folder, slash ? sv_of(path, (size_t)(slash - path) + 1) : SV("."));
    buf_addc(&folder, '\0');
    int fd = open(folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    buf_release(&folder);
    return ok;
}

bool journal_open(struct journal *j, struct sv path, struct sv url, struct sv workspace,
                  struct err *e)
{
    struct buf name = {0}, text = {0};
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    *j = (struct journal){.path = path};
    buf_add(&name, path);
    buf_addc(&name, '\0');
    j->fd = open(name.p, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    j->is_open = j->fd >= 0;
    bool ok = j->is_open || failed(j, "open", e);
    if (ok && fcntl(j->fd, F_SETLK, &all) != 0)
        ok = errno == EAGAIN || errno == EACCES
                 ? err_set(e, "another push is using %.*s; wait until it is done", SV_ARG(path))
                 : failed(j, "lock", e);
    ok = ok && (bytes_read(&text, j->fd) || failed(j, "read", e));
    ok = ok && (folder_sync(name.p) || failed(j, "keep", e));
    if (ok) {
        journal_read(j, buf_sv(&text), url, workspace);
        /* What a killed push left of a line must not spoil the next one. */
        if (text.n && text.p[text.n - 1] != '\n')
            ok = bytes_write(j, SV("\n"), e);
    }
    buf_release(&name);
    buf_release(&text);
    return ok;
}

void journal_close(struct journal *j)
{
    if (j->is_open)
        close(j->fd);
    buf_release(&j->where);
    json_decref(j->last);
    *j = (struct journal){0};
}

static void time_add(struct buf *b, time_t now)
{
    char text[32];
    struct tm tm;
    gmtime_r(&now, &tm);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
    buf_addz(b, text);
}

bool journal_write(struct journal *j, struct journal_row row, struct err *e)
{
    struct buf line = {0}, time_text = {0};
    struct json_out out = {.b = &line, .one_line = true};
    struct sv_cut where = sv_cut(buf_sv(&j->where), '\n');
    char body[17];
    snprintf(body, sizeof(body), "%016" PRIx64, row.body);
    time_add(&time_text, time(NULL));
    json_out_open(&out, NULL, '{');
    json_out_text(&out, "time", buf_sv(&time_text));
    json_out_text(&out, "event", words[row.event]);
    json_out_text(&out, "metric_name", row.metric_name);
    json_out_text(&out, "body", sv_from_c(body));
    if (row.metric_id.n)
        json_out_text(&out, "metric_id", row.metric_id);
    if (row.status)
        json_out_u64(&out, "status", (uint64_t)row.status);
    json_out_text(&out, "url", where.head);
    if (where.tail.n)
        json_out_text(&out, "workspace", where.tail);
    json_out_close(&out);
    if (!sv_ends(buf_sv(&line), SV("\n")))
        buf_addc(&line, '\n');
    bool ok = bytes_write(j, buf_sv(&line), e);
    json_t *kept = ok ? json_loadb(line.p, line.n, 0, NULL) : NULL;
    if (kept)
        row_keep(j, kept);
    json_decref(kept);
    buf_release(&line);
    buf_release(&time_text);
    return ok;
}

bool journal_last(const struct journal *j, struct sv metric_name, uint64_t body,
                  struct journal_row *row)
{
    struct buf key = {0};
    char hash[17];
    snprintf(hash, sizeof(hash), "%016" PRIx64, body);
    row_key(&key, sv_from_c(hash), metric_name);
    const json_t *last = json_object_getn(j->last, key.p, key.n);
    buf_release(&key);
    if (!last)
        return false;
    *row = (struct journal_row){.metric_name = metric_name, .body = body};
    while (!sv_eq(words[row->event], json_sv_member(last, "event")))
        row->event++;
    row->metric_id = json_sv_member(last, "metric_id");
    row->status = (int)json_integer_value(json_object_get(last, "status"));
    row->time = when_iso(json_sv_member(last, "time")).ns / WHEN_S;
    return true;
}
