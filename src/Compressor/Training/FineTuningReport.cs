using RsdtrEdge.Compressor.Reports;

namespace RsdtrEdge.Compressor.Training;

/// <summary>What fine-tuning did, as <c>--report</c> writes it.</summary>
public sealed record FineTuningReport
{
    /// <summary>The version of this format.</summary>
    public const string CurrentSchema = "rsdtr-finetune/1";

    /// <summary>The version of the format that the file is written in.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The network that was trained.</summary>
    public required SourceReport Source { get; init; }

    /// <summary>The network that it was taught by; null where labels alone taught it.</summary>
    public SourceReport? Teacher { get; init; }

    /// <summary>The program that wrote the report, with all options that bear on the result.</summary>
    public required ToolReport Tool { get; init; }

    /// <summary>Images that were trained with.</summary>
    public required int Images { get; init; }

    /// <summary>The weights that stayed as they were, by name: nothing that is trained for changes with them, or they are not stored as float32.</summary>
    public required IReadOnlyList<string> NotTrained { get; init; }

    /// <summary>Stored parameters, the same before and after.</summary>
    public required long Parameters { get; init; }

    /// <summary>FLOPs of one image, the same before and after; null where they are unknown.</summary>
    public required long? Flops { get; init; }

    /// <summary>The network as it was, on the images that were held out.</summary>
    public required HeldOutFigures Before { get; init; }

    /// <summary>The network as it is written.</summary>
    public required HeldOutFigures After { get; init; }

    /// <summary>The epoch that gave it, from 1; 0 where none was better than the network as it was, or none was taken.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Each finished epoch.</summary>
    public required IReadOnlyList<EpochFigures> Epochs { get; init; }

    /// <summary>Images trained with a second, over all finished epochs; null where there is none.</summary>
    public required double? ImagesPerSecond { get; init; }

    /// <summary>How the run ended: <c>finished</c>, <c>stoppedEarly</c>, <c>cancelled</c>, <c>failed</c> or <c>notTaken</c>.</summary>
    public required FineTuningEnd End { get; init; }
}
