using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Calibration;

/// <summary>
/// First and second moments of a layer's input patches: what its kernel is multiplied with. A patch of a convolution is the
/// C kh kw numbers under the window at one output position, in the kernel's order, padding included; of a fully connected layer
/// a row of C numbers. Besides the second moment of patches x there is that of their inputs' mean patches m, an input as often as it has
/// patches: what an error that all positions of an input share is judged by (<see cref="SharedErrors"/>).
/// </summary>
internal sealed class LayerMoments
{
    /// <summary>
    /// Up to this patch size the second moment is kept whole (C kh kw squared numbers); above, S is approximated by
    /// M x I, where M is the channels' own second moment and the kernel's positions count alike.
    /// </summary>
    public const int ExactSize = 1200;

    private const int BlockRows = 1024;
    private const int SharedBlockRows = 64;

    private readonly Matrix _block;
    private readonly double[] _sum;
    private readonly Matrix _gram;
    private readonly Matrix _sharedBlock;
    private readonly Matrix _sharedGram;
    private readonly double[] _inputSum;
    private int _inputCount;
    private long _endedCount;
    private int _sharedFilled;
    private int _filled;

    /// <summary>Moments of no patch yet.</summary>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="isCentred">
    /// Whether second moments are about the mean: right where the layer has a bias, which makes up for any change of the mean output.
    /// </param>
    public LayerMoments(KernelShape shape, bool isCentred)
    {
        Shape = shape;
        IsCentred = isCentred;
        PatchSize = checked(shape.InputChannels * shape.Height * shape.Width);
        _sum = new double[PatchSize];
        int features = IsExact ? PatchSize : shape.InputChannels;
        _gram = new Matrix(features, features);
        _block = new Matrix(BlockRows, features);
        _sharedGram = new Matrix(features, features);
        _sharedBlock = new Matrix(SharedBlockRows, features);
        _inputSum = new double[features];
    }

    /// <summary>The kernel's sizes.</summary>
    public KernelShape Shape { get; }

    /// <summary>Whether second moments are about the mean.</summary>
    public bool IsCentred { get; }

    /// <summary>C kh kw.</summary>
    public int PatchSize { get; }

    /// <summary>Whether the second moment is kept whole.</summary>
    public bool IsExact => PatchSize <= ExactSize;

    /// <summary>How many patches were seen.</summary>
    public long Count { get; private set; }

    /// <summary>The mean patch, C kh kw numbers.</summary>
    public double[] Mean => [.. _sum.Select(sum => sum / Math.Max(1, Count))];

    /// <summary>Adds a patch of C kh kw numbers; one with numbers that are not finite has no moments and is left out.</summary>
    public void Add(ReadOnlySpan<float> patch)
    {
        foreach (float number in patch)
        {
            if (!float.IsFinite(number))
            {
                return;
            }
        }

        for (int i = 0; i < patch.Length; i++)
        {
            _sum[i] += patch[i];
        }

        Span<double> row = _block.Row(_filled);
        if (IsExact)
        {
            for (int i = 0; i < patch.Length; i++)
            {
                row[i] = patch[i];
            }
        }
        else
        {
            // The window's centre stands for all its positions.
            for (int c = 0; c < row.Length; c++)
            {
                row[c] = patch[Centre(c)];
            }
        }

        Count++;
        VectorKernels.AddScaled(_inputSum, 1, row);
        _inputCount++;
        if (++_filled == BlockRows)
        {
            Flush();
        }
    }

    /// <summary>Ends an input: what was added since the last end are its patches.</summary>
    public void EndInput()
    {
        if (_inputCount == 0)
        {
            return;
        }

        // sqrt(n) m for n patches with the mean m = sum / n.
        double scale = 1 / Math.Sqrt(_inputCount);
        Span<double> row = _sharedBlock.Row(_sharedFilled);
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = scale * _inputSum[i];
        }

        Array.Clear(_inputSum);
        _endedCount += _inputCount;
        _inputCount = 0;
        if (++_sharedFilled == SharedBlockRows)
        {
            FlushShared();
        }
    }

    /// <summary>
    /// The second moment of the patches, C kh kw square; only where <see cref="IsExact"/>: S = mean(x x^T) + w mean(m m^T), about the mean
    /// where it is centred.
    /// </summary>
    /// <param name="sharedWeight">w; inputs that have not ended have no part in it.</param>
    public Matrix SecondMoment(double sharedWeight = 0)
    {
        if (!IsExact)
        {
            throw new InvalidOperationException($"The second moment of {PatchSize} numbers a patch is not kept.");
        }

        return Normalized(sharedWeight);
    }

    /// <summary>The channels' second moment M(c, c'): the mean over the kernel's positions where S is kept whole, else that of the window's centre.</summary>
    /// <param name="sharedWeight">w, as in <see cref="SecondMoment"/>.</param>
    public Matrix ChannelMoment(double sharedWeight = 0)
    {
        Matrix whole = Normalized(sharedWeight);
        if (!IsExact)
        {
            return whole;
        }

        int space = Shape.Height * Shape.Width;
        Matrix channels = new(Shape.InputChannels, Shape.InputChannels);
        for (int c = 0; c < channels.Rows; c++)
        {
            for (int d = 0; d < channels.Columns; d++)
            {
                double sum = 0;
                for (int position = 0; position < space; position++)
                {
                    sum += whole[(c * space) + position, (d * space) + position];
                }

                channels[c, d] = sum / space;
            }
        }

        return channels;
    }

    private Matrix Normalized(double sharedWeight)
    {
        Flush();
        FlushShared();
        Matrix result = new(_gram.Rows, _gram.Columns);
        double[] mean = IsExact ? Mean : CentreMean();
        double weight = 1 + (sharedWeight * _endedCount / Math.Max(1, Count));
        for (int i = 0; i < result.Rows; i++)
        {
            for (int j = 0; j < result.Columns; j++)
            {
                // Tiles above the diagonal are not all filled.
                double about = IsCentred ? weight * mean[i] * mean[j] : 0;
                (int row, int column) = (Math.Max(i, j), Math.Min(i, j));
                result[i, j] = ((_gram[row, column] + (sharedWeight * _sharedGram[row, column])) / Math.Max(1, Count)) - about;
            }
        }

        return result;
    }

    private double[] CentreMean()
    {
        double[] mean = Mean;
        return [.. Enumerable.Range(0, Shape.InputChannels).Select(c => mean[Centre(c)])];
    }

    private int Centre(int channel) => (((channel * Shape.Height) + (Shape.Height / 2)) * Shape.Width) + (Shape.Width / 2);

    private void Flush() => Flush(_block, ref _filled, _gram);

    private void FlushShared() => Flush(_sharedBlock, ref _sharedFilled, _sharedGram);

    private static void Flush(Matrix block, ref int filled, Matrix gram)
    {
        if (filled == 0)
        {
            return;
        }

        Matrix rows = new(filled, block.Columns, block.Data[..(filled * block.Columns)]);
        Matrix features = rows.Transpose();
        MatrixProduct.AddProduct(gram, features, features, transposeB: true, lowerOnly: true);
        filled = 0;
    }
}
