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
    public const int SamplesPerLayer = 18_000;

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

    private StepSamples(SteppedNetwork original, SteppedNetwork compressed, NetworkLayer layer, Matrix? projection)
    {
        _original = original;
        _compressed = compressed;
        _shape = layer.Shape ?? throw new ArgumentException($"The layer '{layer.Name}' {layer.DenseReason}.", nameof(layer));
        _patchSize = _shape.InputChannels * _shape.Height * _shape.Width;
        _kernel = new Matrix(_shape.OutputChannels, _patchSize, [.. layer.Kernel.Select(number => (double)number)]);
        _projection = projection;
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
    /// <exception cref="ArgumentException">The projection is missing or has another number of rows, or the layer cannot be factorized.</exception>
    public static CrossMoments Gather(
        SteppedNetwork original, SteppedNetwork compressed, NetworkLayer layer, int seed, bool isCentred, Matrix? projection,
        CancellationToken cancellation)
    {
        StepSamples samples = new(original, compressed, layer, projection);
        CrossMomentSums sums = new(projection?.Columns ?? samples._patchSize, samples._shape.OutputChannels);
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
            Add(block, sums);
        }
    }

    private void Add(SampleBlock block, CrossMomentSums sums)
    {
        (Matrix original, Matrix compressed, Matrix targets) = block.Close();
        MatrixProduct.AddProduct(targets, original, _kernel, transposeB: true, lowerOnly: false);
        sums.Add(_projection is null ? compressed : MatrixProduct.Multiply(compressed, _projection), targets);
    }
}
