#include <unistd.h>

#include "cli/command.h"
#include "cli/config_find.h"
#include "cli/config_schema.h"
#include "core/fmt.h"
#include "core/json_out.h"
#include "rules/catalog.h"

struct init_options {
    struct sv output;
    bool force, schema;
};

#define ROW(member) offsetof(struct init_options, member)

static const struct opt rows[] = {
    {"output", 'o', OPT_TEXT, "FILE", NULL, "where, in place of " CONFIG_FILE, ROW(output)},
    {"force", 0, OPT_FLAG, NULL, NULL, "replace a file that is there", ROW(force)},
    {"schema", 0, OPT_FLAG, NULL, NULL, "the JSON schema of such files, on standard output",
     ROW(schema)},
};

/* ---- what is written ---- */

static const char *const preface[] = {
    "Configuration of spanvet. What begins with // is a comment.",
    "spanvet lint looks for this file beside its inputs and upwards, then from the working",
    "directory upwards; the nearest one holds alone. Variables and options overrule it.",
    "spanvet lint --show-config says what is in force and from where.",
};
static const char *const rules_help[] = {
    "By code or slug: severity (error, warning, info, off), params, and severities by span name;",
    "\"N055\": \"off\" is short for a severity alone:",
    "\"N055\": {\"severity\": \"error\", \"params\": {\"max_share\": 0.6},",
    "         \"spans\": [{\"name\": \"session:*\", \"severity\": \"info\"}]}",
    "`spanvet rules` lists the rules, `spanvet rules N055` the parameters of one.",
};
static const char *const exclude_help[] = {
    "Findings that are known. rule and reason must be there; trace, service, span and attribute",
    "are names with * and ?; expires is the last day, held against the newest span:",
    "{\"rule\": \"N055\", \"span\": \"tts.*\", \"reason\": \"late\", \"expires\": \"2027-01-31\"}",
};
static const char *const packs_help[] = {
    "Paths of packs with names and rules of your own, relative to this file.",
};

static void comment_add(struct json_out *j, const char *key, const char *const *lines, size_t n)
{
    json_out_open(j, key, '[');
    for (size_t i = 0; i < n; i++)
        json_out_text(j, NULL, sv_from_c(lines[i]));
    json_out_close(j);
}

/* The option at its default, with what it does; where that is nothing, only what it does. */
static void option_add(struct json_out *j, const struct opt *o)
{
    struct buf key = {0}, help = {0};
    buf_addz(&key, "// ");
    option_member(&key, o);
    buf_addc(&key, '\0');
    buf_addz(&help, o->help);
    if (o->choices)
        buf_fmt(&help, ": %s", o->choices);
    if (opt_kind(o) == OPT_COUNT || opt_kind(o) == OPT_LIMIT || opt_kind(o) == OPT_TEXT)
        buf_fmt(&help, " (%s)", opt_kind(o) == OPT_TEXT ? "a text" : "a number");
    json_out_text(j, key.p, buf_sv(&help));
    const char *member = key.p + 3;
    if (opt_kind(o) == OPT_CHOICE)
        json_out_text(j, member, sv_cut(sv_from_c(o->choices), '|').head);
    if (opt_kind(o) == OPT_FLAG)
        json_out_bool(j, member, false);
    if (opt_kind(o) == OPT_LIST) {
        json_out_open(j, member, '[');
        json_out_close(j);
    }
    buf_release(&key);
    buf_release(&help);
}

#define COMMENT(j, key, lines) comment_add(j, key, lines, ARRAY_LEN(lines))

static void config_write(struct buf *b)
{
    struct json_out j = {.b = b};
    struct opt_values v = command_options(&cmd_lint);
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "$schema", SV("urn:spanvet:config:1"));
    COMMENT(&j, "//", preface);
    for (size_t i = 0; i < v.n; i++)
        if (!(v.table[i].kind & OPT_NOT_IN_FILE))
            option_add(&j, &v.table[i]);
    COMMENT(&j, "// rules", rules_help);
    json_out_open(&j, "rules", '{');
    json_out_close(&j);
    COMMENT(&j, "// exclude", exclude_help);
    json_out_open(&j, "exclude", '[');
    json_out_close(&j);
    COMMENT(&j, "// packs", packs_help);
    json_out_open(&j, "packs", '[');
    json_out_close(&j);
    json_out_close(&j);
}

/* ---- the command ---- */

static bool is_there(struct sv path)
{
    struct buf name = {0};
    buf_add(&name, path);
    buf_addc(&name, '\0');
    bool found = access(name.p, F_OK) == 0;
    buf_release(&name);
    return found;
}

static void content_write(struct buf *b, const struct init_options *o)
{
    if (o->schema)
        config_schema(b);
    else
        config_write(b);
}

static void written_say(struct sv path, bool is_schema)
{
    struct buf b = buf_to_fd(STDERR_FILENO);
    buf_addz(&b, "spanvet: wrote ");
    fmt_foreign(&b, path, 0);
    buf_addz(&b, is_schema ? ", the JSON schema of configurations\n"
                           : ", with every option as it is without the file; `spanvet lint "
                             "--show-config` says what is in force\n");
    buf_flush(&b);
    buf_release(&b);
}

static int init_run(const struct job *job, struct err *e)
{
    const struct init_options *o = job->options;
    struct sv path = o->output.n ? o->output : o->schema ? SV("-") : SV(CONFIG_FILE);
    if (job->args.n) {
        err_set(e, "init takes no argument; `spanvet init -o %.*s` writes that file",
                SV_ARG(job->args.v[0]));
        return EXIT_TROUBLE;
    }
    if (!o->force && !sv_eq(path, SV("-")) && is_there(path)) {
        err_set(e, "%.*s is there already; --force replaces it", SV_ARG(path));
        return EXIT_TROUBLE;
    }
    struct output out = output_stdout();
    if (sv_eq(path, SV("-"))) {
        content_write(&job->out->buf, o);
        return EXIT_CLEAN;
    }
    if (output_to(&out, path, e))
        content_write(&out.buf, o);
    if (output_close(&out, e) == OUTPUT_WRITTEN && !e->set)
        written_say(path, o->schema);
    return e->set ? EXIT_TROUBLE : EXIT_CLEAN;
}

const struct command cmd_init = {
    .name = "init",
    .summary = "Write a configuration file to start from.",
    .arguments = "",
    .examples = "  spanvet init\n"
                "  spanvet init -o -\n"
                "  spanvet init --schema >config-1.json\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct init_options),
    .run = init_run,
};
