using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Calibration.OutputEffects;

/// <summary>Adds up the two factors of one layer's <see cref="OutputEffect"/>, input after input.</summary>
internal sealed class OutputEffectSums
{
    // Positions whose patches lie in memory at a time.
    private const int MostPositions = 2048;

    // Rows of D that are gathered before they are multiplied: enough for the product to be worth its packing.
    private const int BlockRows = 512;

    private readonly KernelShape _shape;
    private readonly int _patchSize;
    private readonly double[] _mean;
    private readonly Matrix _outputs;
    private readonly Matrix? _inputs;
    private readonly Matrix _block;
    private int _filled;
    private bool _isFinite = true;

    /// <summary>Sums of nothing yet.</summary>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="moments">The moments of its patches.</param>
    public OutputEffectSums(KernelShape shape, LayerMoments moments)
    {
        _shape = shape;
        _patchSize = moments.PatchSize;
        _mean = moments.IsCentred ? moments.Mean : new double[_patchSize];
        _outputs = new Matrix(shape.OutputChannels, shape.OutputChannels);
        _inputs = moments.IsExact ? new Matrix(_patchSize, _patchSize) : null;
        _block = new Matrix(moments.IsExact ? Math.Max(BlockRows, shape.OutputChannels) : 0, _patchSize);
    }

    /// <summary>MACs that one input takes.</summary>
    /// <param name="layer">The layer.</param>
    public static double Work(NetworkLayer layer)
    {
        KernelShape shape = layer.Shape!.Value;
        double patch = (double)shape.InputChannels * shape.Height * shape.Width;
        double macs = layer.Macs ?? 0;
        double outputs = macs / patch * shape.OutputChannels / 2;
        return patch > LayerMoments.ExactSize ? outputs : outputs + macs + (patch * patch * shape.OutputChannels / 2);
    }

    /// <summary>Adds an input.</summary>
    /// <param name="node">One of the layer's nodes.</param>
    /// <param name="activation">The node's first input.</param>
    /// <param name="gradient">The gradient with respect to the node's output, of that output's shape.</param>
    public void Add(NodeProto node, Tensor activation, Tensor gradient)
    {
        LayerInputs inputs = new(node, _shape, activation.Dimensions);
        ReadOnlySpan<float> gradients = gradient.AsSpan<float>();
        if (gradients.Length != inputs.Count * _shape.OutputChannels || (!FullyConnectedAttributes.Describes(node) && gradient.Dimensions[0] != 1))
        {
            // Sizes that depend on values.
            _isFinite = false;
            return;
        }

        Matrix product = new(_shape.OutputChannels, _patchSize);
        for (int first = 0; first < inputs.Count; first += MostPositions)
        {
            Matrix directions = Directions(node, gradients, first, Math.Min(MostPositions, inputs.Count - first), inputs.Count);
            MatrixProduct.AddProduct(_outputs, directions, directions, transposeB: true, lowerOnly: true);
            if (_inputs is not null)
            {
                Matrix patches = Patches(inputs, activation.AsSpan<float>(), first, directions.Columns);
                MatrixProduct.AddProduct(product, directions, patches, transposeB: false, lowerOnly: false);
            }
        }

        if (_inputs is not null)
        {
            Keep(product);
        }
    }

    /// <summary>What was added; null where that says nothing: no input, no gradient that is not zero, or numbers that are not finite.</summary>
    public OutputEffect? ToEffect()
    {
        Flush();
        return _isFinite && IsScale(_outputs) && (_inputs is null || IsScale(_inputs))
            ? new OutputEffect(MatrixProduct.Mirror(_outputs), _inputs is null ? null : MatrixProduct.Mirror(_inputs))
            : null;
    }

    // T x n, a position a column.
    private Matrix Directions(NodeProto node, ReadOnlySpan<float> gradients, int first, int count, int positions)
    {
        int channels = _shape.OutputChannels;
        bool areRows = FullyConnectedAttributes.Describes(node);
        Matrix directions = new(channels, count);
        for (int t = 0; t < channels; t++)
        {
            Span<double> row = directions.Row(t);
            for (int i = 0; i < count; i++)
            {
                row[i] = gradients[areRows ? ((first + i) * channels) + t : (t * positions) + first + i];
            }
        }

        return directions;
    }

    // n x P, about the mean.
    private Matrix Patches(LayerInputs inputs, ReadOnlySpan<float> activation, int first, int count)
    {
        Matrix patches = new(count, _patchSize);
        float[] patch = new float[_patchSize];
        for (int i = 0; i < count; i++)
        {
            inputs.Read(activation, first + i, patch);
            Span<double> row = patches.Row(i);
            for (int p = 0; p < row.Length; p++)
            {
                row[p] = patch[p] - _mean[p];
            }
        }

        return patches;
    }

    private void Keep(Matrix product)
    {
        if (_filled + product.Rows > _block.Rows)
        {
            Flush();
        }

        product.Data.CopyTo(_block.Data, _filled * _patchSize);
        _filled += product.Rows;
    }

    private void Flush()
    {
        if (_inputs is not null && _filled > 0)
        {
            Matrix features = new Matrix(_filled, _patchSize, _block.Data[..(_filled * _patchSize)]).Transpose();
            MatrixProduct.AddProduct(_inputs, features, features, transposeB: true, lowerOnly: true);
            _filled = 0;
        }
    }

    private static bool IsScale(Matrix symmetric)
    {
        double trace = symmetric.Trace();
        return double.IsFinite(trace) && trace > 0;
    }
}
