using System.Globalization;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>What is made of a network before it is trained.</summary>
/// <param name="Name">Its name in row names.</param>
/// <param name="Percent">The limit on parameters and on FLOPs in percent of the original; null for none.</param>
/// <param name="RelativeError">The relative error that the published method decomposes at; null for the project's own method.</param>
/// <param name="MatchedError">The relative error of the published method whose network says the limits by what it stores and computes; null where none does.</param>
internal sealed record TuningSubject(string Name, int? Percent = null, double? RelativeError = null, double? MatchedError = null)
{
    private const double ProtocolError = 0.5;

    /// <summary>The network as it was given.</summary>
    public static TuningSubject Original { get; } = new("original");

    /// <summary>The published protocol: its method at a relative error of 0.5, then fine-tuning.</summary>
    public static TuningSubject Paper { get; } = PaperAt(ProtocolError);

    /// <summary>The project's method with the parameters and FLOPs of <see cref="Paper"/>.</summary>
    public static TuningSubject Matched { get; } = MatchedTo(ProtocolError);

    /// <summary>Whether nothing is compressed.</summary>
    public bool IsOriginal => this == Original;

    /// <summary>The project's method with as many percent of the parameters as of the FLOPs.</summary>
    public static TuningSubject Limited(int percent) => new(string.Create(CultureInfo.InvariantCulture, $"p{percent}-f{percent}"), Percent: percent);

    /// <summary>The published method at a relative error, such as <c>paper-e05</c> at 0.5.</summary>
    public static TuningSubject PaperAt(double relativeError) => new($"paper-e{Digits(relativeError)}", RelativeError: relativeError);

    /// <summary>The project's method with the parameters and FLOPs that the published method leaves at a relative error.</summary>
    public static TuningSubject MatchedTo(double relativeError) =>
        new(relativeError == ProtocolError ? "matched" : $"matched-e{Digits(relativeError)}", MatchedError: relativeError);

    /// <summary>The options of <c>rsdtr compress</c> that say what is asked for, without those of the data.</summary>
    /// <param name="matched">What the published method's network has; only subjects with a <see cref="MatchedError"/> look at it.</param>
    public IReadOnlyList<string> Arguments(NetworkCost? matched) => this switch
    {
        { RelativeError: { } error } => ["--method", "paper", "--relative-error", error.ToString(CultureInfo.InvariantCulture)],
        { Percent: { } percent } => ["--max-parameters", Text($"{percent}%"), "--max-flops", Text($"{percent}%")],
        { MatchedError: not null } when matched is { } cost => ["--max-parameters", Text($"{cost.Parameters}"), "--max-flops", Text($"{cost.Flops}")],
        _ => throw new InvalidOperationException($"nothing is compressed for '{Name}'"),
    };

    // 05 for 0.5 and 025 for 0.25.
    private static string Digits(double error) => error.ToString(CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
