/*
 * Runs an ONNX network once on one thread, for a machine that this project has no .NET runtime for: through the C API of the ONNX Runtime library
 * that it is given, by the places in struct OrtApi that src/EdgeRuntime/Native/OrtApi.cs lists, too. Own declarations, so that no header is needed.
 *
 *   runner LIBRARY MODEL SHAPE INPUT OUTPUT
 *
 * SHAPE is the input's, such as 1,3,32,32; INPUT holds its float32 elements; each output is written to OUTPUT.0, OUTPUT.1 and so on, as float32 elements.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    GET_ERROR_MESSAGE = 2, CREATE_ENV = 3, CREATE_SESSION = 7, RUN = 9, CREATE_SESSION_OPTIONS = 10, SET_INTRA_OP_THREADS = 24,
    OUTPUT_COUNT = 31, INPUT_NAME = 36, OUTPUT_NAME = 37, CREATE_TENSOR = 49, TENSOR_DATA = 51, ELEMENT_TYPE = 60,
    ELEMENT_COUNT = 64, TYPE_AND_SHAPE = 65, CREATE_CPU_MEMORY = 69, DEFAULT_ALLOCATOR = 78
};
enum { API_VERSION = 17, WARNING = 2, ELEMENT_FLOAT = 1, ARENA_ALLOCATOR = 1, DEFAULT_MEMORY = 0, MOST_OUTPUTS = 64, MOST_AXES = 8 };

struct api_base {
    void **(*get_api)(uint32_t version);
    const char *(*get_version)(void);
};

static void **api;

static void fail(const char *what) {
    fprintf(stderr, "runner: %s\n", what);
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

static void *load(const char *library, const char *model, void **environment) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        fail(dlerror());
    }

    const struct api_base *(*get_base)(void) = (const struct api_base *(*)(void))dlsym(handle, "OrtGetApiBase");
    if (!get_base || !(api = get_base()->get_api(API_VERSION))) {
        fail("the library has no ONNX Runtime C API of that version");
    }

    void *options, *session;
    check(((void *(*)(int, const char *, void **))api[CREATE_ENV])(WARNING, "runner", environment));
    check(((void *(*)(void **))api[CREATE_SESSION_OPTIONS])(&options));
    check(((void *(*)(void *, int))api[SET_INTRA_OP_THREADS])(options, 1));
    check(((void *(*)(void *, const char *, void *, void **))api[CREATE_SESSION])(*environment, model, options, &session));
    return session;
}

static void *read_input(const char *text, const char *path) {
    int64_t shape[MOST_AXES];
    size_t rank = 0, count = 1;
    for (char *rest = (char *)text; *rest && rank < MOST_AXES; rest += *rest == ',') {
        shape[rank] = strtoll(rest, &rest, 10);
        count *= (size_t)shape[rank++];
    }

    float *data = malloc(count * sizeof(float));
    FILE *file = open_file(path, "rb");
    if (!data || fread(data, sizeof(float), count, file) != count) {
        fail("the input has fewer elements than its shape");
    }

    fclose(file);
    void *memory, *value;
    check(((void *(*)(int, int, void **))api[CREATE_CPU_MEMORY])(ARENA_ALLOCATOR, DEFAULT_MEMORY, &memory));
    check(((void *(*)(void *, void *, size_t, const int64_t *, size_t, int, void **))api[CREATE_TENSOR])(
        memory, data, count * sizeof(float), shape, rank, ELEMENT_FLOAT, &value));
    return value;
}

static void write_output(void *value, const char *prefix, size_t index) {
    void *information;
    int type;
    size_t count;
    float *data;
    char path[4096];
    check(((void *(*)(void *, void **))api[TYPE_AND_SHAPE])(value, &information));
    check(((void *(*)(void *, int *))api[ELEMENT_TYPE])(information, &type));
    check(((void *(*)(void *, size_t *))api[ELEMENT_COUNT])(information, &count));
    if (type != ELEMENT_FLOAT) {
        fail("an output is not float32");
    }

    check(((void *(*)(void *, void **))api[TENSOR_DATA])(value, (void **)&data));
    snprintf(path, sizeof path, "%s.%zu", prefix, index);
    FILE *file = open_file(path, "wb");
    if (fwrite(data, sizeof(float), count, file) != count || fclose(file) != 0) {
        fail("an output cannot be written");
    }
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fail("usage: runner LIBRARY MODEL SHAPE INPUT OUTPUT");
    }

    void *environment, *allocator, *values[MOST_OUTPUTS] = {0};
    char *input_name, *names[MOST_OUTPUTS];
    size_t outputs;
    void *session = load(argv[1], argv[2], &environment);
    void *(*name_of_output)(void *, size_t, void *, char **) = (void *(*)(void *, size_t, void *, char **))api[OUTPUT_NAME];
    check(((void *(*)(void **))api[DEFAULT_ALLOCATOR])(&allocator));
    check(((void *(*)(void *, size_t, void *, char **))api[INPUT_NAME])(session, 0, allocator, &input_name));
    check(((void *(*)(void *, size_t *))api[OUTPUT_COUNT])(session, &outputs));
    if (outputs > MOST_OUTPUTS) {
        fail("too many outputs");
    }

    for (size_t i = 0; i < outputs; i++) {
        check(name_of_output(session, i, allocator, &names[i]));
    }

    void *input = read_input(argv[3], argv[4]);
    check(((void *(*)(void *, void *, char **, void **, size_t, char **, size_t, void **))api[RUN])(
        session, NULL, &input_name, &input, 1, names, outputs, values));
    for (size_t i = 0; i < outputs; i++) {
        write_output(values[i], argv[5], i);
    }

    /* Nothing is freed: the process ends here. */
    fflush(NULL);
    _Exit(0);
}
