using System.Collections.Immutable;

namespace RsdtrEdge.Compressor.Shapes;

/// <summary>Content of tensors whose elements are moved elements of others.</summary>
internal static class ContentMap
{
    /// <summary>Builds an output's content from, for each of its coordinates, an element of the source.</summary>
    /// <param name="output">The output's shape.</param>
    /// <param name="source">What is known of the source.</param>
    /// <param name="sourceCoordinates">Writes the source's coordinates (second span) for the output's (first span).</param>
    /// <returns>The content, or null where it is not known or too large.</returns>
    public static ImmutableArray<Element>? Gather(TensorShape? output, ValueFacts source, CoordinateMap sourceCoordinates)
    {
        if (output?.TryGetSizes() is not { } outputSizes || source.Content is not { } content
            || source.Shape?.TryGetSizes() is not { } sourceSizes || output.ElementCount is not <= ValueFacts.MaxContent)
        {
            return null;
        }

        int count = (int)output.ElementCount.Value;
        ImmutableArray<Element>.Builder result = ImmutableArray.CreateBuilder<Element>(count);
        long[] coordinates = new long[outputSizes.Length];
        long[] from = new long[sourceSizes.Length];
        for (int index = 0; index < count; index++)
        {
            sourceCoordinates(coordinates, from);
            long flat = 0;
            for (int axis = 0; axis < from.Length; axis++)
            {
                flat = (flat * sourceSizes[axis]) + from[axis];
            }

            result.Add(content[(int)flat]);
            Advance(coordinates, outputSizes);
        }

        return result.MoveToImmutable();
    }

    /// <summary>The content of a tensor broadcast to a shape, or null where it is not known or does not fit.</summary>
    public static ImmutableArray<Element>? Repeat(TensorShape? output, ValueFacts source)
    {
        if (source.Shape?.TryGetSizes() is not { } sizes || output is null || output.Rank < sizes.Length)
        {
            return null;
        }

        return Gather(output, source, (coordinates, from) =>
        {
            for (int axis = 0; axis < from.Length; axis++)
            {
                from[axis] = sizes[axis] == 1 ? 0 : coordinates[coordinates.Length - from.Length + axis];
            }
        });
    }

    private static void Advance(long[] coordinates, long[] sizes)
    {
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            if (++coordinates[axis] < sizes[axis])
            {
                return;
            }

            coordinates[axis] = 0;
        }
    }
}
