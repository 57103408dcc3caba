#ifndef SPANVET_TESTS_UNIT_TEST_H
#define SPANVET_TESTS_UNIT_TEST_H
/*
 * The unit test harness: TEST(name) { CHECK(...); } for each case and TEST_MAIN(name, ...) once.
 * A failing check prints its place and what it saw; the program ends with "N passed, N failed".
 */
#include "core/sv.h"

#include <inttypes.h>

static int test_checks_failed;

typedef void test_fn(void);

#define TEST(name) static void test_##name(void)

#define CHECK(cond)                                                                                \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            test_checks_failed++;                                                                  \
            printf("%s:%d: not true: %s\n", __FILE__, __LINE__, #cond);                            \
        }                                                                                          \
    } while (0)

#define CHECK_EQ(a, b)                                                                             \
    do {                                                                                           \
        int64_t a_ = (int64_t)(a), b_ = (int64_t)(b);                                              \
        if (a_ != b_) {                                                                            \
            test_checks_failed++;                                                                  \
            printf("%s:%d: %s is %" PRId64 ", %s is %" PRId64 "\n", __FILE__, __LINE__, #a, a_,    \
                   #b, b_);                                                                        \
        }                                                                                          \
    } while (0)

#define CHECK_SV(sv_, text)                                                                        \
    do {                                                                                           \
        struct sv s_ = (sv_);                                                                      \
        if (!sv_eq(s_, sv_from_c(text))) {                                                         \
            test_checks_failed++;                                                                  \
            printf("%s:%d: %s is \"%.*s\", not \"%s\"\n", __FILE__, __LINE__, #sv_, SV_ARG(s_),    \
                   text);                                                                          \
        }                                                                                          \
    } while (0)

struct test_case {
    const char *name;
    test_fn *run;
};

static inline int test_run(const struct test_case *cases, size_t n)
{
    int failed = 0;
    for (size_t i = 0; i < n; i++) {
        int before = test_checks_failed;
        cases[i].run();
        if (test_checks_failed != before) {
            failed++;
            printf("FAILED %s\n", cases[i].name);
        }
    }
    printf("%zu passed, %d failed\n", n - (size_t)failed, failed);
    return failed ? 1 : 0;
}

#define TEST_CASE(name) {#name, test_##name}
/* TEST_MAIN(TEST_CASE(a), TEST_CASE(b)) */
#define TEST_MAIN(...)                                                                             \
    int main(void)                                                                                 \
    {                                                                                              \
        static const struct test_case cases[] = {__VA_ARGS__};                                     \
        return test_run(cases, ARRAY_LEN(cases));                                                  \
    }

#endif
