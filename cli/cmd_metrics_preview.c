#include "cli/command.h"
#include "cli/metrics_input.h"
#include "cli/metrics_options.h"
#include "cli/terminal.h"
#include "metrics/bodies.h"
#include "metrics/previews.h"

enum { FORMAT_TEXT, FORMAT_JSON };

struct preview_options {
    struct words definitions, targets;
    struct plan_choices choices;
    struct sv reference, output;
    int format, color;
    bool staged, builtin, normalize, alignment, all, quiet;
};

#define ROW(member) offsetof(struct preview_options, member)

static const struct opt rows[] = {
    {"definitions", 'd', OPT_LIST, "PATH", NULL,
     "definitions to try, a file or a directory; else what the plan proposes", ROW(definitions)},
    {"target", 't', OPT_LIST, "TARGET", NULL,
     "\"p90<=1.5\" or \"NAME: >=0.9\"; exit code 1 when it is missed", ROW(targets)},
    {"percentile", 0, OPT_CHOICE | OPT_RARE, "RULE", "linear|nearest",
     "between two values, or the nearest value", ROW(choices.percentile)},
    {"staged", 's', OPT_FLAG, NULL, NULL, "what the plan only stages too", ROW(staged)},
    {"profile", 'p', OPT_CHOICE | OPT_RARE, "PROFILE", "full|legacy", "of the API, for the plan",
     ROW(choices.profile)},
    {"agent", 0, OPT_LIST | OPT_RARE, "KIND", NULL,
     "for the plan: voice, realtime, monitoring or vapi; default: recognised", ROW(choices.agent)},
    {"builtin", 'b', OPT_FLAG, NULL, NULL, "the platform's built-in metrics too", ROW(builtin)},
    {"reference", 'r', OPT_TEXT, "FILE", NULL,
     "what was really said, for the word error rate; implies --builtin", ROW(reference)},
    {"normalize", 'n', OPT_FLAG | OPT_RARE, NULL, NULL,
     "word error rate: letters small, no punctuation", ROW(normalize)},
    {"alignment", 0, OPT_FLAG | OPT_RARE, NULL, NULL, "show the words said and heard",
     ROW(alignment)},
    {"format", 'f', OPT_CHOICE, "FORMAT", "text|json", "how it is written", ROW(format)},
    {"output", 'o', OPT_TEXT | OPT_WRITES, "FILE", NULL, "where, in place of standard output",
     ROW(output)},
    {"all", 0, OPT_FLAG | OPT_RARE, NULL, NULL, "text: every call", ROW(all)},
    {"color", 0, OPT_CHOICE | OPT_RARE, "WHEN", COLOR_CHOICES, "text in colour", ROW(color)},
    {"quiet", 'q', OPT_FLAG | OPT_RARE, NULL, NULL, "no progress", ROW(quiet)},
};

/* What a run of the command holds. */
struct trial {
    const struct preview_options *o;
    struct metrics_traces traces;
    struct plan_wish wish;
    struct plan plan; /* when no definitions are given */
    struct bodies bodies;
    struct reference reference;
    struct previews previews;
    VEC(struct goal) goals;
    VEC(struct meant) meant;
};

/* ---- what is given ---- */

static bool given_read(struct trial *t, struct err *e)
{
    const struct preview_options *o = t->o;
    if (!plan_choices_read(&t->wish, &o->choices, e))
        return false;
    for (size_t i = 0; i < o->targets.n; i++) {
        struct goal g;
        if (!goal_parse(&g, o->targets.v[i], e))
            return false;
        vec_push(&t->goals, g);
    }
    for (size_t i = 0; i < o->definitions.n; i++)
        if (!bodies_load(&t->bodies, o->definitions.v[i]))
            return err_set(e, "%.*s", SV_ARG(t->bodies.troubles.v[0]));
    return !o->reference.n || reference_read(&t->reference, o->reference, e);
}

/* Neither the report nor an input may be lost. */
static bool output_open(const struct trial *t, const struct job *job, struct err *e)
{
    struct sv output = t->o->output;
    const struct words outputs = {&output, 1, 1};
    if (!output.n)
        return true;
    for (size_t i = 0; i < t->bodies.files.n; i++)
        if (!inputs_file_survives(t->bodies.files.v[i].path, "a definition", &outputs, e))
            return false;
    return inputs_file_survives(t->o->reference, "the reference", &outputs, e) &&
           output_to(job->out, output, e);
}

/* ---- what is tried ---- */

static void plan_try(struct trial *t)
{
    const enum verdict last = t->o->staged ? VERDICT_STAGE : VERDICT_PROPOSE;
    plan_make(&t->plan, &t->traces.facts, &t->wish);
    for (size_t i = 0; i < t->plan.drafts.n; i++) {
        const struct draft *d = &t->plan.drafts.v[i];
        if (d->verdict <= last && definition_is_trace(&d->definition))
            previews_add(&t->previews, &d->definition, SV(""));
    }
}

static void definitions_try(struct trial *t)
{
    if (!t->o->definitions.n)
        plan_try(t);
    for (size_t i = 0; i < t->bodies.list.n; i++) {
        const struct body *body = &t->bodies.list.v[i];
        previews_add(&t->previews, &body->definition, t->bodies.files.v[body->file].path);
    }
}

/* The frameworks' own attributes that hold what the built-in metrics read. */
static void meant_fill(struct trial *t)
{
    static const uint8_t fields[KNOWN_KEYS] = {
        [KEY_ttfb] = FIELD_TTFB + 1,
        [KEY_input_tokens] = FIELD_INPUT_TOKENS + 1,
        [KEY_output_tokens] = FIELD_OUTPUT_TOKENS + 1,
        [KEY_function_name] = FIELD_TOOL + 1,
        [KEY_transcript] = FIELD_TRANSCRIPT + 1,
    };
    const struct view *v = &t->traces.view;
    for (size_t i = 0; i < v->aliases.n; i++) {
        const struct alias_attr *a = &v->aliases.v[i];
        if (fields[a->key])
            vec_push(&t->meant, ((struct meant){a->row, (uint8_t)(fields[a->key] - 1), a->attr}));
    }
}

static bool builtins_try(struct trial *t, struct err *e)
{
    const struct preview_options *o = t->o;
    if (!o->builtin && !o->reference.n)
        return true;
    meant_fill(t);
    const struct builtin_wish wish = {.in = &t->traces.input,
                                      .meant = t->meant.v,
                                      .n_meant = t->meant.n,
                                      .percentile = t->previews.percentile,
                                      .reference = o->reference.n ? &t->reference : NULL,
                                      .how = o->normalize ? WER_NORMALIZED : WER_EXACT};
    t->previews.has_builtins = true;
    return builtins_make(&t->previews.builtins, &wish, e);
}

static bool trial_run(struct trial *t, struct err *e)
{
    t->previews.facts = &t->traces.facts;
    t->previews.percentile = t->wish.percentile;
    definitions_try(t);
    return builtins_try(t, e) && previews_judge(&t->previews, t->goals.v, t->goals.n, e);
}

static void trial_write(const struct trial *t, struct buf *b)
{
    const struct preview_options *o = t->o;
    if (o->format == FORMAT_JSON) {
        previews_json(b, &t->previews, o->alignment);
        return;
    }
    const struct previews_style style = {.page = terminal_style(b->fd, (enum color_choice)o->color),
                                         .all = o->all,
                                         .ascii = !terminal_is_utf8(),
                                         .alignment = o->alignment};
    previews_text(b, &t->previews, &style);
}

static void trial_release(struct trial *t)
{
    previews_release(&t->previews);
    vec_release(&t->goals);
    vec_release(&t->meant);
    reference_release(&t->reference);
    bodies_release(&t->bodies);
    plan_release(&t->plan);
    metrics_traces_release(&t->traces);
}

static int preview_run(const struct job *job, struct err *e)
{
    struct trial t = {.o = job->options};
    struct sv output = t.o->output;
    const struct words outputs = {&output, output.n != 0, 1};
    int code = EXIT_TROUBLE;
    if (!inputs_given(job, e) || !given_read(&t, e) || !output_open(&t, job, e) ||
        !metrics_traces_load(&t.traces, job, t.o->quiet, &outputs, e) || !trial_run(&t, e))
        goto out;
    if (t.o->format == FORMAT_JSON || t.traces.facts.spans || !t.traces.traces.trouble)
        trial_write(&t, &job->out->buf);
    code = t.previews.missed ? EXIT_FINDINGS : EXIT_CLEAN;
    if (t.traces.traces.trouble)
        code = EXIT_TROUBLE;
out:
    trial_release(&t);
    return code;
}

const struct command cmd_metrics_preview = {
    .name = "metrics preview",
    .summary = "Compute metrics on traces: by call and overall, with targets.",
    .arguments = "INPUT...",
    .about = "INPUT is a file (any format: it is recognised), a directory, or - for stdin.\n"
             "A percentile lies between the two nearest values, at position (n - 1) * q;\n"
             "with --percentile nearest it is the value of rank n * q.\n",
    .examples = "  spanvet metrics preview -d staged/ --target \"p90<=1.5\" dump.json\n"
                "  spanvet metrics preview -r said.txt --alignment dump.json\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct preview_options),
    .run = preview_run,
};
