using RsdtrEdge.Benchmarks;

// dotnet run -c Release --project benchmarks -- NAME [options]
return args switch
{
    ["decomposition", .. string[] models] => DecompositionBenchmark.Run(models, Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: benchmarks decomposition [MODEL.onnx ...]");
    return 2;
}
