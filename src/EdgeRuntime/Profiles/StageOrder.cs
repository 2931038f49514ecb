namespace RsdtrEdge.Runtime.Profiles;

/// <summary>The order of stages in files: by operator, groups, kernel, steps, map and channels, so that like stands beside like.</summary>
public sealed class StageOrder : IComparer<StageShape>
{
    private StageOrder()
    {
    }

    /// <summary>The order.</summary>
    public static StageOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(StageShape x, StageShape y) => Key(x).CompareTo(Key(y));

    private static (StageKind, bool, (int, int), (int, int, int, int), (int, int, int, int), (int, int), int) Key(StageShape shape) => (
        shape.Kind,
        shape.Groups > 1,
        (shape.KernelHeight, shape.KernelWidth),
        (shape.StrideHeight, shape.StrideWidth, shape.DilationHeight, shape.DilationWidth),
        (-shape.OutputHeight, -shape.OutputWidth, shape.InputHeight, shape.InputWidth),
        (shape.InputChannels, shape.OutputChannels),
        shape.Groups);
}
