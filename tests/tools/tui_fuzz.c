/*
 * tui_fuzz: presses keys in the browser at random and checks its invariants after each.
 *
 *     tui_fuzz [--keys N] [--round N] [--jobs N] [--seed S] [--failures N] [--seconds N]
 *
 * N keys (5000) in rounds of so many (250) each, with traces of its own and the seeds S, S+1, ...
 * Every round has a process, so one that crashes, hangs for 20 s or leaks tells its seed and the
 * last steps, and the next goes on; it ends after so many failures (5). `--seed S --keys N --round
 * N` with the same N does the same again. --jobs plays so many rounds at a time (1), at most 16.
 * --seconds stops it early, between rounds.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/lib/tui_player.h"

enum { STEPS_KEPT = 24, STEP_BYTES = 120, ROUND_SECONDS = 20, JOBS_MAX = 16 };

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

/* One that is being played, where `pid` is not 0. */
struct round {
    pid_t pid;
    uint64_t seed;
    uint32_t keys;
    struct trail *trail;
};

static void failure_show(const struct round *r, int status)
{
    const struct trail *trail = r->trail;
    uint32_t from = trail->n > STEPS_KEPT ? trail->n - STEPS_KEPT : 0;
    printf("failed: --seed %llu --keys %u --round %u (%s %d), at step %u. Before it:\n",
           (unsigned long long)r->seed, r->keys, r->keys,
           WIFSIGNALED(status) ? "signal" : "status",
           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), trail->n);
    for (uint32_t i = from; i < trail->n; i++)
        printf("    %s\n", trail->steps[i % STEPS_KEPT]);
    fflush(stdout);
}

static struct trail *shared_trail(void)
{
    struct trail *trail = mmap(NULL, sizeof(*trail), PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    BUG_ON(trail == MAP_FAILED);
    return trail;
}

static struct round *round_free(struct round *rounds)
{
    while (rounds->pid)
        rounds++;
    return rounds;
}

static void round_start(struct round *r, uint64_t seed, uint32_t keys)
{
    memset(r->trail, 0, sizeof(*r->trail));
    r->seed = seed;
    r->keys = keys;
    r->pid = fork();
    BUG_ON(r->pid < 0);
    if (r->pid == 0)
        round_play(r->trail, seed, keys);
}

/* Waits for any of them. */
static bool round_end(struct round *rounds)
{
    int status = 0;
    pid_t pid = wait(&status);
    BUG_ON(pid <= 0);
    while (rounds->pid != pid)
        rounds++;
    rounds->pid = 0;
    if (status)
        failure_show(rounds, status);
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
    uint64_t most = argument(argc, argv, "--failures", 5), playing = 0;
    uint64_t jobs = argument(argc, argv, "--jobs", 1);
    time_t end = time(NULL) + (time_t)argument(argc, argv, "--seconds", 1 << 30);
    struct round rounds[JOBS_MAX] = {0};
    BUG_ON(a_round == 0 || jobs == 0 || jobs > JOBS_MAX);
    for (uint64_t i = 0; i < jobs; i++)
        rounds[i].trail = shared_trail();
    for (;;) {
        bool more = pressed < keys && failed < most && time(NULL) <= end;
        if (!more && !playing)
            break;
        if (more && playing < jobs) {
            uint64_t n = keys - pressed < a_round ? keys - pressed : a_round;
            round_start(round_free(rounds), seed++, (uint32_t)n);
            pressed += n;
            playing++;
        } else {
            failed += !round_end(rounds);
            playing--;
        }
    }
    printf("%llu keys pressed\n%d passed, %llu failed\n", (unsigned long long)pressed, failed == 0,
           (unsigned long long)failed);
    return failed ? 1 : 0;
}
