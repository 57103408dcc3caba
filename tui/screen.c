#include "tui/screen.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "core/base64.h"

enum { ESCAPE_MS = 25, COPY_MAX = 74000, RESTORE_BYTES = 256, CRASH_STACK = 64 * 1024 };

struct screen {
    struct terminal terminal;
    SCREEN *curses;
    FILE *out, *in;
    int tty;                /* descriptor of the terminal */
    struct canvas shown;    /* what is on it */
    bool color, many, light; /* colours at all; 256 of them; a light background */
};

/* What gives the terminal back without ncurses: for handlers of signals. */
static struct {
    volatile sig_atomic_t is_taken;
    int tty;
    struct termios modes;
    char bytes[RESTORE_BYTES];
    size_t n;
    int errors, stderr_was; /* where standard error goes meanwhile, and went before; -1 = none */
} restore;

/* ---- looks ---- */

static short pair_of(const struct screen *s, const struct cell *cell)
{
    bool selected = cell->look & LOOK_SELECTED;
    return (short)(1 + cell->role + (selected && s->many ? ROLES : 0));
}

static void pairs_init(const struct screen *s)
{
    short ground = s->light ? 254 : 237;
    for (int i = 0; i < ROLES; i++) {
        const struct role_row *r = &role_rows[i];
        short ink = s->many ? s->light ? r->light : r->dark : r->basic;
        init_pair((short)(1 + i), ink, -1);
        if (s->many)
            init_pair((short)(1 + ROLES + i), ink, ground);
    }
}

static attr_t attr_of(const struct screen *s, const struct cell *cell)
{
    unsigned bold = role_rows[cell->role].look & LOOK_BOLD;
    unsigned look = s->many ? cell->look | bold : canvas_plain_look(cell);
    attr_t a = A_NORMAL;
    a |= look & LOOK_BOLD ? A_BOLD : 0;
    a |= look & LOOK_DIM ? A_DIM : 0;
    a |= look & LOOK_UNDERLINE ? A_UNDERLINE : 0;
    a |= look & LOOK_REVERSE ? A_REVERSE : 0;
    return a;
}

/* ---- showing ---- */

static void screen_size(struct terminal *t, int *width, int *height)
{
    (void)t;
    *width = COLS;
    *height = LINES;
}

static void row_show(const struct screen *s, const struct cell *cells, int row, int width)
{
    move(row, 0);
    for (int i = 0; i < width; i++) {
        const struct cell *cell = &cells[i];
        cchar_t out;
        wchar_t text[3] = {(wchar_t)cell->code, (wchar_t)cell->mark, 0};
        if (cell->code == 0)
            continue;
        setcchar(&out, text, attr_of(s, cell), s->color ? pair_of(s, cell) : 0, NULL);
        mvadd_wch(row, i, &out);
    }
}

static void screen_show(struct terminal *t, const struct canvas *c)
{
    struct screen *s = (struct screen *)t;
    bool same_size = s->shown.width == c->width && s->shown.height == c->height;
    if (!restore.is_taken)
        return; /* another thread is ending the program */
    if (!same_size)
        canvas_resize(&s->shown, c->width, c->height);
    size_t row_bytes = (size_t)c->width * sizeof(*c->cells);
    for (int row = 0; row < c->height && row < LINES; row++) {
        struct cell *old = &s->shown.cells[row * c->width], *now = &c->cells[row * c->width];
        if (same_size && memcmp(old, now, row_bytes) == 0)
            continue;
        row_show(s, now, row, c->width);
        memcpy(old, now, row_bytes);
    }
    refresh();
}

static void screen_redraw(struct terminal *t)
{
    struct screen *s = (struct screen *)t;
    canvas_release(&s->shown);
    clearok(curscr, TRUE);
    erase();
}

/* ---- keys ---- */

static const struct {
    int curses;
    key_code key;
} special[] = {
    {KEY_UP, KEY_IS_UP},           {KEY_DOWN, KEY_IS_DOWN},
    {KEY_LEFT, KEY_IS_LEFT},       {KEY_RIGHT, KEY_IS_RIGHT},
    {KEY_HOME, KEY_IS_HOME},       {KEY_END, KEY_IS_END},
    {KEY_PPAGE, KEY_IS_PGUP},      {KEY_NPAGE, KEY_IS_PGDN},
    {KEY_BTAB, KEY_IS_BACKTAB},    {KEY_SLEFT, KEY_IS_SHIFT_LEFT},
    {KEY_SRIGHT, KEY_IS_SHIFT_RIGHT}, {KEY_BACKSPACE, KEY_IS_BACKSPACE},
    {KEY_DC, KEY_IS_DELETE},       {KEY_F(1), KEY_IS_F1},
    {KEY_F(2), KEY_IS_F2},         {KEY_F(5), KEY_IS_F5},
    {KEY_ENTER, KEY_IS_ENTER},     {KEY_RESIZE, KEY_SIZE},
};

static key_code mouse_key(struct mouse *m)
{
    MEVENT event;
    if (getmouse(&event) != OK)
        return KEY_NONE;
    m->row = event.y;
    m->column = event.x;
    if (event.bstate & BUTTON4_PRESSED)
        m->what = MOUSE_WHEEL_UP;
    else if (event.bstate & BUTTON5_PRESSED)
        m->what = MOUSE_WHEEL_DOWN;
    else if (event.bstate & BUTTON1_DOUBLE_CLICKED)
        m->what = MOUSE_DOUBLE;
    else if (event.bstate & (BUTTON1_CLICKED | BUTTON1_PRESSED))
        m->what = MOUSE_CLICK;
    else
        return KEY_NONE;
    return KEY_MOUSE_AT;
}

/* What ncurses has already, without waiting. */
static key_code key_take(struct mouse *m)
{
    wint_t got;
    int status = get_wch(&got);
    if (status == OK)
        return got == '\n' ? KEY_IS_ENTER : got == 0x7f ? KEY_IS_BACKSPACE : (key_code)got;
    if (status != KEY_CODE_YES)
        return KEY_NONE;
    if (got == KEY_MOUSE)
        return mouse_key(m);
    for (size_t i = 0; i < ARRAY_LEN(special); i++)
        if (special[i].curses == (int)got)
            return special[i].key;
    return KEY_NONE;
}

static key_code screen_key(struct terminal *t, int timeout, struct mouse *m)
{
    struct screen *s = (struct screen *)t;
    struct pollfd p = {.fd = s->tty, .events = POLLIN};
    key_code key = key_take(m);
    if (key != KEY_NONE)
        return key;
    int ready = poll(&p, 1, timeout);
    if (ready > 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL)))
        return KEY_GONE;
    errno = 0; /* keys that mean nothing leave it as it was */
    key = key_take(m);
    /* at the end of a file that was a terminal, there is always something to read and nothing
     * comes */
    if (key == KEY_NONE && ready > 0 && (p.revents & POLLIN) && (errno == EIO || !isatty(s->tty)))
        return KEY_GONE;
    return key;
}

static void screen_mouse(struct terminal *t, bool on)
{
    (void)t;
    mousemask(on ? BUTTON1_CLICKED | BUTTON1_PRESSED | BUTTON1_DOUBLE_CLICKED | BUTTON4_PRESSED |
                       BUTTON5_PRESSED
                 : 0,
              NULL);
    mouseinterval(150);
}

static void screen_suspend(struct terminal *t)
{
    endwin();
    raise(SIGTSTP);
    screen_redraw(t);
    refresh();
}

/* ---- the clipboard ---- */

/* OSC 52. There is no answer; what is known not to understand it, or to cut it, gets none. */
static bool screen_copy(struct terminal *t, struct sv text)
{
    struct screen *s = (struct screen *)t;
    const char *name = getenv("TERM");
    if (text.n > COPY_MAX || !name || strcmp(name, "linux") == 0 || strcmp(name, "dumb") == 0 ||
        strncmp(name, "vt", 2) == 0)
        return false;
    struct buf b = buf_to_fd(s->tty);
    buf_addz(&b, "\033]52;c;");
    base64_encode(&b, text);
    buf_addc(&b, '\a');
    bool ok = buf_flush(&b);
    buf_release(&b);
    return ok;
}

/* ---- taking the terminal, and giving it back ---- */

static struct sv capability(const char *name)
{
    const char *bytes = tigetstr(name);
    return bytes && bytes != (const char *)-1 ? sv_from_c(bytes) : (struct sv){0};
}

static void restore_add(struct sv bytes)
{
    if (bytes.n && restore.n + bytes.n <= sizeof(restore.bytes)) {
        memcpy(restore.bytes + restore.n, bytes.p, bytes.n);
        restore.n += bytes.n;
    }
}

static void restore_prepare(int tty, const struct termios *modes)
{
    restore.tty = tty;
    restore.modes = *modes;
    restore.n = 0;
    /* all kinds of reports: which of them ncurses asked for depends on the terminal */
    if (capability("kmous").n)
        restore_add(SV("\033[?1006l\033[?1003l\033[?1002l\033[?1000l"));
    restore_add(capability("sgr0"));
    restore_add(capability("cnorm"));
    restore_add(capability("rmkx"));
    restore_add(capability("rmcup"));
    restore.is_taken = 1;
}

/* Standard error goes to memory while the screen is shown. */
static void errors_keep(void)
{
    fflush(stderr);
    restore.stderr_was = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    restore.errors = memfd_create("spanvet-errors", MFD_CLOEXEC);
    if (restore.stderr_was >= 0 && restore.errors >= 0)
        dup2(restore.errors, STDERR_FILENO);
}

/* May be called in a handler of signals. */
static void errors_show(void)
{
    char bytes[4096];
    ssize_t n;
    if (restore.stderr_was >= 0 && restore.errors >= 0) {
        dup2(restore.stderr_was, STDERR_FILENO);
        lseek(restore.errors, 0, SEEK_SET);
        while ((n = read(restore.errors, bytes, sizeof(bytes))) > 0)
            if (write(STDERR_FILENO, bytes, (size_t)n) < 0)
                break;
    }
    close(restore.errors);
    close(restore.stderr_was);
}

void screen_abandon(void)
{
    if (!restore.is_taken)
        return;
    restore.is_taken = 0;
    ssize_t n = write(restore.tty, restore.bytes, restore.n);
    (void)n; /* nobody to tell */
    tcsetattr(restore.tty, TCSANOW, &restore.modes);
    errors_show();
}

static void on_crash(int sig)
{
    screen_abandon();
    signal(sig, SIG_DFL);
    raise(sig);
}

/* On a stack of its own: the usual one may be what ran out. */
static void crashes_catch(void)
{
    static char stack[CRASH_STACK];
    const struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
    sigaltstack(&(const stack_t){.ss_sp = stack, .ss_size = sizeof(stack)}, NULL);
    for (size_t i = 0; i < 4; i++)
        sigaction((const int[]){SIGSEGV, SIGABRT, SIGFPE, SIGILL}[i], &action, NULL);
}

static void screen_free(struct screen *s)
{
    if (s->out)
        fclose(s->out);
    if (s->in)
        fclose(s->in);
    canvas_release(&s->shown);
    free(s);
}

/* A stream of its own to the terminal: standard input may hold traces. */
static bool streams_open(struct screen *s, struct err *e)
{
    if (!isatty(STDOUT_FILENO))
        return err_set(e, "the browser needs a terminal, and standard output is none; "
                          "`--print VIEW` "
                          "prints a view as text");
    s->tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (s->tty < 0)
        return err_set(e, "the browser needs a terminal, and there is none to read keys from; "
                          "`--print VIEW` prints a view as text");
    s->in = fdopen(s->tty, "r");
    s->out = fdopen(dup(s->tty), "w");
    return (s->in && s->out) || err_set(e, "the terminal cannot be opened: %s", strerror(errno));
}

/* A terminal that is known and that can place its cursor. */
static bool curses_open(struct screen *s, struct err *e)
{
    const char *term = getenv("TERM") ? getenv("TERM") : "";
    s->curses = newterm(NULL, s->out, s->in);
    if (!s->curses)
        return err_set(e, "the terminal TERM=%s is not known here; try TERM=xterm-256color", term);
    set_term(s->curses);
    const char *place = tigetstr("cup");
    if (place && place != (const char *)-1)
        return true;
    endwin();
    delscreen(s->curses);
    return err_set(e, "the terminal TERM=%s cannot place its cursor; `--print VIEW` prints a view "
                      "as text", term);
}

struct terminal *screen_open(const struct screen_wish *wish, struct err *e)
{
    struct screen *s = mem_zalloc(sizeof(*s));
    struct termios modes;
    s->terminal = (struct terminal){screen_size, screen_show, screen_key, screen_redraw,
                                    screen_suspend, screen_mouse, screen_copy};
    if (!streams_open(s, e) || tcgetattr(s->tty, &modes) != 0)
        goto failed;
    if (!curses_open(s, e))
        goto failed;
    errors_keep();
    restore_prepare(s->tty, &modes);
    crashes_catch();
    atexit(screen_abandon); /* out of memory, in any thread */
    raw();
    noecho();
    nonl();
    curs_set(0);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(ESCAPE_MS);
    s->light = wish->light;
    s->color = wish->color && has_colors() && start_color() == OK;
    if (s->color) {
        use_default_colors();
        s->many = COLORS >= 256 && COLOR_PAIRS > 2 * ROLES;
        pairs_init(s);
    }
    screen_mouse(&s->terminal, wish->mouse);
    return &s->terminal;
failed:
    err_set(e, "the terminal does not answer");
    screen_free(s);
    return NULL;
}

void screen_close(struct terminal *t)
{
    struct screen *s = (struct screen *)t;
    if (!s)
        return;
    /* without a screen of its own the shell goes on in the last line */
    move(LINES - 1, 0);
    clrtoeol();
    refresh();
    endwin();
    restore.is_taken = 0;
    errors_show();
    delscreen(s->curses);
    screen_free(s);
}
