using System.Globalization;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Benchmarks;

/// <summary>
/// How long the published method takes: whole models by <c>rsdtr compress --method paper</c> as a new process, start-up
/// included, and one wide kernel.
/// </summary>
internal static class DecompositionBenchmark
{
    private const int Repeats = 5;
    private static readonly KernelShape Wide = new(512, 512, 3, 3);

    /// <summary>Runs the benchmark.</summary>
    /// <param name="models">Model files.</param>
    /// <param name="writer">Where the table goes.</param>
    public static int Run(string[] models, TextWriter writer)
    {
        writer.WriteLine($"{Environment.ProcessorCount} processors, .NET {Environment.Version}, {Repeats} runs each, seconds");
        writer.WriteLine($"{"work",-58} {"median",8} {"least",8} {"most",8}");
        foreach (string model in models)
        {
            foreach (string error in (string[])["0.3", "0.5"])
            {
                Write(writer, $"rsdtr compress {Path.GetFileName(model)} --relative-error {error}", Timing.Of(Repeats, () => Compress(model, error)));
            }
        }

        foreach (double decay in (double[])[0, 0.3, 0.5, 1])
        {
            float[] kernel = SeededKernel.Create(Wide, decay, seed: 1);
            RingDecomposition? found = null;
            Timing timing = Timing.Of(Repeats, () => found = ReducedStorageDecomposition.Decompose(kernel, Wide, 0.3, Environment.ProcessorCount));
            Write(writer, string.Create(CultureInfo.InvariantCulture, $"{Wide} kernel, decay {decay}, error 0.3: {found!.Kernel.Ranks}"), timing);
        }

        return 0;
    }

    private static void Compress(string model, string relativeError)
    {
        string output = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        ToolRun tool = ToolRun.Start(["compress", model, "--method", "paper", "--relative-error", relativeError, "-o", output]);
        File.Delete(output);
        if (tool.ExitCode != 0)
        {
            throw new InvalidOperationException(tool.ErrorLine ?? $"rsdtr ended with exit code {tool.ExitCode}.");
        }
    }

    private static void Write(TextWriter writer, string work, Timing timing) => writer.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{work,-58} {timing.Median,8:F2} {timing.Least,8:F2} {timing.Most,8:F2}"));
}
