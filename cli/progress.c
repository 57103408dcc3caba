#include "cli/progress.h"

#include <errno.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/base.h"

enum { FIRST_MS = 500, THEN_MS = 200, LINE = 160 };

/* Read by the signal handler: one for the process. */
static char label[96];
static const char *label_unit;
static const uint32_t *label_count;
static volatile sig_atomic_t is_drawn, is_started;

static void say(const char *text, size_t n)
{
    ssize_t written = write(STDERR_FILENO, text, n);
    (void)written; /* nobody to tell */
}

/* The decimal digits of `v` at `at`; returns the end. snprintf is not for signal handlers. */
static char *digits_put(char *at, uint32_t v)
{
    char digits[10];
    size_t n = 0;
    do
        digits[n++] = (char)('0' + v % 10);
    while ((v /= 10) != 0);
    while (n)
        *at++ = digits[--n];
    return at;
}

static char *text_put(char *at, const char *text)
{
    size_t n = strlen(text);
    memcpy(at, text, n);
    return at + n;
}

static void draw(int sig)
{
    (void)sig;
    int saved = errno;
    char line[LINE], *at = text_put(line, "\r\033[K");
    at = text_put(at, label);
    if (label_count) {
        at = text_put(at, ": ");
        at = digits_put(at, *(const volatile uint32_t *)label_count);
        at = text_put(at, label_unit);
    }
    say(line, (size_t)(at - line));
    is_drawn = 1;
    errno = saved;
}

static void timer_set(time_t first_ms, time_t then_ms)
{
    struct itimerval t = {.it_value = {.tv_usec = first_ms * 1000},
                          .it_interval = {.tv_usec = then_ms * 1000}};
    setitimer(ITIMER_REAL, &t, NULL);
}

void progress_start(bool quiet)
{
    if (quiet || !isatty(STDERR_FILENO))
        return;
    struct sigaction action = {.sa_handler = draw, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGALRM, &action, NULL);
    is_started = 1;
    timer_set(FIRST_MS, THEN_MS);
}

void progress_say(const char *what, const uint32_t *count, const char *unit)
{
    sigset_t alarm, old;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    sigprocmask(SIG_BLOCK, &alarm, &old);
    snprintf(label, sizeof(label), "%s", what);
    label_count = count;
    label_unit = unit;
    sigprocmask(SIG_SETMASK, &old, NULL);
}

void progress_erase(void)
{
    static const char erase[] = "\r\033[K";
    if (is_drawn)
        say(erase, sizeof(erase) - 1);
    is_drawn = 0;
}

void progress_stop(void)
{
    if (!is_started)
        return;
    timer_set(0, 0);
    signal(SIGALRM, SIG_IGN);
    is_started = 0;
    progress_erase();
}
