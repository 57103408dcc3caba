#include "cli/config_find.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"

/* ---- where it is ---- */

/* The folder of an input, or the input when it is a folder, with all links followed. */
static bool folder_of(struct sv input, char folder[static PATH_MAX])
{
    struct buf name = {0};
    struct stat st;
    buf_add(&name, input);
    buf_addc(&name, '\0');
    if (stat(name.p, &st) != 0 || !S_ISDIR(st.st_mode)) {
        while (name.n > 0 && name.p[name.n - 1] != '/')
            name.n--;
        buf_addz(&name, ".");
        buf_addc(&name, '\0');
    }
    bool ok = realpath(name.p, folder) != NULL;
    buf_release(&name);
    return ok;
}

/* The nearest file in `folder` or above it; nothing when there is none. */
static void find_upwards(struct buf *path, const char *folder)
{
    size_t n = strlen(folder);
    for (;;) {
        buf_clear(path);
        buf_add(path, sv_of(folder, n));
        buf_fmt(path, "%s" CONFIG_FILE, n && folder[n - 1] == '/' ? "" : "/");
        buf_addc(path, '\0');
        path->n--;
        if (access(path->p, F_OK) == 0)
            return;
        if (n <= 1)
            break;
        while (n > 0 && folder[n - 1] != '/')
            n--;
        n -= n > 1;
    }
    buf_clear(path);
}

static bool is_file(struct sv input)
{
    return !sv_eq(input, SV("-"));
}

bool config_find(struct buf *path, const struct words *inputs, struct err *e)
{
    char folder[PATH_MAX];
    struct buf other = {0};
    size_t first = 0;
    bool ok = true;
    for (size_t i = 0; i < inputs->n && ok; i++) {
        if (!is_file(inputs->v[i]) || !folder_of(inputs->v[i], folder))
            continue;
        find_upwards(&other, folder);
        if (other.n && path->n && !sv_eq(buf_sv(path), buf_sv(&other)))
            ok = err_set(e, "%.*s has its configuration in %.*s, and %.*s in %.*s; choose one with "
                            "--config, or run them apart",
                         SV_ARG(inputs->v[first]), SV_ARG(buf_sv(path)), SV_ARG(inputs->v[i]),
                         SV_ARG(buf_sv(&other)));
        if (path->n == 0 && other.n) {
            buf_add(path, buf_sv(&other));
            first = i;
        }
    }
    buf_release(&other);
    if (ok && path->n == 0 && getcwd(folder, sizeof(folder)))
        find_upwards(path, folder);
    return ok;
}

/* ---- its options ---- */

/* Options as members of the file. */
struct config_options {
    struct config_option *v;
    size_t n, cap;
    size_t own, n_own; /* those of the command that runs: where they begin, how many */
    struct arena arena; /* names */
};

static uint8_t type_of(const struct opt *o)
{
    static const uint8_t types[] = {
        [OPT_FLAG] = CONFIG_FLAG,   [OPT_TEXT] = CONFIG_TEXT,   [OPT_LIST] = CONFIG_LIST,
        [OPT_CHOICE] = CONFIG_TEXT, [OPT_COUNT] = CONFIG_COUNT,
        [OPT_LIMIT] = CONFIG_LIMIT,
    };
    return types[opt_kind(o)];
}

static void options_add(struct config_options *all, const struct opt_values *v)
{
    struct buf name = {0};
    for (size_t i = 0; i < v->n; i++) {
        struct config_option option = {.type = type_of(&v->table[i])};
        buf_clear(&name);
        option_path(&name, v, &v->table[i]);
        if (!(v->table[i].kind & OPT_NOT_IN_FILE))
            option.name = arena_copy(&all->arena, buf_sv(&name));
        vec_push(all, option);
    }
    buf_release(&name);
}

/* Those of all commands: one file serves them all. */
static void options_collect(struct config_options *all, const struct command *own)
{
    for (size_t i = 0; i < n_commands; i++) {
        struct opt_values v = command_options(commands[i]);
        if (!commands[i]->in_file)
            continue;
        if (commands[i] == own) {
            all->own = all->n;
            all->n_own = v.n;
        }
        options_add(all, &v);
    }
}

/* A folder that somebody else filled must not choose what is overwritten elsewhere. */
static bool stays_below(struct sv path)
{
    struct sv_cut c = {.tail = path, .found = !sv_starts(path, SV("/"))};
    if (!c.found)
        return false;
    while (c.found) {
        c = sv_cut(c.tail, '/');
        if (sv_eq(c.head, SV("..")))
            return false;
    }
    return true;
}

/* "report.html" or "html=report.html", seen from the working directory. */
static bool output_path(struct config *c, struct sv *value, struct err *e)
{
    struct sv_cut cut = sv_cut(*value, '=');
    bool has_format = cut.found && sv_find_char(cut.head, '/') == SIZE_MAX;
    struct sv path = has_format ? cut.tail : *value;
    if (sv_eq(path, SV("-")))
        return true;
    if (!stays_below(path))
        return err_set(e, "\"%.*s\" leaves the folder of the configuration; a file elsewhere can "
                          "be named on the command line only", SV_ARG(*value));
    struct buf b = {0};
    if (has_format)
        buf_fmt(&b, "%.*s=", SV_ARG(cut.head));
    buf_add(&b, config_path(c, path));
    *value = arena_copy(&c->arena, buf_sv(&b));
    buf_release(&b);
    return true;
}

static bool options_fill(struct config *c, const struct config_options *all,
                         const struct opt_values *v, struct err *e)
{
    for (size_t i = 0; i < c->values.n; i++) {
        const struct config_value *x = &c->values.v[i];
        size_t row = x->option - all->own; /* huge for those before */
        struct err why = {0};
        struct sv text = x->text;
        if (row >= all->n_own)
            continue;
        bool writes = v->table[row].kind & OPT_WRITES;
        if ((writes && !output_path(c, &text, &why)) || !options_put_file(v, row, text, &why))
            return err_set(e, "%.*s: %s", SV_ARG(c->file), why.text);
    }
    return true;
}

bool config_check(struct sv file, struct sv text, struct err *e)
{
    struct config_options options = {0};
    struct config c = {0};
    options_collect(&options, NULL);
    bool ok = config_read(&c, file, text, options.v, options.n, e);
    config_release(&c);
    vec_release(&options);
    arena_release(&options.arena);
    return ok;
}

bool config_load(struct config *c, const struct job *job, struct config_wish wish, struct err *e)
{
    const struct opt_values *v = job->values;
    struct config_options options = {0};
    struct buf path = {0}, text = {0};
    bool ok = true;
    options_collect(&options, job->command);
    buf_add(&path, wish.file);
    if (wish.none)
        goto out;
    if (path.n == 0)
        ok = config_find(&path, &job->args, e);
    if (!ok || path.n == 0)
        goto out;
    buf_addc(&path, '\0');
    path.n--;
    ok = file_read(&text, buf_sv(&path), "the configuration", CONFIG_BYTES_MAX, e) &&
         config_read(c, buf_sv(&path), buf_sv(&text), options.v, options.n, e) &&
         options_fill(c, &options, v, e);
out:
    buf_release(&path);
    buf_release(&text);
    vec_release(&options);
    arena_release(&options.arena);
    return ok;
}
