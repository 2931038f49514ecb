using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Threading;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>
/// Gathers the moments of a layer where two networks stand at its stop: x are patches of the compressed network's values, y is what the
/// original kernel makes of the original network's patches at the same positions. Where an Add is all that reads the layer and its other
/// operand is there in both networks, y also has what that operand lost (original - compressed): the layer makes up for its shortcut.
/// </summary>
internal sealed class StepSamples
{
    /// <summary>Samples a layer over all inputs: some tens for each number of most patches.</summary>
    public const int SamplesPerLayer = 72_000;

    private const int LeastPerInput = 4;

    // Numbers in a block of patches: some megabytes, and enough rows for the products to be worth their packing.
    private const int BlockNumbers = 1 << 20;
    private const int MostBlockRows = 1024;

    private readonly SteppedNetwork _original;
    private readonly SteppedNetwork _compressed;
    private readonly KernelShape _shape;
    private readonly Matrix _kernel;
    private readonly Matrix? _projection;
    private readonly int _patchSize;
    private readonly RefittedKernel? _present;
    private readonly Matrix? _presentKernel;

    private StepSamples(SteppedNetwork original, SteppedNetwork compressed, NetworkLayer layer, Matrix? projection, RefittedKernel? present)
    {
        _original = original;
        _compressed = compressed;
        _shape = layer.Shape ?? throw new ArgumentException($"The layer '{layer.Name}' {layer.DenseReason}.", nameof(layer));
        _patchSize = _shape.InputChannels * _shape.Height * _shape.Width;
        _kernel = new Matrix(_shape.OutputChannels, _patchSize, [.. layer.Kernel.Select(number => (double)number)]);
        _projection = projection;
        _present = present;
        _presentKernel = present is null ? null : new Matrix(_shape.OutputChannels, _patchSize, [.. present.Kernel.Select(number => (double)number)]);
        if (projection is null ? _patchSize > LayerMoments.ExactSize : projection.Rows != _patchSize)
        {
            throw new ArgumentException($"Patches of {_patchSize} numbers need a projection with as many rows.", nameof(projection));
        }
    }

    /// <summary>Gathers the moments at the stop where both networks stand. Samples with numbers that are not finite are left out.</summary>
    /// <param name="original">The original network.</param>
    /// <param name="compressed">The compressed network, at the same stop, with the same inputs.</param>
    /// <param name="layer">The stop's layer, with the original kernel.</param>
    /// <param name="seed">The seed of the positions.</param>
    /// <param name="isCentred">Whether second moments are about the means.</param>
    /// <param name="projection">
    /// E (P x q): moments are of E^T x, so that P becomes q. Null: of x; only up to P = <see cref="LayerMoments.ExactSize"/>.
    /// </param>
    /// <param name="cancellation">Stops between two inputs.</param>
    /// <param name="rectified">
    /// What the layer computes with so far, and the moments that it was fitted to: where a rectifier hides what the original's output is, y is
    /// no longer that, but the layer's own output as far as it is hidden too. Each such step lowers the error behind the rectifier. Null: y is
    /// the original's output everywhere.
    /// </param>
    /// <exception cref="ArgumentException">The projection is missing or has another number of rows, or the layer cannot be factorized.</exception>
    public static CrossMoments Gather(
        SteppedNetwork original, SteppedNetwork compressed, NetworkLayer layer, int seed, bool isCentred, Matrix? projection,
        CancellationToken cancellation, (RefittedKernel Kernel, CrossMoments Moments)? rectified = null)
    {
        StepSamples samples = new(original, compressed, layer, projection, rectified?.Kernel);
        CrossMomentSums sums = new(projection?.Columns ?? samples._patchSize, samples._shape.OutputChannels, rectified?.Moments);
        for (int index = 0; index < original.Sampled.Count; index++)
        {
            samples.Gather(index, seed, sums, cancellation);
        }

        return sums.ToMoments(isCentred);
    }

    private void Gather(int index, int seed, CrossMomentSums sums, CancellationToken cancellation)
    {
        int wanted = _original.Inputs * _original.Sampled.Count;
        int perInput = Math.Max(LeastPerInput, (SamplesPerLayer + wanted - 1) / wanted);
        int rows = Math.Clamp(BlockNumbers / _patchSize, 1, MostBlockRows);
        // A block has slices of many inputs, or an input has many slices.
        int slices = (perInput + rows - 1) / rows;
        int perSlice = (perInput + slices - 1) / slices;
        int parts = _original.Inputs * slices;
        SampleBlock block = new(Math.Clamp(rows / perSlice, 1, parts), perSlice, _patchSize, _shape.OutputChannels);
        SampleReader reader = new(_original, _compressed, index, _shape);
        for (int first = 0; first < parts; first += block.Parts)
        {
            int start = first;
            BoundedWork.For(
                Math.Min(block.Parts, parts - first),
                part => reader.Read((start + part) / slices, perInput, seed, (start + part) % slices, slices, block, part),
                cancellation);
            Add(block, sums, part => (first + part + 1) % slices == 0);
        }
    }

    private void Add(SampleBlock block, CrossMomentSums sums, Func<int, bool> endsInput)
    {
        (Matrix original, Matrix compressed, Matrix targets, Matrix floors, int[] filled) = block.Close();
        MatrixProduct.AddProduct(targets, original, _kernel, transposeB: true, lowerOnly: false);
        if (_presentKernel is { } kernel)
        {
            Rectify(targets, floors, MatrixProduct.MultiplyTransposed(compressed, kernel));
        }

        sums.Add(_projection is null ? compressed : MatrixProduct.Multiply(compressed, _projection), targets, filled, endsInput);
    }

    // Where the original is at the floor or below it, anything there is right: what the layer gives now, or the floor if that is above.
    private void Rectify(Matrix targets, Matrix floors, Matrix present)
    {
        for (int row = 0; row < targets.Rows; row++)
        {
            Span<double> target = targets.Row(row);
            ReadOnlySpan<double> floor = floors.Row(row);
            ReadOnlySpan<double> now = present.Row(row);
            for (int t = 0; t < target.Length; t++)
            {
                if (target[t] <= floor[t])
                {
                    double shifted = now[t] + (_present!.BiasShift.Length > 0 ? _present.BiasShift[t] : 0);
                    target[t] = Math.Min(shifted, floor[t]);
                }
            }
        }
    }
}
