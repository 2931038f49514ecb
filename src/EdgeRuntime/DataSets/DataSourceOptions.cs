using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>How a data path is read.</summary>
public sealed class DataSourceOptions
{
    private readonly int? _images;

    /// <summary>All images, values from 0 to 1.</summary>
    public static DataSourceOptions Default { get; } = new();

    /// <summary>How images become tensors; arrays are fed as they are.</summary>
    public ImagePreprocessing Preprocessing { get; init; } = ImagePreprocessing.Default;

    /// <summary>
    /// How many samples to take (<c>--images</c>), drawn without replacement by <see cref="SeededGenerator"/> from <see cref="Seed"/>, from each class its
    /// share where there are labels; null, or more than there are, takes all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? Images
    {
        get => _images;
        init
        {
            if (value is { } count)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
            }

            _images = value;
        }
    }

    /// <summary>The seed of the sample. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>What decodes image files.</summary>
    public ImageReader ImageReader { get; init; } = ImageReader.Default;
}
