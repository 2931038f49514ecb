using System.Globalization;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Tools.Edge.Output;

/// <summary>What a profile holds, for a person.</summary>
internal static class ProfileText
{
    /// <summary>Writes the machine, a row a number of threads, and how the measurement went.</summary>
    public static void Write(ProfileResult result, string path, TextWriter writer)
    {
        DeviceProfile profile = result.Profile;
        writer.WriteLine($"board {profile.Board}, {profile.Processor ?? BoardText.Unknown}, governor {profile.Governor ?? BoardText.Unknown}{(profile.PowerMode is { } mode ? $", power mode {mode}" : "")}, ONNX Runtime {profile.OnnxRuntime}{(profile.Provider is { } provider ? $", {provider}" : "")}");
        writer.WriteLine();
        TextTable table = new("threads", "stages", "GFLOP/s least", "median", "most", "node us", "MiB us", "prediction error");
        foreach (ThreadTimings timings in profile.Timings)
        {
            double[] rates = [.. timings.Stages.Select(stage => 2e-3 * stage.Shape.Macs / stage.Microseconds).Order()];
            table.Add(
                timings.Threads.ToString(CultureInfo.InvariantCulture),
                timings.Stages.Length.ToString(CultureInfo.InvariantCulture),
                Rate(rates, 0),
                Rate(rates, (rates.Length - 1) / 2),
                Rate(rates, rates.Length - 1),
                timings.NodeMicroseconds.ToString("F2", CultureInfo.InvariantCulture),
                timings.MebibyteMicroseconds.ToString("F1", CultureInfo.InvariantCulture),
                timings.PredictionError is { } error ? error.ToString("P1", CultureInfo.InvariantCulture) : BoardText.Unknown);
        }

        table.WriteTo(writer);
        writer.WriteLine();
        string throttled = profile.Throttled switch { true => "yes: cool and power the board well, and measure anew", false => "no", null => BoardText.Unknown };
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.TimedStages} stages timed in {result.Duration.TotalSeconds:F0} s, {result.KeptStages} kept; rounds repeated after a disturbance: {result.RepeatedRounds}; throttled: {throttled}"));
        if (result.Unsettled > 0)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"unsettled, for lack of time or because the machine was disturbed: {result.Unsettled}; the same command goes on with them"));
        }

        writer.WriteLine($"written to {path}");
    }

    private static string Rate(double[] sorted, int index) => sorted.Length == 0 ? "-" : sorted[index].ToString("F1", CultureInfo.InvariantCulture);
}
