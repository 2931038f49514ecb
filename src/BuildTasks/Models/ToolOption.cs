using System.Globalization;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>A metadatum that is handed to the tool as it is, as the value of an option.</summary>
/// <param name="Metadata">The metadatum's name.</param>
/// <param name="Option">The tool's option.</param>
/// <param name="Expected">What a value must be, for the message.</param>
/// <param name="Accepts">Whether a value has that form.</param>
internal sealed record ToolOption(string Metadata, string Option, string Expected, Func<string, bool> Accepts)
{
    /// <summary>All of them, in the order of the tool's command line.</summary>
    public static IReadOnlyList<ToolOption> All { get; } =
    [
        new(ModelMetadata.MaxParameters, "--max-parameters", "a count such as 250000 or a percentage such as 50%", IsCountOrPercentage),
        new(ModelMetadata.MaxFlops, "--max-flops", "a count such as 1500000000 or a percentage such as 50%", IsCountOrPercentage),
        new(ModelMetadata.MaxLatency, "--max-latency", "milliseconds above 0 such as 12.5", IsMilliseconds),
        new(ModelMetadata.LatencyThreads, "--latency-threads", "a count of at least 1", text => TryInteger(text, out long n) && n is >= 1 and <= int.MaxValue),
        new(ModelMetadata.RelativeError, "--relative-error", "a number from 0 to below 1 such as 0.3", text => TryNumber(text, out double p) && p is >= 0 and < 1),
        new(ModelMetadata.Method, "--method", "auto or paper", text => text is "auto" or "paper"),
        new(ModelMetadata.Mean, "--mean", "numbers separated by commas such as 0.485,0.456,0.406", IsNumberList),
        new(ModelMetadata.Std, "--std", "numbers separated by commas such as 0.229,0.224,0.225", IsNumberList),
        new(ModelMetadata.Channels, "--channels", "rgb or bgr", text => text is "rgb" or "bgr"),
        new(ModelMetadata.Resize, "--resize", "fit or stretch", text => text is "fit" or "stretch"),
        new(ModelMetadata.Images, "--images", "a count of at least 1", text => TryInteger(text, out long n) && n >= 1),
        new(ModelMetadata.FineTuneEpochs, "--finetune-epochs", "a count of at least 1", text => TryInteger(text, out long n) && n >= 1),
        new(ModelMetadata.FineTuneOutputs, "--finetune-outputs", "scores or values", text => text is "scores" or "values"),
        new(ModelMetadata.Seed, "--seed", "a whole number", text => TryInteger(text, out _)),
    ];

    private static bool IsCountOrPercentage(string text) =>
        text.EndsWith("%", StringComparison.Ordinal)
            ? TryNumber(text.Substring(0, text.Length - 1), out double percentage) && percentage > 0
            : TryInteger(text, out long count) && count > 0;

    // As --max-latency reads it: without a sign, an exponent or the word for infinity.
    private static bool IsMilliseconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value > 0 && !double.IsInfinity(value);

    private static bool IsNumberList(string text) => text.Split(',').All(part => TryNumber(part, out _));

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && !double.IsNaN(value) && !double.IsInfinity(value);

    private static bool TryInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
