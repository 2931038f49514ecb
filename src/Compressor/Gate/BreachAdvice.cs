using System.Globalization;
using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Compressor.Gate;

/// <summary>What a message about a breached limit says beyond the figure and the limit: how far any choice goes, who holds that, what helps.</summary>
/// <param name="limits">The limits.</param>
/// <param name="allocation">What the allocation found; null where nothing was allocated.</param>
/// <param name="reach">What is known of the other choices; null likewise.</param>
/// <param name="method">The method that made the network.</param>
/// <param name="relativeError">The relative error that was prescribed; null for none.</param>
/// <param name="holdsTime">Whether choices were held to a limit on time, too, where there is one.</param>
internal sealed class BreachAdvice(
    ResolvedLimits limits, AllocationReport? allocation, AllocationReach? reach, CompressionMethod method, double? relativeError, bool holdsTime)
{
    private const string MoreError = "allow more error with --relative-error (item metadata RelativeError), ";

    /// <summary>The end of the message, without a full stop.</summary>
    public string For(LimitKind kind)
    {
        string name = LimitName.ToRaise(limits, kind);
        string remedy = kind is LimitKind.Flops or LimitKind.PeakActivationBytes ? "feed smaller images" : "take a smaller network";
        if (method == CompressionMethod.Paper)
        {
            return $"{(relativeError is null ? "" : MoreError)}let --method auto choose the ranks, or raise {name}";
        }

        if (limits[kind] is not { } limit || Least(kind) is not { } least)
        {
            return $"{remedy}, or raise {name}";
        }

        string error = ErrorHelps(kind, limit) ? MoreError : "";
        string multiple = HoldsMultiples ? "lower rankMultiple, " : "";
        return least > limit
            ? string.Create(CultureInfo.InvariantCulture, $"{Beyond(kind, least)}: {error}{multiple}{remedy}, or raise {name} to at least {least:N0}{Percent(kind, least)}")
            : string.Create(CultureInfo.InvariantCulture, $"{least:N0} can be reached, but {Together()}: {error}{remedy}, or raise one of them");
    }

    private long? Least(LimitKind kind) => kind switch
    {
        LimitKind.Parameters => allocation?.LeastParameters?.Figure,
        LimitKind.Flops => allocation?.LeastFlops?.Figure,
        LimitKind.ModelBytes => allocation?.LeastModelBytes,
        LimitKind.PeakActivationBytes => allocation?.LeastPeakActivationBytes?.Figure,
        _ => null,
    };

    // Whether it is the prescribed error that keeps the least above the limit, and not what even the lowest ranks use.
    private bool ErrorHelps(LimitKind kind, long limit) => relativeError is not null && reach is not null && kind switch
    {
        LimitKind.Parameters => reach.ParametersAtAnyError <= limit,
        LimitKind.Flops => reach.FlopsAtAnyError <= limit,
        LimitKind.ModelBytes => reach.ParametersAtAnyError * sizeof(float) <= limit,
        _ => false,
    };

    private string Beyond(LimitKind kind, long least)
    {
        string ranks = "no choice of ranks";
        if (HoldsMultiples)
        {
            ranks += string.Create(CultureInfo.InvariantCulture, $" in multiples of {limits.Budget.RankMultiple} (rankMultiple)");
        }

        if (relativeError is { } error)
        {
            ranks += string.Create(CultureInfo.InvariantCulture, $" within relative error {error}");
        }

        if (kind != LimitKind.PeakActivationBytes && limits[LimitKind.PeakActivationBytes] is { } peak
            && peak < limits.Original?.PeakActivationBytes && allocation?.LeastPeakActivationBytes?.Figure <= peak)
        {
            ranks += " within limits.peakActivationBytes";
        }

        return kind switch
        {
            LimitKind.ModelBytes => string.Create(CultureInfo.InvariantCulture, $"{ranks} makes a file below {least:N0} ({Holders(allocation!.LeastParameters!, " parameters")})"),
            LimitKind.PeakActivationBytes => string.Create(CultureInfo.InvariantCulture, $"{ranks} goes below {least:N0}, while {Where(allocation!.LeastPeakActivationBytes!)} runs"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{ranks} goes below {least:N0} ({Holders(kind == LimitKind.Parameters ? allocation!.LeastParameters! : allocation!.LeastFlops!, "")})"),
        };
    }

    // Where times are weighed, they tell which widths are fast.
    private bool HoldsMultiples => limits.Budget.RankMultiple > 1 && allocation is not null
        && !allocation.Objective.Equals(nameof(CompressionObjective.Latency), StringComparison.OrdinalIgnoreCase);

    private string Together()
    {
        // A time that is only followed where it can be stands in no other limit's way.
        IEnumerable<LimitKind> times = holdsTime && limits.Budget.Limits.Has(LimitKind.LatencyMs) ? [LimitKind.LatencyMs] : [];
        string[] names = [.. LimitName.Counts.Where(kind => limits.LimitOf(kind) is not null).Concat(times).Select(kind => LimitName.Of(limits, kind))];
        string all = names.Length > 1 ? $"{string.Join(", ", names[..^1])} and {names[^1]} together" : names[0];
        return reach?.IsProven == true ? $"no choice of ranks meets {all}" : $"no choice of ranks was found that meets {all}";
    }

    private static string Holders(LeastFigure least, string unit)
    {
        IEnumerable<string> parts = least.Holders.Select(holder => string.Create(
            CultureInfo.InvariantCulture, $"'{holder.Layer}' {holder.Figure:N0}{unit}{(holder.Reason is { } reason ? $", {reason}" : "")}"));
        return string.Join("; ", parts.Append(string.Create(CultureInfo.InvariantCulture, $"elsewhere {least.Elsewhere:N0}{unit}")));
    }

    private static string Where(LeastFigure peak) => peak.Holders is [var holder]
        ? $"'{holder.Layer}'{(holder.Reason is { } reason ? $" ({reason})" : "")}"
        : "the network";

    // The limit as a percentage, rounded up as far as budget files write them.
    private string Percent(LimitKind kind, long least) =>
        limits.LimitOf(kind)?.Percent is not null && ResolvedLimits.Figure(limits.Original, kind) is > 0 and { } original
            ? string.Create(CultureInfo.InvariantCulture, $" ({Math.Ceiling(1000m * least / original) / 10m:0.#}%)")
            : "";
}
