using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>A set of images that is gone over once, in its order: a batch of it is in memory at a time, so that it may be of any size.</summary>
internal sealed class ImageSequence : IDisposable
{
    // 64 MiB of float32, and as many images as keep all threads decoding.
    private const long MostNumbers = 1 << 24;
    private const int MostImages = 256;

    private readonly IEnumerator<DataSet> _batches;
    private int _start;
    private int _end;

    private ImageSequence(InferenceSession session, DataSource source, SampleShape shape, int threads, CancellationToken cancellation)
    {
        int batch = (int)Math.Clamp(MostNumbers / shape.Length, 1, MostImages);
        _batches = source.Batches(shape.Channels, shape.Height, shape.Width, batch, threads > 0 ? threads : -1, cancellation).GetEnumerator();
        HasLabels = source.HasLabels;
        Inputs = NetworkInputs.Of(session, new StreamedImages(shape, source.Count, source.Labels, Read) { ClassFolders = source.ClassNames.Count });
    }

    /// <summary>The images, which are to be asked for one after the other, from the first one on, on one thread.</summary>
    public NetworkInputs Inputs { get; }

    /// <summary>Whether they have labels.</summary>
    public bool HasLabels { get; }

    /// <summary>Opens a set; decodes nothing yet.</summary>
    /// <inheritdoc cref="NetworkInputs.FromData"/>
    public static ImageSequence Open(InferenceSession session, string path, DataSourceOptions options, int threads, CancellationToken cancellation)
    {
        DataSource source = DataSource.Open(path, options);
        return new ImageSequence(session, source, NetworkInputs.ShapeFor(session, source), threads, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _batches.Dispose();

    private void Read(int index, float[] image)
    {
        while (index >= _end)
        {
            if (!_batches.MoveNext())
            {
                throw new ArgumentOutOfRangeException(nameof(index), index, "is behind the last image");
            }

            (_start, _end) = (_end, _end + _batches.Current.Count);
        }

        _batches.Current.Tensor(index - _start).CopyTo(image);
    }
}
