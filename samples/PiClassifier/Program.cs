using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Samples.PiClassifier;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = AppContext.BaseDirectory;
string compressed = Path.Combine(folder, "models", "classifier.onnx");
string original = Path.Combine(folder, "models", "classifier.original.onnx");
string report = Path.Combine(folder, "models", "classifier.report.json");

try
{
    if (File.Exists(report))
    {
        PrintCompression(CompressionReport.Load(report));
    }
    else
    {
        Console.WriteLine("Built with RsdtrCompressEnabled=false: both networks are the original.");
    }

    PrintPredictions();
    PrintLatency(LatencyBenchmark.Compare(compressed, original, new LatencyBenchmarkOptions { MinimumTime = TimeSpan.FromSeconds(2) }));
    return (int)ExitCode.Success;
}
catch (RsdtrException exception)
{
    Console.Error.WriteLine(exception.Diagnostic.ToCanonicalLine("PiClassifier"));
    return (int)exception.Diagnostic.Descriptor.ExitCode;
}

void PrintCompression(CompressionReport compression)
{
    Console.WriteLine("What the build made of models/classifier.onnx");
    Console.WriteLine($"  {"",-24}{"original",14}{"compressed",14}{"left",9}");
    PrintRow("parameters", compression.Before.Parameters, compression.After.Parameters);
    PrintRow("FLOPs of one image", compression.Before.Flops, compression.After.Flops);
    PrintRow("bytes", compression.Before.Bytes, compression.After.Bytes);
    Console.WriteLine(compression.Receipt is not { } receipt
        ? "  relative output error: not measured"
        : $"  on {receipt.Images} {(receipt.Inputs == "images" ? "calibration images" : "synthetic inputs")}: relative output error {receipt.OutputError:F4}, same class in {receipt.Agreement:P1}");
    Console.WriteLine($"  budget: {compression.Verdict}");
    Console.WriteLine();
}

void PrintRow(string what, long? before, long? after) =>
    Console.WriteLine($"  {what,-24}{Figure(before),14}{Figure(after),14}{(before > 0 ? $"{(double?)after / before:P1}" : ""),9}");

string Figure(long? value) => value is { } known ? $"{known:N0}" : "unknown";

void PrintPredictions()
{
    // What the item's Mean and Std say, for the program.
    var preprocessing = new ImagePreprocessing { Mean = [0.5f], Std = [0.25f] };
    using var small = new Classifier(compressed, preprocessing);
    using var large = new Classifier(original, preprocessing);

    Console.WriteLine($"{"image",-28}{"original",-24}{"compressed",-24}");
    foreach (string image in Directory.EnumerateFiles(Path.Combine(folder, "images"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
    {
        string name = Path.GetRelativePath(Path.Combine(folder, "images"), image).Replace('\\', '/');
        Console.WriteLine($"{name,-28}{large.Classify(image),-24}{small.Classify(image),-24}");
    }

    Console.WriteLine();
}

void PrintLatency(LatencyReport latency)
{
    string threads = latency.Threads is { } count ? $"{count}" : "ONNX Runtime's choice of";
    Console.WriteLine($"Latency on {latency.Board.Model ?? "this machine"} ({latency.Board.Cpu ?? "unknown processor"}), ONNX Runtime {latency.OnnxRuntime}, {threads} threads, one image a run");
    Console.WriteLine($"  {"",-12}{"p50 ms",10}{"p90 ms",10}{"p99 ms",10}{"runs",8}{"warm-up",9}");
    PrintTimes("original", latency.Against!);
    PrintTimes("compressed", latency);
    Console.WriteLine($"  the compressed network is {latency.Against!.Speedup:F2} times as fast (quartiles {latency.Against.SpeedupLow:F2} to {latency.Against.SpeedupHigh:F2} over {latency.Against.Pairs} pairs)");
    Console.WriteLine($"  throttled meanwhile: {(latency.Throttled is { } throttled ? (throttled ? "yes" : "no") : "this machine does not tell")}");
    foreach (string reason in latency.VoidReasons)
    {
        Console.WriteLine($"  do not rely on these figures: {reason}");
    }
}

void PrintTimes(string what, LatencyFigures figures) =>
    Console.WriteLine($"  {what,-12}{figures.P50Ms,10:F3}{figures.P90Ms,10:F3}{figures.P99Ms,10:F3}{figures.Count,8}{figures.WarmUpCount,9}");
