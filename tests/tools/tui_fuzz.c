/*
 * tui_fuzz: presses keys in the browser at random and checks its invariants after each.
 *
 *     tui_fuzz [--keys N] [--round N] [--seed S] [--failures N] [--seconds N]
 *
 * N keys (5000) in rounds of so many (250) each, with traces of its own and the seeds S, S+1, ...
 * Every round has a process, so one that crashes, hangs for 20 s or leaks tells its seed and the
 * last steps, and the next goes on; it ends after so many failures (5). `--seed S --keys N --round
 * N` with the same N does the same again. --seconds stops it early, between rounds.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/lib/tui_player.h"

enum { STEPS_KEPT = 24, STEP_BYTES = 120, ROUND_SECONDS = 20 };

/* What a round did last, where its parent can read it. */
struct trail {
    uint32_t n;
    char steps[STEPS_KEPT][STEP_BYTES];
};

static void step_keep(struct trail *trail, const struct buf *log)
{
    char *step = trail->steps[trail->n++ % STEPS_KEPT];
    size_t n = log->n < STEP_BYTES - 1 ? log->n : STEP_BYTES - 1;
    if (n)
        memcpy(step, log->p, n);
    step[n] = '\0';
}

static _Noreturn void round_play(struct trail *trail, uint64_t seed, uint32_t keys)
{
    struct dice d = {.state = seed};
    struct buf log = {0};
    struct tui_player *p = tui_player_open(&d);
    for (uint32_t i = 0; i < keys; i++) {
        buf_clear(&log);
        alarm(ROUND_SECONDS);
        tui_player_step(p, &log);
        step_keep(trail, &log);
    }
    tui_player_close(p);
    buf_release(&log);
    exit(0);
}

static void failure_show(const struct trail *trail, uint64_t seed, uint32_t keys, int status)
{
    uint32_t from = trail->n > STEPS_KEPT ? trail->n - STEPS_KEPT : 0;
    printf("failed: --seed %llu --keys %u --round %u (%s %d), at step %u. Before it:\n",
           (unsigned long long)seed, keys, keys, WIFSIGNALED(status) ? "signal" : "status",
           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), trail->n);
    for (uint32_t i = from; i < trail->n; i++)
        printf("    %s\n", trail->steps[i % STEPS_KEPT]);
    fflush(stdout);
}

static bool round_run(struct trail *trail, uint64_t seed, uint32_t keys)
{
    int status = 0;
    memset(trail, 0, sizeof(*trail));
    pid_t child = fork();
    if (child == 0)
        round_play(trail, seed, keys);
    if (child < 0 || waitpid(child, &status, 0) < 0)
        status = -1;
    if (status)
        failure_show(trail, seed, keys, status);
    return status == 0;
}

static uint64_t argument(int argc, char **argv, const char *name, uint64_t otherwise)
{
    for (int i = 1; i + 1 < argc; i += 2)
        if (strcmp(argv[i], name) == 0)
            return strtoull(argv[i + 1], NULL, 10);
    return otherwise;
}

int main(int argc, char **argv)
{
    uint64_t keys = argument(argc, argv, "--keys", 5000), seed = argument(argc, argv, "--seed", 1);
    uint64_t a_round = argument(argc, argv, "--round", 250), pressed = 0, failed = 0;
    uint64_t most = argument(argc, argv, "--failures", 5);
    time_t end = time(NULL) + (time_t)argument(argc, argv, "--seconds", 1 << 30);
    struct trail *trail = mmap(NULL, sizeof(*trail), PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    BUG_ON(trail == MAP_FAILED || a_round == 0);
    for (; pressed < keys && failed < most && time(NULL) <= end; seed++) {
        uint64_t n = keys - pressed < a_round ? keys - pressed : a_round;
        failed += !round_run(trail, seed, (uint32_t)n);
        pressed += n;
    }
    printf("%llu keys pressed\n%d passed, %llu failed\n", (unsigned long long)pressed, failed == 0,
           (unsigned long long)failed);
    return failed ? 1 : 0;
}
