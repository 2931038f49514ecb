namespace RsdtrEdge.Runtime.Profiles.Prediction;

/// <summary>The sizes of the stages of one family that were timed: within them a prediction interpolates.</summary>
internal sealed class StageRange
{
    private readonly long[] _least;
    private readonly long[] _most;

    /// <summary>The range of some stages.</summary>
    /// <param name="shapes">The stages, at least one.</param>
    public StageRange(IEnumerable<StageShape> shapes)
    {
        long[][] sizes = [.. shapes.Select(SizesOf)];
        _least = [.. Enumerable.Range(0, sizes[0].Length).Select(index => sizes.Min(stage => stage[index]))];
        _most = [.. Enumerable.Range(0, sizes[0].Length).Select(index => sizes.Max(stage => stage[index]))];
    }

    /// <summary>Whether there are smaller or equal and larger or equal stages in each size.</summary>
    public bool Contains(StageShape shape)
    {
        long[] sizes = SizesOf(shape);
        for (int index = 0; index < sizes.Length; index++)
        {
            if (sizes[index] < _least[index] || sizes[index] > _most[index])
            {
                return false;
            }
        }

        return true;
    }

    private static long[] SizesOf(StageShape shape) =>
        [shape.InputChannels, shape.OutputChannels, shape.Groups, (long)shape.OutputHeight * shape.OutputWidth];
}
