#include "cli/signals.h"

#include <signal.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/progress.h"
#include "tui/screen.h"

static void on_interrupt(int sig)
{
    screen_abandon();
    output_forget();
    progress_erase();
    signal(sig, SIG_DFL);
    raise(sig);
}

static void on_bus_error(int sig)
{
    static const char sentence[] =
        "spanvet: an input became shorter while it was being read; lint it again when its writer "
        "is done, or lint a copy\n";
    (void)sig;
    screen_abandon();
    output_forget();
    progress_erase();
    ssize_t n = write(STDERR_FILENO, sentence, sizeof(sentence) - 1);
    (void)n;
    _exit(EXIT_TROUBLE);
}

static void on(int sig, void (*handler)(int))
{
    struct sigaction old, action = {.sa_handler = handler, .sa_flags = SA_NODEFER};
    sigemptyset(&action.sa_mask);
    /* nohup and shells ignore signals for their children on purpose */
    if (sigaction(sig, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction(sig, &action, NULL);
}

void signals_install(void)
{
    on(SIGINT, on_interrupt);
    on(SIGTERM, on_interrupt);
    on(SIGHUP, on_interrupt);
    on(SIGQUIT, on_interrupt);
    on(SIGBUS, on_bus_error);
    signal(SIGPIPE, SIG_IGN);
}

void signals_die_of_pipe(void)
{
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
    _exit(128 + SIGPIPE);
}
