/*
 * As much of ONNX Runtime's C API as the programs need that this project holds itself against: by the places in struct OrtApi that
 * src/EdgeRuntime/Native/OrtApi.cs lists, too. Own declarations, so that no header is needed. A failure ends the program with 1.
 */
#ifndef RSDTR_ORT_H
#define RSDTR_ORT_H

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    GET_ERROR_MESSAGE = 2, CREATE_ENV = 3, CREATE_SESSION = 7, RUN = 9, CREATE_SESSION_OPTIONS = 10, SET_INTRA_OP_THREADS = 24,
    OUTPUT_COUNT = 31, INPUT_NAME = 36, OUTPUT_NAME = 37, CREATE_TENSOR = 49, TENSOR_DATA = 51, ELEMENT_TYPE = 60,
    ELEMENT_COUNT = 64, TYPE_AND_SHAPE = 65, CREATE_CPU_MEMORY = 69, DEFAULT_ALLOCATOR = 78
};
enum { API_VERSION = 17, WARNING = 2, ELEMENT_FLOAT = 1, ARENA_ALLOCATOR = 1, DEFAULT_MEMORY = 0, MOST_OUTPUTS = 64, MOST_AXES = 8, ALIGNMENT = 64 };

struct api_base {
    void **(*get_api)(uint32_t version);
    const char *(*get_version)(void);
};

/* A session with all that a run needs. */
struct network {
    void *session, *input, *values[MOST_OUTPUTS];
    char *input_name, *names[MOST_OUTPUTS];
    size_t outputs;
};

static void **api;

static void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static void check(void *status) {
    if (status) {
        fail(((const char *(*)(const void *))api[GET_ERROR_MESSAGE])(status));
    }
}

static FILE *open_file(const char *path, const char *mode) {
    FILE *file = fopen(path, mode);
    if (!file) {
        perror(path);
        exit(1);
    }

    return file;
}

static void *load(const char *library, const char *model, int threads) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        fail(dlerror());
    }

    const struct api_base *(*get_base)(void) = (const struct api_base *(*)(void))dlsym(handle, "OrtGetApiBase");
    if (!get_base || !(api = get_base()->get_api(API_VERSION))) {
        fail("the library has no ONNX Runtime C API of that version");
    }

    void *environment, *options, *session;
    check(((void *(*)(int, const char *, void **))api[CREATE_ENV])(WARNING, "bare", &environment));
    check(((void *(*)(void **))api[CREATE_SESSION_OPTIONS])(&options));
    check(((void *(*)(void *, int))api[SET_INTRA_OP_THREADS])(options, threads));
    check(((void *(*)(void *, const char *, void *, void **))api[CREATE_SESSION])(environment, model, options, &session));
    return session;
}

/* shape: such as 1,3,32,32; path: the input's float32 elements. */
static void *read_input(const char *shape, const char *path) {
    int64_t sizes[MOST_AXES];
    size_t rank = 0, count = 1;
    for (char *rest = (char *)shape; *rest && rank < MOST_AXES; rest += *rest == ',') {
        sizes[rank] = strtoll(rest, &rest, 10);
        count *= (size_t)sizes[rank++];
    }

    /* Aligned as tensors that ONNX Runtime makes, which the other side uses; the size has to be a multiple of that. */
    float *data = aligned_alloc(ALIGNMENT, (count * sizeof(float) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    FILE *file = open_file(path, "rb");
    if (!data || fread(data, sizeof(float), count, file) != count) {
        fail("the input has fewer elements than its shape");
    }

    fclose(file);
    void *memory, *value;
    check(((void *(*)(int, int, void **))api[CREATE_CPU_MEMORY])(ARENA_ALLOCATOR, DEFAULT_MEMORY, &memory));
    check(((void *(*)(void *, void *, size_t, const int64_t *, size_t, int, void **))api[CREATE_TENSOR])(
        memory, data, count * sizeof(float), sizes, rank, ELEMENT_FLOAT, &value));
    return value;
}

static void prepare(struct network *network, const char *library, const char *model, int threads, const char *shape, const char *input) {
    void *allocator;
    network->session = load(library, model, threads);
    check(((void *(*)(void **))api[DEFAULT_ALLOCATOR])(&allocator));
    check(((void *(*)(void *, size_t, void *, char **))api[INPUT_NAME])(network->session, 0, allocator, &network->input_name));
    check(((void *(*)(void *, size_t *))api[OUTPUT_COUNT])(network->session, &network->outputs));
    if (network->outputs > MOST_OUTPUTS) {
        fail("too many outputs");
    }

    for (size_t i = 0; i < network->outputs; i++) {
        network->values[i] = NULL;
        check(((void *(*)(void *, size_t, void *, char **))api[OUTPUT_NAME])(network->session, i, allocator, &network->names[i]));
    }

    network->input = read_input(shape, input);
}

/* The outputs are made by the first run, and written by the next ones. */
static void run(struct network *network) {
    check(((void *(*)(void *, void *, char **, void **, size_t, char **, size_t, void **))api[RUN])(
        network->session, NULL, &network->input_name, &network->input, 1, network->names, network->outputs, network->values));
}

/* The float32 elements of an output. */
static float *output_of(const struct network *network, size_t index, size_t *count) {
    void *information;
    int type;
    float *data;
    check(((void *(*)(void *, void **))api[TYPE_AND_SHAPE])(network->values[index], &information));
    check(((void *(*)(void *, int *))api[ELEMENT_TYPE])(information, &type));
    check(((void *(*)(void *, size_t *))api[ELEMENT_COUNT])(information, count));
    if (type != ELEMENT_FLOAT) {
        fail("an output is not float32");
    }

    check(((void *(*)(void *, void **))api[TENSOR_DATA])(network->values[index], (void **)&data));
    return data;
}

#endif
