/*
 * Runs an ONNX network once on one thread, for an emulated machine, on which .NET takes seconds to start.
 *
 *   runner LIBRARY MODEL SHAPE INPUT OUTPUT
 *
 * SHAPE is the input's, such as 1,3,32,32; INPUT holds its float32 elements; each output is written to OUTPUT.0, OUTPUT.1 and so on, as float32 elements.
 */
#include "ort.h"

static void write_output(const struct network *network, size_t index, const char *prefix) {
    size_t count;
    const float *data = output_of(network, index, &count);
    char path[4096];
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

    struct network network;
    prepare(&network, argv[1], argv[2], 1, argv[3], argv[4]);
    run(&network);
    for (size_t i = 0; i < network.outputs; i++) {
        write_output(&network, i, argv[5]);
    }

    /* Nothing is freed: the process ends here. */
    fflush(NULL);
    _Exit(0);
}
