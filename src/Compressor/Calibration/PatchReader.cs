using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Calibration;

/// <summary>Reads single patches out of an activation, padding included.</summary>
internal sealed class PatchReader
{
    private readonly ConvolutionAttributes _geometry;
    private readonly int _channels;
    private readonly int _height;
    private readonly int _width;

    /// <summary>Prepares for an activation of given sizes.</summary>
    /// <param name="geometry">The convolution's geometry.</param>
    /// <param name="channels">C.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    public PatchReader(ConvolutionAttributes geometry, int channels, int height, int width)
    {
        _geometry = geometry.Resolve([height, width]);
        _channels = channels;
        _height = height;
        _width = width;
        OutputHeight = (int)Math.Max(0, _geometry.OutputSize(0, height));
        OutputWidth = (int)Math.Max(0, _geometry.OutputSize(1, width));
    }

    /// <summary>H'.</summary>
    public int OutputHeight { get; }

    /// <summary>W'.</summary>
    public int OutputWidth { get; }

    /// <summary>Reads the patch at an output position.</summary>
    /// <param name="activation">C x H x W numbers.</param>
    /// <param name="position">Row times <see cref="OutputWidth"/> plus column.</param>
    /// <param name="patch">Receives C kh kw numbers.</param>
    public void Read(ReadOnlySpan<float> activation, int position, Span<float> patch)
    {
        int top = (int)(((position / OutputWidth) * _geometry.Strides[0]) - _geometry.PadsBegin[0]);
        int left = (int)(((position % OutputWidth) * _geometry.Strides[1]) - _geometry.PadsBegin[1]);
        int index = 0;
        for (int c = 0; c < _channels; c++)
        {
            ReadOnlySpan<float> plane = activation.Slice(c * _height * _width, _height * _width);
            for (int i = 0; i < _geometry.Kernel[0]; i++)
            {
                int row = top + (int)(i * _geometry.Dilations[0]);
                for (int j = 0; j < _geometry.Kernel[1]; j++)
                {
                    int column = left + (int)(j * _geometry.Dilations[1]);
                    bool inside = (uint)row < (uint)_height && (uint)column < (uint)_width;
                    patch[index++] = inside ? plane[(row * _width) + column] : 0;
                }
            }
        }
    }
}
