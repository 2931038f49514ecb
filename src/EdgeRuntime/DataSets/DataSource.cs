using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>
/// Samples on disk: a folder of PNG and JPEG images, a .tar.gz (.tgz, .tar) of one, a single image, a .npy [N,C,H,W], or a .npz with such an array <c>x</c> and
/// optional integer labels <c>y</c>. Their order is that of their paths, ordinal, or of the array; it depends on nothing else.
/// </summary>
/// <remarks>
/// Class folders in ordinal name order give labels from 0; folders around all of them are passed over; images without class folders have no labels.
/// Nothing is held open between calls and nothing is unpacked to disk. A source may be read from several threads at once.
/// </remarks>
public abstract class DataSource
{
    private protected DataSource(string path, DataSourceOptions options) => (Path, Options) = (path, options);

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>Samples, after <see cref="DataSourceOptions.Images"/> has been applied.</summary>
    public abstract int Count { get; }

    /// <summary>Samples that the path holds.</summary>
    public abstract int TotalCount { get; }

    /// <summary>Files or archive entries that are neither folders nor PNG or JPEG images and were passed over.</summary>
    public abstract int IgnoredEntries { get; }

    /// <summary>Whether the samples have labels.</summary>
    public bool HasLabels => Labels is not null;

    /// <summary>Each sample's label, or null where there are none.</summary>
    public abstract IReadOnlyList<int>? Labels { get; }

    /// <summary>The class folders' names, by label; empty where there are none.</summary>
    public abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>The shape of an array's samples; null for images, which are brought to any.</summary>
    public abstract SampleShape? DeclaredShape { get; }

    /// <summary>Whether some of the samples are read without reading those before them: not so of archives.</summary>
    public abstract bool IsRandomAccess { get; }

    /// <summary>
    /// What tells the samples from others without reading them, a line each: of images the path, size and time of the last change, of an array the same of its file, and its samples' names.
    /// </summary>
    /// <exception cref="RsdtrException"><see cref="DataDiagnostics.PathUnreadable"/>, while it is enumerated.</exception>
    public abstract IEnumerable<string> Listing { get; }

    private protected DataSourceOptions Options { get; }

    /// <summary>Lists what a path holds; decodes nothing yet.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="options">How it is read; null for <see cref="DataSourceOptions.Default"/>.</param>
    /// <exception cref="RsdtrException">
    /// <see cref="DataDiagnostics.PathUnreadable"/>, <see cref="DataDiagnostics.EmptySet"/>, <see cref="DataDiagnostics.ArrayUnreadable"/>,
    /// <see cref="DataDiagnostics.ImageUndecodable"/> (a file of an unknown kind) or <see cref="DataDiagnostics.LayoutAmbiguous"/>.
    /// </exception>
    public static DataSource Open(string path, DataSourceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= DataSourceOptions.Default;
        if (Directory.Exists(path))
        {
            return new ImageDataSource(new FolderImageStore(path), path, options);
        }

        if (!File.Exists(path))
        {
            throw new RsdtrException(DataDiagnostics.PathUnreadable, "no file or folder of this name exists; check the data path", path);
        }

        if (HasExtension(path, ".npy") || HasExtension(path, ".npz"))
        {
            return new ArrayDataSource(path, options);
        }

        if (HasExtension(path, ".tar.gz") || HasExtension(path, ".tgz") || HasExtension(path, ".tar"))
        {
            return new ImageDataSource(new TarImageStore(path), path, options);
        }

        CheckIsImage(path, options);
        return new ImageDataSource(new SingleImageStore(path), path, options);
    }

    /// <summary>Some of the samples, as a source of their own.</summary>
    /// <param name="indices">Which, from 0 to <see cref="Count"/>, strictly ascending; at least one.</param>
    /// <exception cref="ArgumentException">There is none, one does not exist, or they do not ascend.</exception>
    public DataSource Pick(params ReadOnlySpan<int> indices)
    {
        if (indices.IsEmpty)
        {
            throw new ArgumentException("at least one sample is needed", nameof(indices));
        }

        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= Count || (i > 0 && indices[i] <= indices[i - 1]))
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture, $"{indices[i]} is no sample of {Count}, or does not ascend"), nameof(indices));
            }
        }

        return PickChecked(indices);
    }

    /// <summary>The samples in two parts that have none in common. Stratified where there are labels.</summary>
    /// <param name="heldOut">Samples of the second part: at least 1, and fewer than there are.</param>
    /// <param name="seed">Equal seeds give equal splits.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of the parts would be empty.</exception>
    public (DataSource Remaining, DataSource HeldOut) Split(int heldOut, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heldOut, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(heldOut, Count);
        int[] drawn = StratifiedSample.Draw(Labels, Count, heldOut, seed);
        HashSet<int> taken = [.. drawn];
        return (Pick([.. Enumerable.Range(0, Count).Where(index => !taken.Contains(index))]), Pick(drawn));
    }

    /// <summary>Reads the samples one by one: only the current one is in memory.</summary>
    /// <param name="channels">Planes that the network takes; images give 3 or 1.</param>
    /// <param name="height">Rows of each plane.</param>
    /// <param name="width">Columns of each plane.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RsdtrException">As for <see cref="Load"/>.</exception>
    public IEnumerable<Sample> Stream(int channels, int height, int width, CancellationToken cancellationToken = default) =>
        Batches(channels, height, width, batchSize: 1, maxDegreeOfParallelism: 1, cancellationToken)
            .Select(batch => new Sample(batch.Names[0], batch.Labels?[0], batch.Values));

    /// <summary>Reads the samples batch by batch: only the current batch is in memory. The last one may be smaller.</summary>
    /// <param name="channels">Planes that the network takes; images give 3 or 1.</param>
    /// <param name="height">Rows of each plane.</param>
    /// <param name="width">Columns of each plane.</param>
    /// <param name="batchSize">Samples in a batch, 1 or more.</param>
    /// <param name="maxDegreeOfParallelism">Threads that decode; -1 for one each core. The result does not depend on it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    /// <exception cref="RsdtrException">As for <see cref="Load"/>.</exception>
    public IEnumerable<DataSet> Batches(
        int channels, int height, int width, int batchSize, int maxDegreeOfParallelism = -1, CancellationToken cancellationToken = default) =>
        Batches(channels, height, width, batchSize, maxDegreeOfParallelism, progress: null, cancellationToken);

    /// <summary>Reads all samples into memory.</summary>
    /// <param name="channels">Planes that the network takes; images give 3 or 1.</param>
    /// <param name="height">Rows of each plane.</param>
    /// <param name="width">Columns of each plane.</param>
    /// <param name="maxDegreeOfParallelism">Threads that decode; -1 for one each core. The result does not depend on it.</param>
    /// <param name="progress">Hears how many samples are read; may be called from several threads.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="RsdtrException">
    /// <see cref="DataDiagnostics.ShapeMismatch"/>, <see cref="DataDiagnostics.ImageUndecodable"/> (of several damaged images, the first in order),
    /// <see cref="DataDiagnostics.ArrayUnreadable"/>, <see cref="DataDiagnostics.PathUnreadable"/> or <see cref="DataDiagnostics.SetTooLarge"/>.
    /// </exception>
    public DataSet Load(
        int channels, int height, int width, int maxDegreeOfParallelism = -1, IProgress<int>? progress = null, CancellationToken cancellationToken = default) =>
        Batches(channels, height, width, Count, maxDegreeOfParallelism, progress, cancellationToken).Single();

    /// <summary>Size and time of the last change of a file.</summary>
    private protected string Stamp(string file)
    {
        try
        {
            FileInfo info = new(file);
            return string.Create(CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(DataDiagnostics.PathUnreadable, $"cannot be read: {exception.Message}", Path, innerException: exception);
        }
    }

    private protected abstract DataSource PickChecked(ReadOnlySpan<int> indices);

    private protected abstract IEnumerable<DataSet> ReadBatches(
        SampleShape shape, int batchSize, int maxDegreeOfParallelism, IProgress<int>? progress, CancellationToken cancellationToken);

    private IEnumerable<DataSet> Batches(
        int channels, int height, int width, int batchSize, int maxDegreeOfParallelism, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDegreeOfParallelism, -1);
        ArgumentOutOfRangeException.ThrowIfZero(maxDegreeOfParallelism);
        SampleShape shape = new(channels, height, width);
        CheckFits(shape, Math.Min(batchSize, Count));
        return ReadBatches(shape, batchSize, maxDegreeOfParallelism, progress, cancellationToken);
    }

    private void CheckFits(SampleShape shape, int count)
    {
        // In floating point, as hostile shapes can exceed 64 bits.
        double values = (double)shape.Channels * shape.Height * shape.Width * count;
        double bytes = values * sizeof(float);
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (values > Array.MaxLength || bytes > available)
        {
            throw new RsdtrException(
                DataDiagnostics.SetTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} samples of {shape} take {bytes / (1 << 20):F0} MiB; {Math.Min(available, sizeof(float) * (long)Array.MaxLength) / (1 << 20)} MiB is the limit here; take fewer with --images"),
                Path);
        }
    }

    private static bool HasExtension(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private static void CheckIsImage(string path, DataSourceOptions options)
    {
        Span<byte> start = stackalloc byte[16];
        int length;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!file.CanSeek)
            {
                throw new IOException("it can be read only once, such as a pipe; save it to a file first");
            }

            length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(DataDiagnostics.PathUnreadable, $"cannot be read: {exception.Message}", path, innerException: exception);
        }

        if (!options.ImageReader.Recognizes(start[..length]))
        {
            throw new RsdtrException(
                DataDiagnostics.ImageUndecodable,
                $"is no {options.ImageReader.Formats} image, and its name ends in none of .tar.gz, .tgz, .tar, .npy, .npz; give a folder or file of one of these kinds",
                path);
        }
    }
}
