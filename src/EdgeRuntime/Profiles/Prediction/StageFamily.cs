namespace RsdtrEdge.Runtime.Profiles.Prediction;

/// <summary>Stages that differ in channels, groups and positions alone: the same code runs for them.</summary>
internal readonly record struct StageFamily(
    StageKind Kind, StageGrouping Grouping,
    int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, int DilationHeight, int DilationWidth)
{
    /// <summary>The family of a stage. A dilation along an axis where the kernel has one offset changes nothing.</summary>
    public static StageFamily Of(StageShape shape) => new(
        shape.Kind, GroupingOf(shape), shape.KernelHeight, shape.KernelWidth, shape.StrideHeight, shape.StrideWidth,
        shape.KernelHeight > 1 ? shape.DilationHeight : 1, shape.KernelWidth > 1 ? shape.DilationWidth : 1);

    /// <summary>How the channels of a stage meet.</summary>
    public static StageGrouping GroupingOf(StageShape shape) =>
        shape.Groups == 1 ? StageGrouping.Dense
        : shape.Groups == shape.InputChannels && shape.Groups == shape.OutputChannels ? StageGrouping.Depthwise
        : StageGrouping.Grouped;
}
