using System.Globalization;
using RsdtrEdge.Compressor.Reports;

namespace RsdtrEdge.Compressor.Locks;

/// <summary>One compressed network's figures, as a lock file holds them.</summary>
/// <param name="Name">Where the network lands below the output folder, with forward slashes.</param>
/// <param name="Budget">The budget's name; null where limits came from options alone. One name may have several budgets, by configuration.</param>
/// <param name="Source">The source model, relative to the lock file's folder, with forward slashes.</param>
/// <param name="Inputs">What the figures follow from.</param>
/// <param name="Parameters">Stored numbers.</param>
/// <param name="Flops">FLOPs of one image; null where they are unknown.</param>
/// <param name="ModelBytes">The size of the file.</param>
/// <param name="OutputError">The relative output error, with four significant digits; null where it was not measured.</param>
public sealed record LockedModel(
    string Name, string? Budget, string Source, LockedInputs Inputs, long Parameters, long? Flops, long ModelBytes, double? OutputError)
{
    /// <summary>Where the entry stands in its file.</summary>
    public LockLines Lines { get; init; } = new();

    /// <summary>
    /// Whether the speed was measured and layers may run dense for it, which depends on the machine: then FLOPs and bytes are this machine's alone.
    /// </summary>
    public bool IsTimed { get; init; }

    /// <summary>Names are in the order of their characters, budgets within a name likewise, so that a file's lines keep their places.</summary>
    public static IComparer<LockedModel> Order { get; } = Comparer<LockedModel>.Create((left, right) =>
        string.CompareOrdinal(left.Name, right.Name) is not 0 and int byName ? byName : string.CompareOrdinal(left.Budget, right.Budget));

    /// <summary>The network and its budget, for messages.</summary>
    public string Title => Budget is null ? Name : $"{Name} ({Budget})";

    /// <summary>The figures of a report.</summary>
    /// <param name="name">Where the network lands.</param>
    /// <param name="source">The source model, relative to the lock file's folder.</param>
    /// <param name="inputs">What the figures follow from.</param>
    /// <param name="report">The report.</param>
    public static LockedModel Of(string name, string source, LockedInputs inputs, CompressionReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new LockedModel(
            name, report.Budget?.Name is { Length: > 0 } budget ? budget : null, source, inputs,
            report.After.Parameters, report.After.Flops, report.After.Bytes, Rounded(report.Receipt?.OutputError))
        {
            IsTimed = report.Guarantee is not null,
        };
    }

    /// <summary>Whether another entry is of the same network and budget.</summary>
    public bool IsSame(LockedModel other) => Order.Compare(this, other) == 0;

    // An error that is not finite has no place in JSON: the network is broken, which the limits on its outputs tell.
    private static double? Rounded(double? error) => error is { } value && double.IsFinite(value)
        ? double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : null;
}
