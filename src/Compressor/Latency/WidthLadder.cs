namespace RsdtrEdge.Compressor.Latency;

/// <summary>Which widths between the stages of a chain are timed; those between them are for a predictor.</summary>
internal static class WidthLadder
{
    // Blocks of kernels have 4, 8 or 16 channels; a width within a block costs as much as a full one or more.
    private const int Block = 8;
    private const int Steps = 10;

    /// <summary>All widths up to a channel count, and one beyond it: multiples of 8 for narrow layers, about ten for wide ones, and two that are no multiples.</summary>
    /// <param name="channels">The most channels of the layer.</param>
    /// <param name="most">The most that a width can be.</param>
    public static IReadOnlyList<int> Fine(int channels, int most)
    {
        int step = Step(channels);
        IEnumerable<int> multiples = Enumerable.Range(1, (channels / step) + 1).Select(number => number * step);
        return Within(multiples.Append(step + (Block / 2)).Append((channels / 2) + 2), most);
    }

    /// <summary>About half as many widths.</summary>
    /// <inheritdoc cref="Fine"/>
    public static IReadOnlyList<int> Coarse(int channels, int most)
    {
        int step = 2 * Step(channels);
        return Within(Enumerable.Range(1, Math.Max(1, channels / step)).Select(number => number * step).Append(step / 2), most);
    }

    // A layer with too few channels for any of them has its own.
    private static int[] Within(IEnumerable<int> widths, int most) => [.. widths.Where(width => width <= most).DefaultIfEmpty(most).Distinct().Order()];

    private static int Step(int channels) => Math.Max(1, (channels + (Steps * Block) - 1) / (Steps * Block)) * Block;
}
