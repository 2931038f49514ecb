/*
 * What a C program takes to run a network with ONNX Runtime: the least that anything over its C API can take.
 *
 * As a program it loads a network, runs it once and prints the first output, one element a line:
 *
 *   bare LIBRARY MODEL THREADS SHAPE INPUT
 *
 * As a shared library it is called by a process that measures it in turns with something else.
 */
#define _POSIX_C_SOURCE 200809L
#include <time.h>
#include "ort.h"

static struct network network;

void bare_open(const char *library, const char *model, int threads, const char *shape, const char *input) {
    prepare(&network, library, model, threads, shape, input);
}

/* Runs the network so many times; nanoseconds: room for that many times. */
void bare_run(int count, int64_t *nanoseconds) {
    struct timespec begin, end;
    for (int i = 0; i < count; i++) {
        clock_gettime(CLOCK_MONOTONIC, &begin);
        run(&network);
        clock_gettime(CLOCK_MONOTONIC, &end);
        nanoseconds[i] = (int64_t)(end.tv_sec - begin.tv_sec) * 1000000000 + (end.tv_nsec - begin.tv_nsec);
    }
}

/* Copies the first elements of the first output; returns how many it has. */
int bare_output(float *elements, int room) {
    size_t count;
    float *data = output_of(&network, 0, &count);
    for (int i = 0; i < room && (size_t)i < count; i++) {
        elements[i] = data[i];
    }

    return (int)count;
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fail("usage: bare LIBRARY MODEL THREADS SHAPE INPUT");
    }

    size_t count;
    prepare(&network, argv[1], argv[2], atoi(argv[3]), argv[4], argv[5]);
    run(&network);
    float *data = output_of(&network, 0, &count);
    for (size_t i = 0; i < count; i++) {
        printf("%.9g\n", data[i]);
    }

    /* Nothing is freed: the process ends here. */
    fflush(NULL);
    _Exit(0);
}
