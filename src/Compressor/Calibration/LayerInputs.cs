using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Calibration;

/// <summary>
/// What a layer's kernel is multiplied with, one patch of C kh kw numbers at each position: of a convolution the numbers under the
/// window at an output position, padding included; of a fully connected layer (Gemm, MatMul) a row of its input.
/// </summary>
internal sealed class LayerInputs
{
    private readonly PatchReader? _windows;
    private readonly int _positionsPerImage;
    private readonly int _numbersPerImage;

    /// <summary>Prepares for an input of given sizes.</summary>
    /// <param name="node">One of the layer's nodes.</param>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="dimensions">The sizes of the node's first input: [N, C, H, W], or [..., C] of a fully connected layer.</param>
    public LayerInputs(NodeProto node, KernelShape shape, IReadOnlyList<long> dimensions)
    {
        PatchSize = checked(shape.InputChannels * shape.Height * shape.Width);
        if (FullyConnectedAttributes.Describes(node))
        {
            _positionsPerImage = 1;
            _numbersPerImage = PatchSize;
            Count = checked((int)(dimensions.Aggregate(1L, (product, size) => checked(product * size)) / PatchSize));
            return;
        }

        (int channels, int height, int width) = ((int)dimensions[1], (int)dimensions[2], (int)dimensions[3]);
        _windows = new PatchReader(ConvolutionAttributes.Read(node, [shape.Height, shape.Width]), channels, height, width);
        _positionsPerImage = _windows.OutputHeight * _windows.OutputWidth;
        _numbersPerImage = checked(channels * height * width);
        Count = checked((int)dimensions[0] * _positionsPerImage);
    }

    /// <summary>The number of positions, over all images of the input.</summary>
    public int Count { get; }

    /// <summary>C kh kw.</summary>
    public int PatchSize { get; }

    /// <summary>Reads the patch at a position.</summary>
    /// <param name="input">The numbers of the node's first input.</param>
    /// <param name="position">From 0 on: the images one after the other, their output positions in rows; or the rows.</param>
    /// <param name="patch">Receives <see cref="PatchSize"/> numbers.</param>
    public void Read(ReadOnlySpan<float> input, int position, Span<float> patch)
    {
        ReadOnlySpan<float> image = input.Slice(position / _positionsPerImage * _numbersPerImage, _numbersPerImage);
        if (_windows is null)
        {
            image.CopyTo(patch);
        }
        else
        {
            _windows.Read(image, position % _positionsPerImage, patch);
        }
    }
}
