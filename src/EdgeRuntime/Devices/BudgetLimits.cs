namespace RsdtrEdge.Runtime.Devices;

/// <summary>The limits of a budget; null: no such limit.</summary>
public sealed record BudgetLimits
{
    private const double MedianPercentile = 50;

    /// <summary>The most stored weights and biases.</summary>
    public Limit? Parameters { get; init; }

    /// <summary>The most floating-point operations of one inference, 2 x MACs.</summary>
    public Limit? Flops { get; init; }

    /// <summary>The largest model file, in bytes.</summary>
    public Limit? ModelBytes { get; init; }

    /// <summary>The most memory that activations may take at one time, in bytes.</summary>
    public Limit? PeakActivationBytes { get; init; }

    /// <summary>The largest relative output error against the original: a fraction above 0, up to 1.</summary>
    public double? MaxOutputError { get; init; }

    /// <summary>The least share of predictions that equal the original's: a fraction above 0, up to 1.</summary>
    public double? MinAgreement { get; init; }

    /// <summary>The largest latency, in milliseconds.</summary>
    public LatencyLimit? LatencyMs { get; init; }

    internal LimitLines Lines { get; init; }

    /// <summary>Whether a limit is set.</summary>
    /// <param name="kind">The limit.</param>
    public bool Has(LimitKind kind) => kind switch
    {
        LimitKind.Parameters => Parameters is not null,
        LimitKind.Flops => Flops is not null,
        LimitKind.ModelBytes => ModelBytes is not null,
        LimitKind.PeakActivationBytes => PeakActivationBytes is not null,
        LimitKind.MaxOutputError => MaxOutputError is not null,
        LimitKind.MinAgreement => MinAgreement is not null,
        LimitKind.LatencyMs => LatencyMs is not null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The line of a limit's key in the budget file, for errors that point there; 1 for a limit that does not stand in the file.</summary>
    /// <param name="kind">The limit.</param>
    public int LineOf(LimitKind kind) => Math.Max(1, Lines[kind]);

    /// <summary>Whether a limit was read from the budget file, and not given as an option.</summary>
    /// <param name="kind">The limit.</param>
    public bool IsFromFile(LimitKind kind) => Lines[kind] > 0;

    /// <summary>These limits with those that options give in place of the file's; null keeps the file's.</summary>
    /// <param name="parameters">The option <c>--max-parameters</c>.</param>
    /// <param name="flops">The option <c>--max-flops</c>.</param>
    /// <param name="latencyMs">The option <c>--max-latency</c>, above 0; threads and percentile stay the file's, or are the usual ones of a board and the median.</param>
    public BudgetLimits Override(Limit? parameters, Limit? flops, double? latencyMs = null) => this with
    {
        Parameters = parameters ?? Parameters,
        Flops = flops ?? Flops,
        LatencyMs = latencyMs is { } milliseconds ? (LatencyMs ?? new LatencyLimit(MedianPercentile, milliseconds, null)) with { Limit = milliseconds } : LatencyMs,
        Lines = Lines with
        {
            Parameters = parameters is null ? Lines.Parameters : 0,
            Flops = flops is null ? Lines.Flops : 0,
            LatencyMs = latencyMs is null ? Lines.LatencyMs : 0,
        },
    };
}
