using System.Globalization;

namespace RsdtrEdge.Samples.Fleet;

/// <summary>What the command line asks for. Where metrics go is said by the variables that OpenTelemetry defines (README.md).</summary>
/// <param name="Model">The ONNX file.</param>
/// <param name="Instance">What tells this board from the others.</param>
/// <param name="Duration">How long to run; null: until Ctrl-C.</param>
/// <param name="Pause">The time between two runs, as a camera would set it.</param>
/// <param name="Root">Where /proc and /sys are looked for: a folder of a recorded board simulates it.</param>
internal sealed record FleetOptions(string Model, string Instance, TimeSpan? Duration, TimeSpan Pause, string Root)
{
    /// <summary>How the program is used.</summary>
    public const string Usage = "usage: Fleet [--model FILE] [--instance NAME] [--seconds S] [--pause MS] [--root DIR]";

    private static readonly string[] s_known = ["--model", "--instance", "--seconds", "--pause", "--root"];

    /// <summary>Reads a command line.</summary>
    /// <returns>The options; null where it cannot be understood.</returns>
    public static FleetOptions? Parse(string[] args)
    {
        Dictionary<string, string> values = [];
        for (int i = 0; i < args.Length; i += 2)
        {
            if (!s_known.Contains(args[i]) || i + 1 == args.Length)
            {
                return null;
            }

            values[args[i]] = args[i + 1];
        }

        double? seconds = Number("--seconds"), pause = Number("--pause");
        return (values.ContainsKey("--seconds") && seconds is null) || (values.ContainsKey("--pause") && pause is null)
            ? null
            : new FleetOptions(
                values.GetValueOrDefault("--model", Path.Combine(AppContext.BaseDirectory, "models", "classifier.onnx")),
                values.GetValueOrDefault("--instance", Environment.MachineName),
                seconds is { } duration ? TimeSpan.FromSeconds(duration) : null,
                TimeSpan.FromMilliseconds(pause ?? 33),
                values.GetValueOrDefault("--root", "/"));

        double? Number(string option) =>
            double.TryParse(values.GetValueOrDefault(option), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value <= 1e9 ? value : null;
    }
}
