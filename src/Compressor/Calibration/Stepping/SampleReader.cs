using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>Reads the samples of one convolution, input by input, where two networks stand at its layer's stop.</summary>
internal sealed class SampleReader
{
    private readonly SteppedNetwork _original;
    private readonly SteppedNetwork _compressed;
    private readonly SampledNode _node;
    private readonly int _series;
    private readonly KernelShape _shape;
    private readonly ConvolutionAttributes _geometry;

    /// <summary>Prepares.</summary>
    /// <param name="original">The original network.</param>
    /// <param name="compressed">The compressed network, at the same stop.</param>
    /// <param name="index">Which of the stop's convolutions.</param>
    /// <param name="shape">The kernel's sizes.</param>
    public SampleReader(SteppedNetwork original, SteppedNetwork compressed, int index, KernelShape shape)
    {
        _original = original;
        _compressed = compressed;
        _node = original.Sampled[index];
        // Many more than any layer has convolutions.
        _series = (original.Position << 10) + index;
        _shape = shape;
        _geometry = ConvolutionAttributes.Read(_node.Node, [shape.Height, shape.Width]);
    }

    /// <summary>Reads samples of one input into a part of a block; those with numbers that are not finite are left out.</summary>
    /// <param name="input">The input's index.</param>
    /// <param name="count">How many are wanted; there may be fewer.</param>
    /// <param name="seed">The seed of their positions.</param>
    /// <param name="slice">Which of the slices that the input's samples are cut into.</param>
    /// <param name="slices">How many slices there are.</param>
    /// <param name="block">Receives the samples.</param>
    /// <param name="part">The part of it that receives them.</param>
    public void Read(int input, int count, int seed, int slice, int slices, SampleBlock block, int part)
    {
        Tensor before = _original.Value(_node.Input, input);
        Tensor after = _compressed.Value(_node.Input, input);
        if (!before.Dimensions.AsSpan().SequenceEqual(after.Dimensions.AsSpan()))
        {
            // Sizes that depend on values: positions of the two networks have nothing to do with each other.
            block.SetFilled(part, 0);
            return;
        }

        (int batch, int channels, int height, int width) =
            ((int)before.Dimensions[0], (int)before.Dimensions[1], (int)before.Dimensions[2], (int)before.Dimensions[3]);
        PatchReader reader = new(_geometry, channels, height, width);
        int positions = reader.OutputHeight * reader.OutputWidth;
        int volume = channels * height * width;
        int[] drawn = SamplePositions.Draw(checked(batch * positions), count, seed, _series, input);
        (Tensor Original, Tensor Compressed)? shortcut = Shortcut(input, [batch, _shape.OutputChannels, reader.OutputHeight, reader.OutputWidth]);
        float[] patch = new float[block.Original.Columns];
        int start = part * block.RowsPerPart;
        int row = start;
        for (int i = (int)((long)drawn.Length * slice / slices); i < (int)((long)drawn.Length * (slice + 1) / slices); i++)
        {
            (int item, int position) = Math.DivRem(drawn[i], positions);
            bool isFinite = ReadPatch(before, block.Original) && ReadPatch(after, block.Compressed) && ReadShortcut(block.Targets.Row(row));
            row += isFinite ? 1 : 0;

            bool ReadPatch(Tensor tensor, Matrix target)
            {
                reader.Read(tensor.AsSpan<float>().Slice(item * volume, volume), position, patch);
                return Widen(patch, target.Row(row));
            }

            bool ReadShortcut(Span<double> target)
            {
                target.Clear();
                return shortcut is not { } pair || Subtract(pair.Original.AsSpan<float>(), pair.Compressed.AsSpan<float>(), item, position, positions, target);
            }
        }

        block.SetFilled(part, row - start);
        GC.KeepAlive(before);
        GC.KeepAlive(after);
    }

    // One number a channel at a position, original - compressed.
    private static bool Subtract(ReadOnlySpan<float> original, ReadOnlySpan<float> compressed, int item, int position, int positions, Span<double> row)
    {
        bool isFinite = true;
        for (int t = 0; t < row.Length; t++)
        {
            int at = (((item * row.Length) + t) * positions) + position;
            row[t] = (double)original[at] - compressed[at];
            isFinite &= double.IsFinite(row[t]);
        }

        return isFinite;
    }

    private static bool Widen(ReadOnlySpan<float> from, Span<double> to)
    {
        bool isFinite = true;
        for (int i = 0; i < from.Length; i++)
        {
            isFinite &= float.IsFinite(from[i]);
            to[i] = from[i];
        }

        return isFinite;
    }

    // The other operand of the Add, unless it is broadcast.
    private (Tensor Original, Tensor Compressed)? Shortcut(int input, ReadOnlySpan<long> outputDims)
    {
        if (_node.Shortcut is not { } name)
        {
            return null;
        }

        Tensor original = _original.Value(name, input);
        Tensor compressed = _compressed.Value(name, input);
        return original.Dimensions.AsSpan().SequenceEqual(outputDims) && compressed.Dimensions.AsSpan().SequenceEqual(outputDims)
            ? (original, compressed)
            : null;
    }
}
