#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "core/file.h"
#include "core/shown.h"
#include "metrics/bodies.h"
#include "metrics/push_report.h"

#define API_URL "https://api.coval.dev/v1"
#define URL_VARIABLE "COVAL_API_BASE_URL"
#define KEY_VARIABLE "COVAL_API_KEY"
#define JOURNAL_FILE "push-journal.jsonl"

enum { KEY_BYTES_MAX = 1 << 20 };
enum { FORMAT_TEXT, FORMAT_JSON };

struct push_options {
    struct sv url, key_file, workspace, journal, ca_file, output;
    uint64_t timeout, attempts, pause, max_wait, settle;
    int format, color;
    bool yes, dry_run, offline, allow_http, quiet;
};

#define ROW(member) offsetof(struct push_options, member)

static const struct opt rows[] = {
    {"yes", 'y', OPT_FLAG, NULL, NULL, "create; without it nothing is", ROW(yes)},
    {"dry-run", 'n', OPT_FLAG, NULL, NULL, "only show what would be sent, as without --yes",
     ROW(dry_run)},
    {"offline", 0, OPT_FLAG | OPT_RARE, NULL, NULL, "dry run: do not look at what the platform has",
     ROW(offline)},
    {"workspace", 'w', OPT_TEXT, "ID", NULL, "the workspace that they belong to", ROW(workspace)},
    {"key-file", 0, OPT_TEXT, "FILE", NULL, "holds the key of the API", ROW(key_file)},
    {"journal", 0, OPT_TEXT | OPT_WRITES | OPT_RARE, "FILE", NULL,
     "the journal, in place of " JOURNAL_FILE " beside the definitions", ROW(journal)},
    {"format", 'f', OPT_CHOICE, "FORMAT", "text|json", "how the report is written", ROW(format)},
    {"output", 'o', OPT_TEXT | OPT_WRITES, "FILE", NULL, "where, in place of standard output",
     ROW(output)},
    {"color", 0, OPT_CHOICE | OPT_RARE, "WHEN", COLOR_CHOICES, "text in colour", ROW(color)},
    {"quiet", 'q', OPT_FLAG, NULL, NULL, "no progress, and nothing about waiting", ROW(quiet)},
    {"url", 0, OPT_TEXT | OPT_RARE, "URL", NULL,
     "the API, in place of that in " URL_VARIABLE ", or " API_URL, ROW(url)},
    {"timeout", 0, OPT_COUNT | OPT_RARE, "SECONDS", NULL, "for a request and its answer: 30",
     ROW(timeout)},
    {"attempts", 0, OPT_COUNT | OPT_RARE, "N", NULL,
     "how often something is tried that may be tried again: 3", ROW(attempts)},
    {"pause", 0, OPT_COUNT | OPT_RARE, "MS", NULL,
     "before it is tried again, in ms: 200; doubles each time", ROW(pause)},
    {"max-wait", 0, OPT_LIMIT | OPT_RARE, "SECONDS", NULL,
     "the longest that the API may ask to wait: 60; a push ends when it asks for more",
     ROW(max_wait)},
    {"settle", 0, OPT_LIMIT | OPT_RARE, "SECONDS", NULL,
     "how long a metric whose answer was lost may take to appear: 10", ROW(settle)},
    {"ca-file", 0, OPT_TEXT | OPT_RARE, "FILE", NULL,
     "certificates to trust, in place of the system's", ROW(ca_file)},
    {"allow-http", 0, OPT_FLAG | OPT_RARE, NULL, NULL,
     "let the key go over http:// to other machines, readable on the way", ROW(allow_http)},
};

/* ---- what is said meanwhile ---- */

static void tell(struct sv what)
{
    struct buf b = buf_to_fd(STDERR_FILENO);
    progress_erase();
    buf_addz(&b, "spanvet: ");
    shown_add_sentence(&b, what, 0);
    buf_addc(&b, '\n');
    buf_flush(&b);
    buf_release(&b);
}

static void say(void *user, struct sv what)
{
    const struct push_options *o = user;
    if (!o->quiet)
        tell(what);
}

static void on_metric(void *user, size_t done, size_t n, struct sv name)
{
    struct buf b = {0};
    (void)user;
    buf_fmt(&b, "pushing %zu of %zu: ", done + 1, n);
    shown_add_sentence(&b, name, 60);
    buf_addc(&b, '\0');
    progress_say(b.p, NULL, NULL);
    buf_release(&b);
}

/* ---- the key ---- */

static void key_file_judge(const struct push_options *o)
{
    struct stat st;
    struct buf b = {0};
    buf_add(&b, o->key_file);
    buf_addc(&b, '\0');
    bool open_to_others = stat(b.p, &st) == 0 && S_ISREG(st.st_mode) && st.st_mode & 077;
    buf_clear(&b);
    if (open_to_others) {
        buf_fmt(&b, "others on this machine can read or change the key in %.*s; `chmod 600` it",
                SV_ARG(o->key_file));
        say((void *)o, buf_sv(&b)); /* it is only read */
    }
    buf_release(&b);
}

/* From the file, or from the environment. An empty text when there is none. */
static bool key_read(struct buf *key, const struct push_options *o, struct err *e)
{
    if (!o->key_file.n) {
        buf_add(key, sv_trim(sv_from_c(getenv(KEY_VARIABLE))));
        return true;
    }
    struct buf text = {0};
    bool ok = file_read(&text, o->key_file, "the key file", KEY_BYTES_MAX, e);
    if (ok)
        buf_add(key, sv_trim(buf_sv(&text)));
    if (ok && !key->n)
        ok = err_set(e, "the key file %.*s is empty", SV_ARG(o->key_file));
    if (ok)
        key_file_judge(o);
    buf_release(&text);
    return ok;
}

/* ---- the definitions ---- */

static bool is_plan(const struct body_file *f)
{
    const json_t *schema = json_object_get(f->top, "schema");
    return json_is_string(schema) &&
           sv_eq(sv_from_c(json_string_value(schema)), SV("spanvet.metrics/1"));
}

static bool body_check(const struct bodies *all, const struct body *body,
                       const struct push_options *o, struct err *e)
{
    const struct body_file *f = &all->files.v[body->file];
    const json_t *workspace = json_object_get(body->json, "workspace_id");
    if (!body->definition.metric_name.n)
        return err_set(e, "%.*s, %.*s: a metric needs a metric_name", SV_ARG(f->path),
                       SV_ARG(body->path));
    if (json_is_string(workspace) && !sv_eq(sv_from_c(json_string_value(workspace)), o->workspace))
        return err_set(e, "%.*s, %.*s: it belongs to another workspace than --workspace says",
                       SV_ARG(f->path), SV_ARG(body->path));
    return true;
}

static bool bodies_given(struct bodies *all, const struct job *job, struct err *e)
{
    if (!job->args.n)
        return err_set(e, "which metrics? `spanvet metrics push DIR` shows what it would do with "
                          "those that `spanvet metrics stage -o DIR` wrote");
    for (size_t i = 0; i < job->args.n; i++)
        bodies_load(all, job->args.v[i]);
    if (all->troubles.n)
        return err_set(e, "%.*s; nothing was sent", SV_ARG(all->troubles.v[0]));
    for (size_t i = 0; i < all->files.n; i++)
        if (is_plan(&all->files.v[i]))
            return err_set(e,
                           "%.*s is a plan, which holds what is not proven too; `spanvet "
                           "metrics stage` writes out what is chosen of it",
                           SV_ARG(all->files.v[i].path));
    for (size_t i = 0; i < all->list.n; i++)
        if (!body_check(all, &all->list.v[i], job->options, e))
            return false;
    return all->list.n || err_set(e, "there is no metric in %.*s", SV_ARG(job->args.v[0]));
}

/* ---- the journal ---- */

static bool is_directory(struct sv path)
{
    struct stat st;
    struct buf name = {0};
    buf_add(&name, path);
    buf_addc(&name, '\0');
    bool yes = stat(name.p, &st) == 0 && S_ISDIR(st.st_mode);
    buf_release(&name);
    return yes;
}

/* Beside the first definitions: in the directory, or in that of the file. */
static bool journal_path(struct buf *b, const struct job *job, struct err *e)
{
    const struct push_options *o = job->options;
    struct sv first = job->args.v[0];
    if (o->journal.n) {
        buf_add(b, o->journal);
        return true;
    }
    if (sv_eq(first, SV("-")))
        return err_set(e, "definitions from standard input have no place for a journal; name one "
                          "with --journal FILE");
    if (!is_directory(first))
        while (first.n && first.p[first.n - 1] != '/')
            first.n--;
    buf_add(b, first);
    if (first.n && first.p[first.n - 1] != '/')
        buf_addc(b, '/');
    buf_addz(b, JOURNAL_FILE);
    return true;
}

/* Whoever only looks reads the journal as it is, if there is one. */
static bool journal_begin(struct journal *journal, struct sv path, const struct api *api, bool send,
                          struct err *e)
{
    struct sv url = buf_sv(&api->http.base), workspace = api->settings.workspace;
    struct buf text = {0};
    if (send)
        return journal_open(journal, path, url, workspace, e);
    bool ok = !file_is_regular(path) || file_read(&text, path, "the journal", JOURNAL_BYTES_MAX, e);
    if (ok)
        journal_read(journal, buf_sv(&text), url, workspace);
    buf_release(&text);
    return ok;
}

/* ---- the command ---- */

static bool options_check(const struct push_options *o, struct err *e)
{
    const struct {
        const char *name;
        uint64_t value, most;
    } limits[] = {
        {"timeout", o->timeout, 3600},   {"attempts", o->attempts, 100},
        {"pause", o->pause, 60000},      {"max-wait", o->max_wait, 86400 + 1},
        {"settle", o->settle, 3600 + 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(limits); i++)
        if (limits[i].value > limits[i].most)
            return err_set(e, "--%s is at most %llu", limits[i].name,
                           (unsigned long long)(limits[i].most / 100 * 100));
    if (o->yes && o->dry_run)
        return err_set(e, "--yes creates, --dry-run only looks; give one of them");
    if (o->yes && o->offline)
        return err_set(e, "--offline is for looking: nothing is created without the list of what "
                          "is there");
    return true;
}

static struct api_settings settings_of(const struct push_options *o, struct sv key)
{
    struct sv told = o->url.n ? o->url : sv_from_c(getenv(URL_VARIABLE));
    return (struct api_settings){
        .url = told.n ? told : SV(API_URL),
        .key = key,
        .workspace = o->workspace,
        .ca_file = o->ca_file,
        .allow_plain = o->allow_http,
        .timeout_ms = (o->timeout ? o->timeout : 30) * 1000,
        .attempts = o->attempts ? (uint32_t)o->attempts : 3,
        .pause_ms = o->pause ? o->pause : 200,
        .most_ms = (o->max_wait ? o->max_wait - 1 : 60) * 1000,
        .say = say,
        .user = (void *)o, /* it is only read */
    };
}

static int code_of(const struct push *p, bool ended_early)
{
    if (ended_early || push_count(p, PUSH_UNKNOWN))
        return EXIT_TROUBLE;
    return push_count(p, PUSH_DIFFERENT) || push_count(p, PUSH_REFUSED) ? EXIT_FINDINGS
                                                                        : EXIT_CLEAN;
}

static int report(const struct job *job, const struct push *p, const struct err *stopped)
{
    const struct push_options *o = job->options;
    struct buf *b = &job->out->buf;
    if (o->format == FORMAT_JSON)
        push_json(b, p, sv_from_c(stopped->text));
    else
        push_text(b, p, terminal_style(b->fd, (enum color_choice)o->color));
    return code_of(p, stopped->set);
}

static void run(struct push *p, const struct bodies *all, const struct push_options *o,
                struct err *stopped)
{
    for (size_t i = 0; i < all->list.n; i++)
        push_add(p, all->list.v[i].json, all->files.v[all->list.v[i].file].path,
                 all->list.v[i].path);
    progress_start(o->quiet);
    progress_say("listing what is there", NULL, NULL);
    push_run(p, stopped);
    progress_stop();
}

static int metrics_push_run(const struct job *job, struct err *e)
{
    const struct push_options *o = job->options;
    struct buf key = {0}, path = {0};
    struct bodies all = {0};
    struct api api = {0};
    struct journal journal = {0};
    struct err stopped = {0};
    struct push p = {.api = &api, .journal = &journal, .progress = on_metric};
    int code = EXIT_TROUBLE;
    if (!options_check(o, e) || !bodies_given(&all, job, e) || !key_read(&key, o, e))
        goto out;
    if (o->yes && !key.n) {
        err_set(e, "there is no key; set " KEY_VARIABLE ", or name a file with --key-file");
        goto out;
    }
    const struct api_settings settings = settings_of(o, buf_sv(&key));
    if (!api_open(&api, &settings, e) || (o->output.n && !output_to(job->out, o->output, e)) ||
        !journal_path(&path, job, e) || !journal_begin(&journal, buf_sv(&path), &api, o->yes, e))
        goto out;
    p.may_list = key.n && !o->offline;
    p.send = o->yes;
    p.settle_ms = (o->settle ? o->settle - 1 : 10) * 1000;
    run(&p, &all, o, &stopped);
    code = report(job, &p, &stopped);
    /* The report is written whatever happened, so this is no error of the command. */
    if (stopped.set)
        tell(sv_from_c(stopped.text));
out:
    push_release(&p);
    journal_close(&journal);
    api_close(&api);
    bodies_release(&all);
    if (key.n)
        explicit_bzero(key.p, key.n);
    buf_release(&key);
    buf_release(&path);
    return code;
}

const struct command cmd_metrics_push = {
    .name = "metrics push",
    .summary = "Create staged metrics on the platform, each once.",
    .arguments = "DIR|FILE...",
    .about = "DIR is what `spanvet metrics stage` wrote, FILE a definition or a bundle.\n"
             "Without --yes nothing is created: it shows what would be sent and, with a key,\n"
             "what the platform has. The key comes from " KEY_VARIABLE " or --key-file. What is\n"
             "there is left as it is. Exit code 1: some are refused or different; 2: trouble.\n",
    .examples = "  spanvet metrics push staged/\n"
                "  spanvet metrics push --yes staged/\n"
                "  spanvet metrics push --yes --workspace ws1 staged/bundle.json\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct push_options),
    .run = metrics_push_run,
};
