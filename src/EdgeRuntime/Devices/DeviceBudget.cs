namespace RsdtrEdge.Runtime.Devices;

/// <summary>What a board allows a network: one budget file (devices/NAME.json), or limits that options gave.</summary>
public sealed record DeviceBudget
{
    /// <summary>The name that the budget is asked for by, such as pi4.</summary>
    public required string Name { get; init; }

    /// <summary>The board's name for people, such as Raspberry Pi 4 Model B.</summary>
    public required string Title { get; init; }

    /// <summary>The board.</summary>
    public Hardware Hardware { get; init; } = new();

    /// <summary>The limits.</summary>
    public required BudgetLimits Limits { get; init; }

    /// <summary>Channel counts inside a chain of convolutions should be multiples of this, for the board's vector width; 1: any.</summary>
    public int RankMultiple { get; init; } = 1;

    /// <summary>
    /// The threads that the network will run with on the board, as an option says: times are weighed, held against limits and measured for as many. Null: those of the limit
    /// on time, or the board's cores where time is limited, of which a profile's most threads tell, too; otherwise one, or what of a profile is nearest to it.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>The threads that the limit on time is for: its own, or as many as the board has cores. Null where time is not limited, or nothing tells the cores.</summary>
    public int? LatencyThreads => Limits.LatencyMs is { } limit ? limit.Threads ?? Hardware.Cores : null;

    /// <summary>A file of times measured on the board, as the budget file names it: relative to the budget file. It need not exist.</summary>
    public string? Profile { get; init; }

    /// <summary>The budget file, as it was given; null where the limits come from options alone.</summary>
    public string? SourcePath { get; init; }

    /// <summary>The line of the key <c>name</c> in the budget file.</summary>
    internal int NameLine { get; init; } = 1;

    /// <summary>Where the file of times is looked for; null where none is named.</summary>
    public string? ProfilePath =>
        Profile is null ? null : Path.Combine(Path.GetDirectoryName(SourcePath) ?? string.Empty, Profile);
}
