using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Training.Data;

/// <summary>Seeds for what is drawn at a place of a training run, so that nothing depends on what was drawn elsewhere.</summary>
internal static class SeedSequence
{
    /// <summary>A seed for a place.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="place">The place: the kind of draw, the epoch, the image.</param>
    public static long Of(long seed, params ReadOnlySpan<long> place)
    {
        long state = seed;
        foreach (long part in place)
        {
            // Each part is added to what the generator mixed of those before it.
            state = unchecked((long)new SeededGenerator(state).NextUInt64() + part);
        }

        return unchecked((long)new SeededGenerator(state).NextUInt64());
    }
}
