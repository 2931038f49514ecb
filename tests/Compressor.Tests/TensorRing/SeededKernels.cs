using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.TensorRing;

/// <summary>Kernels and rings made from a seed.</summary>
internal static class SeededKernels
{
    /// <summary>The kinds of kernels that tests go through.</summary>
    public enum Kind
    {
        /// <summary>Independent numbers: nothing to compress.</summary>
        Noise,

        /// <summary>A ring of small ranks.</summary>
        LowRank,

        /// <summary>A ring of small ranks under a little noise, as a trained layer is.</summary>
        LowRankAndNoise,

        /// <summary>The same number everywhere.</summary>
        Constant,
    }

    /// <summary>Odd shapes: single channels, single rows and columns, primes, even and wide kernels.</summary>
    public static IReadOnlyList<KernelShape> OddShapes { get; } =
    [
        new(1, 1, 1, 1),
        new(1, 1, 3, 3),
        new(1, 1, 1, 5),
        new(1, 13, 3, 3),
        new(13, 1, 3, 3),
        new(1, 9, 1, 1),
        new(11, 13, 1, 1),
        new(5, 7, 1, 3),
        new(7, 5, 3, 1),
        new(6, 4, 2, 5),
        new(3, 2, 7, 7),
        new(17, 3, 3, 3),
        new(8, 8, 3, 3),
        new(12, 6, 5, 2),
    ];

    /// <summary>A kernel of a kind, times a scale.</summary>
    public static float[] Of(Kind kind, KernelShape shape, int seed, double scale = 1)
    {
        double[] numbers = kind switch
        {
            Kind.Noise => Uniform(new Random(seed), (int)shape.Size),
            Kind.LowRank => Ring(shape, new RingRanks(2, 1, 2, 2), seed).Reconstruct(),
            Kind.LowRankAndNoise => [.. Ring(shape, new RingRanks(1, 2, 3, 2), seed).Reconstruct()
                .Zip(Uniform(new Random(seed), (int)shape.Size), (signal, noise) => signal + (0.2 * noise))],
            Kind.Constant => [.. Enumerable.Repeat(0.7, (int)shape.Size)],
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return [.. numbers.Select(number => (float)(number * scale))];
    }

    /// <summary>A ring of given ranks.</summary>
    public static TensorRingKernel Ring(KernelShape shape, RingRanks ranks, int seed)
    {
        Random random = new(seed);
        return new TensorRingKernel([.. Enumerable.Range(0, KernelShape.Modes).Select(mode => new RingCore(
            ranks.Before(mode), shape[mode], ranks.After(mode), Uniform(random, ranks.Before(mode) * shape[mode] * ranks.After(mode))))]);
    }

    /// <summary>W'(c, i, j, t) = W(t, c, i, j): the first mode moved to the end.</summary>
    public static (float[] Kernel, KernelShape Shape) FirstModeLast(ReadOnlySpan<float> kernel, KernelShape shape)
    {
        int rest = kernel.Length / shape.OutputChannels;
        float[] rotated = new float[kernel.Length];
        for (int t = 0; t < shape.OutputChannels; t++)
        {
            for (int r = 0; r < rest; r++)
            {
                rotated[(r * shape.OutputChannels) + t] = kernel[(t * rest) + r];
            }
        }

        return (rotated, new KernelShape(shape.InputChannels, shape.Height, shape.Width, shape.OutputChannels));
    }

    private static double[] Uniform(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
}
