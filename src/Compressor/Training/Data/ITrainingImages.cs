using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training.Data;

/// <summary>The images of a training run, to be read in any order as often as wanted.</summary>
internal interface ITrainingImages
{
    /// <summary>The shape of each image.</summary>
    SampleShape Shape { get; }

    /// <summary>Images.</summary>
    int Count { get; }

    /// <summary>Reads some images, the same bits each time.</summary>
    /// <param name="indices">Which, in any order; an image may stand there several times.</param>
    /// <param name="destination">[indices.Length, channels, height, width].</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="RsdtrException">The images are on disk and can no longer be read (RSDTR11xx).</exception>
    void Read(ReadOnlySpan<int> indices, Span<float> destination, CancellationToken cancellation);
}
