/*
 * peer_protobuf_c: what protobuf-c alone needs to unpack one ExportTraceServiceRequest.
 *
 *     peer_protobuf_c FILE
 *
 * The plain malloc allocator, one unpack of the whole request, nothing freed. Prints the seconds
 * from opening the file to the end of unpacking, and the number of spans. bench.py generates the
 * code from io/otlp_trace.proto and names its request type and function: REQUEST, REQUEST_UNPACK.
 */
#define _POSIX_C_SOURCE 200809L

#include "otlp_trace.pb-c.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const uint8_t *map_file(const char *path, size_t *size)
{
    struct stat info;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &info) < 0)
        return NULL;
    *size = (size_t)info.st_size;
    void *bytes = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    return bytes == MAP_FAILED ? NULL : bytes;
}

static size_t count_spans(const REQUEST *request)
{
    size_t count = 0;
    for (size_t i = 0; i < request->n_resource_spans; i++)
        for (size_t j = 0; j < request->resource_spans[i]->n_scope_spans; j++)
            count += request->resource_spans[i]->scope_spans[j]->n_spans;
    return count;
}

int main(int argc, char **argv)
{
    double start = now();
    size_t size = 0;
    const uint8_t *bytes = argc == 2 ? map_file(argv[1], &size) : NULL;
    const REQUEST *request = bytes ? REQUEST_UNPACK(NULL, size, bytes) : NULL;
    if (!request) {
        fputs("peer_protobuf_c: cannot read that file as one request\n", stderr);
        return 2;
    }
    printf("%.6f %zu\n", now() - start, count_spans(request));
    fflush(stdout);
    _exit(0);
}
