namespace RsdtrEdge.Tools.Rsdtr.Gate;

/// <summary>One compressed network of a <see cref="GateRequest"/>.</summary>
public sealed record GateModel
{
    /// <summary>Where the network lands below the output folder, with forward slashes.</summary>
    public required string Name { get; init; }

    /// <summary>The source model.</summary>
    public required string Source { get; init; }

    /// <summary>The budget file and the profile that counts; empty where there is neither.</summary>
    public required IReadOnlyList<string> BudgetFiles { get; init; }

    /// <summary>The options that bear on the result, as text that is the same on every machine.</summary>
    public required string Options { get; init; }

    /// <summary>The report.</summary>
    public required string Report { get; init; }

    /// <summary>The verdict on the budget, as canonical lines.</summary>
    public required string Verdict { get; init; }
}
