#include "tui/script.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "tui/invariants.h"

struct script {
    struct tui *t;
    struct buf *out;
    struct sv name;
    size_t line;
    bool now;         /* the step in hand does not wait, before it or between its keys */
    struct sv timing; /* the file of times; empty = none */
};

static bool script_fail(const struct script *s, struct err *e, const char *what, struct sv text)
{
    return err_set(e, "%.*s:%zu: %s: %.*s", SV_ARG(s->name), s->line, what, SV_ARG(text));
}

static double now_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* News, and the frame that shows them when keys are timed; the longest of them so far. */
static double news_show(struct script *s, double longest)
{
    double before = now_ms();
    if (tui_poll(s->t) && s->timing.n)
        tui_draw(s->t);
    double ms = now_ms() - before;
    return ms > longest ? ms : longest;
}

/* Until nothing is loading and nothing runs, not even what the next frame would begin.
 * Milliseconds of the longest frame meanwhile. */
static double script_wait(struct script *s)
{
    const struct timespec pause = {.tv_nsec = 500000};
    double longest = news_show(s, 0);
    while (!s->now && !s->t->quit) {
        if (tui_idle(s->t))
            tui_draw(s->t);
        if (tui_idle(s->t))
            break;
        nanosleep(&pause, NULL);
        longest = news_show(s, longest);
    }
    return longest;
}

static bool append(const struct script *s, struct sv path, struct sv bytes, struct err *e)
{
    char name[4096];
    if (sv_eq(path, SV("-"))) {
        buf_add(s->out, bytes);
        return true;
    }
    snprintf(name, sizeof(name), "%.*s", SV_ARG(path));
    int fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0)
        return script_fail(s, e, strerror(errno), path);
    struct buf b = buf_to_fd(fd);
    buf_add(&b, bytes);
    bool ok = buf_flush(&b);
    buf_release(&b);
    close(fd);
    return ok || script_fail(s, e, "cannot be written", path);
}

static bool screen_append(struct script *s, struct sv path, enum canvas_plane plane,
                          struct err *e)
{
    struct buf b = {0};
    tui_draw(s->t);
    canvas_save(&b, &s->t->canvas, plane);
    bool ok = append(s, path, buf_sv(&b), e);
    buf_release(&b);
    return ok;
}

/* A key, its frame, and what follows from it, with the time that they take. */
static bool key_press(struct script *s, key_code key, struct err *e)
{
    struct buf line = {0};
    double before = now_ms();
    tui_key(s->t, key);
    tui_draw(s->t);
    double frame = now_ms() - before, longest = script_wait(s);
    if (!s->timing.n)
        return true;
    key_add_name(&line, key);
    buf_fmt(&line, " %s %.3f %.3f %.3f\n", s->t->views[s->t->view].ops->name, frame, longest,
            now_ms() - before);
    bool ok = append(s, s->timing, buf_sv(&line), e);
    buf_release(&line);
    return ok;
}

static bool step_keys(struct script *s, struct sv names, struct err *e)
{
    while (names.n && !s->t->quit) {
        struct sv_cut cut = sv_cut(names, ' ');
        key_code key = key_of_name(cut.head);
        if (cut.head.n && key == KEY_NONE)
            return script_fail(s, e, "no such key", cut.head);
        if (cut.head.n && !key_press(s, key, e))
            return false;
        names = cut.found ? cut.tail : (struct sv){0};
    }
    return true;
}

static bool step_type(struct script *s, struct sv text, struct err *e)
{
    for (size_t i = 0; i < text.n && !s->t->quit; i++) {
        if (!key_press(s, (unsigned char)text.p[i], e))
            return false;
    }
    return true;
}

static bool step_size(struct script *s, struct sv text, struct err *e)
{
    struct sv_cut cut = sv_cut(text, 'x');
    struct sv_u64 width = sv_to_u64(cut.head), height = sv_to_u64(cut.tail);
    if (!width.ok || !height.ok || width.value > 1000 || height.value > 1000)
        return script_fail(s, e, "not a size", text);
    canvas_resize(&s->t->canvas, (int)width.value, (int)height.value);
    return true;
}

static bool step_run(struct script *s, struct sv line, struct err *e)
{
    struct sv_cut cut = sv_cut(line, ' ');
    static const char *const planes[] = {"save", "roles", "looks"};
    struct sv word = cut.head, rest = cut.found ? cut.tail : (struct sv){0};
    if (word.n == 0 || word.p[0] == '#')
        return true;
    if (sv_eq(word, SV("size")))
        return step_size(s, rest, e);
    if (sv_eq(word, SV("now")))
        return true;
    script_wait(s);
    if (sv_eq(word, SV("keys")))
        return step_keys(s, rest, e);
    if (sv_eq(word, SV("type")))
        return step_type(s, rest, e);
    for (size_t i = 0; i < ARRAY_LEN(planes); i++)
        if (sv_eq(word, sv_from_c(planes[i])))
            return screen_append(s, rest, (enum canvas_plane)i, e);
    if (sv_eq(word, SV("time")))
        s->timing = rest;
    else if (sv_eq(word, SV("check")))
        invariants_check(s->t);
    else if (sv_eq(word, SV("command")))
        tui_command(s->t, rest);
    else
        return script_fail(s, e, "no such step", word);
    return true;
}

bool script_run(struct tui *t, struct sv name, struct sv text, struct buf *out, struct err *e)
{
    struct script s = {.t = t, .out = out, .name = name};
    if (t->canvas.width == 0)
        canvas_resize(&t->canvas, 80, 24);
    while (text.n && !t->quit) {
        struct sv_cut cut = sv_cut(text, '\n');
        s.line++;
        struct sv line = sv_trim(cut.head);
        if (!step_run(&s, line, e))
            return false;
        s.now = sv_eq(line, SV("now"));
        text = cut.found ? cut.tail : (struct sv){0};
    }
    script_wait(&s);
    return true;
}
