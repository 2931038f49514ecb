using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Compressor.Gate;

/// <summary>A budget's limits as counts: percentages are of the original's figures.</summary>
internal sealed class ResolvedLimits
{
    private readonly BudgetLimits _limits;
    private readonly CostFigures? _original;

    /// <summary>Resolves limits.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="original">The original's figures; null where they are not known.</param>
    public ResolvedLimits(DeviceBudget budget, CostFigures? original)
    {
        Budget = budget;
        _limits = budget.Limits;
        _original = original;
    }

    /// <summary>The budget.</summary>
    public DeviceBudget Budget { get; }

    /// <summary>The original's figures; null where they are not known.</summary>
    public CostFigures? Original => _original;

    /// <summary>The limit on a counted figure; null where there is none, or where it is a percentage of an unknown figure.</summary>
    public long? this[LimitKind kind] => LimitOf(kind) is not { } limit
        ? null
        : limit.Count ?? (Figure(_original, kind) is { } original ? limit.Resolve(original) : null);

    /// <summary>The limit as it stands in the budget.</summary>
    public Limit? LimitOf(LimitKind kind) => kind switch
    {
        LimitKind.Parameters => _limits.Parameters,
        LimitKind.Flops => _limits.Flops,
        LimitKind.ModelBytes => _limits.ModelBytes,
        LimitKind.PeakActivationBytes => _limits.PeakActivationBytes,
        _ => null,
    };

    /// <summary>The limits for a report.</summary>
    public BudgetReport ToReport() => new(
        Budget.Name, this[LimitKind.Parameters], this[LimitKind.Flops], this[LimitKind.ModelBytes],
        this[LimitKind.PeakActivationBytes], _limits.MaxOutputError, _limits.MinAgreement)
    {
        LatencyMs = _limits.LatencyMs?.Limit,
    };

    /// <summary>A counted figure of a model; null where it is unknown.</summary>
    public static long? Figure(CostFigures? figures, LimitKind kind) => kind switch
    {
        LimitKind.Parameters => figures?.Parameters,
        LimitKind.Flops => figures?.Flops,
        LimitKind.ModelBytes => figures?.Bytes,
        LimitKind.PeakActivationBytes => figures?.PeakActivationBytes,
        _ => null,
    };
}
