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

        LayerInputs inputs = new(_node.Node, _shape, before.Dimensions);
        int[] drawn = SamplePositions.Draw(inputs.Count, count, seed, _series, input);
        (Tensor Original, Tensor Compressed)? shortcut = Shortcut(input, inputs.Count);
        float[] patch = new float[block.Original.Columns];
        int start = part * block.RowsPerPart;
        int row = start;
        for (int i = (int)((long)drawn.Length * slice / slices); i < (int)((long)drawn.Length * (slice + 1) / slices); i++)
        {
            int position = drawn[i];
            bool isFinite = ReadPatch(before, block.Original) && ReadPatch(after, block.Compressed) && ReadShortcut(block.Targets.Row(row), block.Floors.Row(row));
            row += isFinite ? 1 : 0;

            bool ReadPatch(Tensor tensor, Matrix target)
            {
                inputs.Read(tensor.AsSpan<float>(), position, patch);
                return Widen(patch, target.Row(row));
            }

            bool ReadShortcut(Span<double> target, Span<double> floor)
            {
                target.Clear();
                floor.Fill(double.NegativeInfinity);

                // What is added before the rectifier moves the floor: where it is broadcast, and not read, nothing is taken for hidden.
                for (int t = 0; (_node.Shortcut is null || shortcut is not null) && _node.RectifiedBias is { } bias && t < floor.Length; t++)
                {
                    floor[t] = -bias[t];
                }

                return shortcut is not { } pair || Subtract(pair.Original, pair.Compressed, position, target, floor);
            }
        }

        block.SetFilled(part, row - start);
        GC.KeepAlive(before);
        GC.KeepAlive(after);
    }

    // One number a channel at a position: original - compressed for the target, and what the compressed one takes off the floor.
    private static bool Subtract(Tensor original, Tensor compressed, int position, Span<double> row, Span<double> floor)
    {
        ReadOnlySpan<float> before = original.AsSpan<float>();
        ReadOnlySpan<float> after = compressed.AsSpan<float>();
        int positions = (int)(original.Dimensions[2] * original.Dimensions[3]);
        (int item, int place) = Math.DivRem(position, positions);
        bool isFinite = true;
        for (int t = 0; t < row.Length; t++)
        {
            int at = (((item * row.Length) + t) * positions) + place;
            row[t] = (double)before[at] - after[at];
            floor[t] -= after[at];
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

    // The other operand of the Add, unless it is broadcast. Behind a fully connected layer there is none that counts.
    private (Tensor Original, Tensor Compressed)? Shortcut(int input, int positions)
    {
        if (_node.Shortcut is not { } name || FullyConnectedAttributes.Describes(_node.Node))
        {
            return null;
        }

        Tensor original = _original.Value(name, input);
        Tensor compressed = _compressed.Value(name, input);
        bool fits = original.Dimensions is { Length: 4 } sizes && sizes[1] == _shape.OutputChannels && sizes[0] * sizes[2] * sizes[3] == positions;
        return fits && compressed.Dimensions.AsSpan().SequenceEqual(original.Dimensions.AsSpan()) ? (original, compressed) : null;
    }
}
