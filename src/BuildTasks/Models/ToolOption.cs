using System.Globalization;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>A metadatum that is handed to the tool as it is, as the value of an option.</summary>
/// <param name="Metadata">The metadatum's name.</param>
/// <param name="Option">The tool's option.</param>
/// <param name="Expected">What a value must be, for the message.</param>
/// <param name="Accepts">Whether a value has that form: as the tool reads it, so that no item is refused that the tool would take, or the other way round.</param>
internal sealed record ToolOption(string Metadata, string Option, string Expected, Func<string, bool> Accepts)
{
    /// <summary>All of them, in the order of the tool's command line.</summary>
    public static IReadOnlyList<ToolOption> All { get; } =
    [
        new(ModelMetadata.MaxParameters, "--max-parameters", "a count such as 250000 or a percentage such as 50%", LimitNotation.IsLimit),
        new(ModelMetadata.MaxFlops, "--max-flops", "a count such as 1500000000 or 1.5e9, or a percentage such as 50%", LimitNotation.IsLimit),
        new(ModelMetadata.MaxLatency, "--max-latency", "milliseconds above 0 such as 12.5", IsMilliseconds),
        new(ModelMetadata.LatencyThreads, "--latency-threads", "a count of at least 1", text => IsInteger(text, 1)),
        new(ModelMetadata.RelativeError, "--relative-error", "a number from 0 to below 1 such as 0.3", IsShare),
        new(ModelMetadata.Method, "--method", "auto or paper", text => text is "auto" or "paper"),
        new(ModelMetadata.Mean, "--mean", "one or three numbers separated by commas such as 0.485,0.456,0.406", text => AreOneOrThree(text, _ => true)),
        new(ModelMetadata.Std, "--std", "one or three numbers above 0 separated by commas such as 0.229,0.224,0.225", text => AreOneOrThree(text, number => number > 0)),
        new(ModelMetadata.Channels, "--channels", "rgb or bgr", text => text is "rgb" or "bgr"),
        new(ModelMetadata.Resize, "--resize", "fit or stretch", text => text is "fit" or "stretch"),
        new(ModelMetadata.Images, "--images", "a count of at least 1", text => IsInteger(text, 1)),
        new(ModelMetadata.FineTuneEpochs, "--finetune-epochs", "a count of at least 1", text => IsInteger(text, 1)),
        new(ModelMetadata.FineTuneOutputs, "--finetune-outputs", "scores or values", text => text is "scores" or "values"),
        new(ModelMetadata.Seed, "--seed", "a whole number of at least 0", text => IsInteger(text, 0)),
    ];

    // As --max-latency reads it: without a sign, an exponent or the word for infinity.
    private static bool IsMilliseconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value > 0 && !double.IsInfinity(value);

    private static bool IsShare(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and < 1;

    private static bool AreOneOrThree(string text, Func<float, bool> accepts) =>
        text.Split(',') is { Length: 1 or 3 } parts
        && parts.All(part => float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
            && !float.IsNaN(value) && !float.IsInfinity(value) && accepts(value));

    private static bool IsInteger(string text, int least) =>
        int.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out int value) && value >= least;
}
