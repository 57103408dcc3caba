#include "cli/tui_config.h"

#include <unistd.h>

#include "cli/config_find.h"
#include "cli/tui_load.h"
#include "core/file.h"

static bool leaves_directory(struct sv input)
{
    struct sv_cut c = {.tail = input, .found = true};
    while (c.found) {
        c = sv_cut(c.tail, '/');
        if (sv_eq(c.head, SV("..")))
            return true;
    }
    return sv_starts(input, SV("/"));
}

/* Is it, all links followed, in the working directory or below? */
static bool is_here(const char *input)
{
    char folder[PATH_MAX], target[PATH_MAX];
    if (!getcwd(folder, sizeof(folder)) || !realpath(input, target))
        return !leaves_directory(sv_from_c(input));
    size_t n = strlen(folder);
    return strncmp(target, folder, n) == 0 &&
           (n == 1 || target[n] == '/' || target[n] == '\0');
}

/* The file that would be made. */
static void path_new(struct buf *path, const struct words *inputs)
{
    struct sv input = inputs->n ? inputs->v[0] : SV("-");
    buf_clear(path);
    buf_add(path, input);
    buf_addc(path, '\0');
    bool here = sv_eq(input, SV("-")) || is_here(path->p);
    bool is_folder = !here && access(path->p, F_OK) == 0 && !file_is_regular(input);
    path->n = here ? 0 : input.n;
    while (!is_folder && path->n > 0 && path->p[path->n - 1] != '/')
        path->n--;
    buf_addz(path, path->n && path->p[path->n - 1] != '/' ? "/" CONFIG_FILE : CONFIG_FILE);
}

static bool text_read(struct sv path, struct buf *text, struct err *e)
{
    return file_read(text, path, "the configuration", CONFIG_BYTES_MAX, e) &&
           config_check(path, buf_sv(text), e);
}

bool tui_config_read(void *load, struct buf *path, struct buf *text, struct err *e)
{
    const struct tui_load *l = load;
    buf_clear(path);
    buf_clear(text);
    buf_add(path, l->config);
    if (!l->config.n && !config_find(path, &l->job->args, e))
        return false;
    if (path->n)
        return text_read(buf_sv(path), text, e);
    path_new(path, &l->job->args);
    return true;
}

/* Screens and metrics are written this way, too. */
static bool is_config(struct tui_load *l, struct sv path)
{
    struct buf own = {0}, text = {0};
    struct err e = {0};
    bool same = tui_config_read(l, &own, &text, &e) && sv_eq(buf_sv(&own), path);
    buf_release(&own);
    buf_release(&text);
    return same;
}

bool tui_config_write(void *load, struct sv path, struct sv text, struct err *e)
{
    struct tui_load *l = load;
    struct output out = output_stdout();
    bool config = is_config(l, path);
    if (output_to(&out, path, e))
        buf_add(&out.buf, text);
    if (output_close(&out, e) != OUTPUT_WRITTEN || e->set)
        return false;
    if (config) {
        buf_clear(&l->written);
        buf_add(&l->written, text);
    }
    return true;
}

bool tui_config_excludes(struct config *c, struct sv text, const struct catalog *catalog)
{
    struct err e = {0};
    *c = (struct config){.text = text};
    if (text.n && config_read_rules(c, catalog, &e))
        return true;
    config_release(c);
    *c = (struct config){0};
    return false;
}
