using System.Text.Json.Serialization;
using RsdtrEdge.Compressor.Training;

namespace RsdtrEdge.Compressor.Reports;

/// <summary>What a compression did, as <c>--report</c> writes it.</summary>
public sealed record CompressionReport
{
    /// <summary>The version of this format.</summary>
    public const string CurrentSchema = "rsdtr-report/1";

    /// <summary>The version of the format that the file is written in.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The source model.</summary>
    public required SourceReport Source { get; init; }

    /// <summary>The program that wrote the report.</summary>
    public required ToolReport Tool { get; init; }

    /// <summary>The budget; without a name where limits came from options alone; null where there were none.</summary>
    public BudgetReport? Budget { get; init; }

    /// <summary>The original.</summary>
    public required CostFigures Before { get; init; }

    /// <summary>The result; the original's figures where it was passed through.</summary>
    public required CostFigures After { get; init; }

    /// <summary>What became of each convolution and fully connected layer, in the order of execution.</summary>
    public required IReadOnlyList<LayerReport> Layers { get; init; }

    /// <summary>
    /// What the choice loses, the bound below which no choice within the limits can go, and the least that any choice makes of each limited
    /// figure; null where nothing was allocated.
    /// </summary>
    public AllocationReport? Allocation { get; init; }

    /// <summary>What was done to the graph before compression, a sentence each.</summary>
    public required IReadOnlyList<string> Canonicalization { get; init; }

    /// <summary>How near the outputs are; null where the network could not be run.</summary>
    public Receipt? Receipt { get; init; }

    /// <summary>The speed beside the original's, where it was asked for; absent where it was not, and where the original was passed through.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SpeedGuaranteeReport? Guarantee { get; init; }

    /// <summary>How the network was trained, where it was asked for; absent where it was not, or where there was nothing to train: it did not meet the limits, or was passed through.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FineTuningReport? FineTuning { get; init; }

    /// <summary>Whether the budget is met.</summary>
    public required Verdict Verdict { get; init; }
}
