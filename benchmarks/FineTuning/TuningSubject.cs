using System.Globalization;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>What is made of a network before it is trained.</summary>
/// <param name="Name">Its name in row names.</param>
/// <param name="Percent">The limit on parameters and on FLOPs in percent of the original; null for none.</param>
/// <param name="RelativeError">The relative error that the published method decomposes at; null for the project's own method.</param>
/// <param name="IsMatched">Whether the limits are what the published method's network stores and computes.</param>
internal sealed record TuningSubject(string Name, int? Percent = null, double? RelativeError = null, bool IsMatched = false)
{
    /// <summary>The network as it was given.</summary>
    public static TuningSubject Original { get; } = new("original");

    /// <summary>The published protocol: its method at a relative error of 0.5, then fine-tuning.</summary>
    public static TuningSubject Paper { get; } = new("paper-e05", RelativeError: 0.5);

    /// <summary>The project's method with the parameters and FLOPs of <see cref="Paper"/>.</summary>
    public static TuningSubject Matched { get; } = new("matched", IsMatched: true);

    /// <summary>Whether nothing is compressed.</summary>
    public bool IsOriginal => this == Original;

    /// <summary>The project's method with as many percent of the parameters as of the FLOPs.</summary>
    public static TuningSubject Limited(int percent) => new(string.Create(CultureInfo.InvariantCulture, $"p{percent}-f{percent}"), Percent: percent);

    /// <summary>The options of <c>rsdtr compress</c> that say what is asked for, without those of the data.</summary>
    /// <param name="matched">What the published method's network has; only <see cref="Matched"/> looks at it.</param>
    public IReadOnlyList<string> Arguments(NetworkCost? matched) => this switch
    {
        { RelativeError: { } error } => ["--method", "paper", "--relative-error", error.ToString(CultureInfo.InvariantCulture)],
        { Percent: { } percent } => ["--max-parameters", Text($"{percent}%"), "--max-flops", Text($"{percent}%")],
        { IsMatched: true } when matched is { } cost => ["--max-parameters", Text($"{cost.Parameters}"), "--max-flops", Text($"{cost.Flops}")],
        _ => throw new InvalidOperationException($"nothing is compressed for '{Name}'"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
