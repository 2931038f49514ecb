using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>
/// The stages that are timed where no model asks for its own: the maps and channels that networks for 32 x 32 and 224 x 224 images
/// have, near enough to each other to interpolate between them.
/// </summary>
public static class StageSuite
{
    // Each map's side, and channels as networks and their chains have them there. 12 and 18 are no multiples of a block of channels.
    private static readonly (int Side, int[] Channels)[] Maps =
    [
        (112, [16, 32, 64]),
        (56, [16, 24, 32, 64, 128]),
        (32, [8, 12, 16, 18, 24, 32, 48, 64]),
        (28, [16, 32, 64, 128, 192]),
        (16, [16, 18, 32, 48, 64, 128]),
        (14, [32, 64, 96, 128, 256]),
        (8, [16, 32, 48, 64, 128, 256]),
        (7, [64, 128, 192, 256, 384, 512]),
    ];

    // As many MACs as the layers of a ResNet at 224 x 224 have: a Raspberry Pi 4 needs 30 ms for them.
    private const long MostMacs = 120_000_000;

    /// <summary>The stages, each once, in the order of files.</summary>
    public static ImmutableArray<StageShape> Shapes { get; } =
        [.. Maps.SelectMany(map => map.Channels.SelectMany(channels => OfMap(map.Side, channels))).Concat(Others())
            .Where(shape => shape.Macs <= MostMacs).Distinct().Order(StageOrder.Instance)];

    private static IEnumerable<StageShape> OfMap(int side, int channels)
    {
        // The stages of chains: into half as many channels and back, and between equals; the dense kernel; depthwise.
        int half = channels / 2;
        yield return Same(channels, half, 1, 1, 1, side);
        yield return Same(half, channels, 1, 1, 1, side);
        yield return Same(channels, channels, 1, 1, 1, side);
        yield return Same(channels, half, 1, 3, 1, side);
        yield return Same(channels, channels, 1, 3, 1, side);
        yield return Same(half, channels, 1, 1, 3, side);
        yield return Same(channels, channels, 1, 3, 3, side);
        yield return Same(channels, channels, channels, 3, 3, side);
        if (channels % 64 == 0)
        {
            yield return Same(channels, channels, 2, 3, 1, side);
            yield return Same(channels, channels, 2, 3, 3, side);
            yield return Same(channels, channels, channels, 5, 5, side);
            yield return Same(channels, half, 1, 5, 1, side);
            yield return Same(half, channels, 1, 1, 5, side);
        }

        if (side % 2 == 0 && channels % 32 == 0)
        {
            // A layer that halves its map, and the stages that take one step of it each.
            yield return Strided(channels, 2 * channels, 1, 3, 3, side, 2, 2);
            yield return Strided(channels, 2 * channels, 1, 1, 1, side, 2, 2);
            yield return Strided(channels, channels, 1, 3, 1, side, 2, 1);
            yield return Strided(channels, channels, 1, 1, 3, side, 1, 2);
            yield return Strided(channels, channels, channels, 3, 3, side, 2, 2);
        }

        if (channels == 32)
        {
            yield return Same(channels, channels, 1, 5, 5, side);
        }
    }

    // What reads an image, and what multiplies with a matrix.
    private static IEnumerable<StageShape> Others()
    {
        foreach (int channels in (int[])[16, 32, 64])
        {
            yield return Same(3, channels, 1, 3, 3, 32);
            yield return Strided(3, channels, 1, 3, 3, 224, 2, 2);
            yield return Strided(3, channels, 1, 7, 7, 224, 2, 2);
        }

        foreach ((int inputs, int outputs) in ((int, int)[])[(64, 10), (128, 128), (256, 128), (512, 10), (512, 128), (512, 512), (512, 1000), (1024, 256), (2048, 1000)])
        {
            yield return new StageShape(StageKind.FullyConnected, inputs, outputs, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        }
    }

    private static StageShape Same(int inputs, int outputs, int groups, int kernelHeight, int kernelWidth, int side) =>
        Strided(inputs, outputs, groups, kernelHeight, kernelWidth, side, 1, 1);

    private static StageShape Strided(int inputs, int outputs, int groups, int kernelHeight, int kernelWidth, int side, int strideHeight, int strideWidth) => new(
        StageKind.Convolution, inputs, outputs, groups, kernelHeight, kernelWidth, strideHeight, strideWidth, 1, 1,
        side, side, (side + strideHeight - 1) / strideHeight, (side + strideWidth - 1) / strideWidth);
}
