using RsdtrEdge.Benchmarks;
using RsdtrEdge.Benchmarks.Accuracy;

// dotnet run -c Release --project benchmarks -- NAME [options]
return args switch
{
    ["decomposition", .. string[] models] => DecompositionBenchmark.Run(models, Console.Out),
    ["accuracy", .. string[] options] => AccuracyBenchmark.Run(options, Console.Out, Console.Error),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: benchmarks decomposition [MODEL.onnx ...]");
    Console.Error.WriteLine($"       benchmarks {AccuracyOptions.Usage}");
    return 2;
}
