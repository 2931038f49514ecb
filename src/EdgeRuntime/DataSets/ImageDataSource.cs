using System.Collections.Concurrent;
using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>Samples from image files.</summary>
internal sealed class ImageDataSource : DataSource
{
    // Images whose compressed bytes are in memory at once. Large enough to keep all cores busy, small against the tensors.
    private const int ChunkSize = 256;

    private readonly ImageStore _store;
    private readonly ClassLayout _layout;
    private readonly int[] _selected;

    public ImageDataSource(ImageStore store, string path, DataSourceOptions options)
        : base(path, options)
    {
        _store = store;
        if (store.Paths.Count == 0)
        {
            throw new RsdtrException(
                DataDiagnostics.EmptySet,
                string.Create(CultureInfo.InvariantCulture, $"holds no .jpg, .jpeg or .png file ({store.IgnoredEntries} other files were passed over); give a folder or archive with images"),
                path);
        }

        _layout = ClassLayout.Find(store.Paths, path);
        _selected = StratifiedSample.Draw(_layout.Labels, store.Paths.Count, options.Images ?? int.MaxValue, options.Seed);
    }

    private ImageDataSource(ImageDataSource whole, int[] selected)
        : base(whole.Path, whole.Options)
    {
        _store = whole._store;
        _layout = whole._layout;
        _selected = selected;
    }

    public override int Count => _selected.Length;

    public override int TotalCount => _store.Paths.Count;

    public override int IgnoredEntries => _store.IgnoredEntries;

    public override bool IsRandomAccess => _store.IsRandomAccess;

    public override IReadOnlyList<int>? Labels => _layout.Labels is { } labels ? Array.ConvertAll(_selected, index => labels[index]) : null;

    public override IReadOnlyList<string> ClassNames => _layout.ClassNames;

    public override SampleShape? DeclaredShape => null;

    public override IEnumerable<string> Listing => _selected.Select(index => $"{_store.Paths[index]} {Stamp(_store.FileOf(index))}");

    private protected override DataSource PickChecked(ReadOnlySpan<int> indices) =>
        new ImageDataSource(this, Array.ConvertAll(indices.ToArray(), index => _selected[index]));

    private protected override IEnumerable<DataSet> ReadBatches(
        SampleShape shape, int batchSize, int maxDegreeOfParallelism, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        // Made first, so that a shape that images cannot fill is said before anything is read.
        ConcurrentBag<ImageWorker> workers = [NewWorker(shape)];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = maxDegreeOfParallelism, CancellationToken = cancellationToken };
        return ReadBatches(shape, batchSize, workers, parallel, progress);
    }

    private IEnumerable<DataSet> ReadBatches(
        SampleShape shape, int batchSize, ConcurrentBag<ImageWorker> workers, ParallelOptions parallel, IProgress<int>? progress)
    {
        int read = 0;
        Action? decoded = progress is null ? null : () => progress.Report(Interlocked.Increment(ref read));
        using IEnumerator<EncodedImage> images = _store.Read(_selected).GetEnumerator();
        List<EncodedImage> chunk = new(Math.Min(batchSize, ChunkSize));
        for (int start = 0; start < Count; start += batchSize)
        {
            DataSet batch = NewBatch(shape, _selected.AsSpan(start, Math.Min(batchSize, Count - start)));
            for (int done = 0; done < batch.Count; done += chunk.Count)
            {
                chunk.Clear();
                while (chunk.Count < Math.Min(ChunkSize, batch.Count - done) && images.MoveNext())
                {
                    parallel.CancellationToken.ThrowIfCancellationRequested();
                    chunk.Add(images.Current);
                }

                Decode(chunk, workers, parallel, batch, done, decoded);
            }

            yield return batch;
        }
    }

    private DataSet NewBatch(SampleShape shape, ReadOnlySpan<int> indices)
    {
        string[] names = new string[indices.Length];
        int[]? labels = _layout.Labels is null ? null : new int[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            names[i] = _store.Paths[indices[i]];
            if (labels is not null)
            {
                labels[i] = _layout.Labels![indices[i]];
            }
        }

        return new DataSet(shape, new float[indices.Length * shape.Length], names, labels, _layout.ClassNames);
    }

    /// <summary>Decodes the chunk's images, each to its own place; of several failures the first in order is thrown, whichever thread met its own first.</summary>
    private void Decode(
        List<EncodedImage> chunk, ConcurrentBag<ImageWorker> workers, ParallelOptions parallel, DataSet batch, int first, Action? decoded)
    {
        int length = (int)batch.Shape.Length;
        RsdtrException?[] failures = new RsdtrException?[chunk.Count];
        void DecodeOne(int i, ImageWorker worker)
        {
            try
            {
                worker.Write(chunk[i], batch.Values.AsSpan((first + i) * length, length));
                decoded?.Invoke();
            }
            catch (RsdtrException exception)
            {
                failures[i] = exception;
            }
        }

        if (chunk.Count == 1 || parallel.MaxDegreeOfParallelism == 1)
        {
            ImageWorker worker = Take(workers, batch.Shape);
            for (int i = 0; i < chunk.Count; i++)
            {
                parallel.CancellationToken.ThrowIfCancellationRequested();
                DecodeOne(i, worker);
            }

            workers.Add(worker);
        }
        else
        {
            Parallel.For(
                0,
                chunk.Count,
                parallel,
                () => Take(workers, batch.Shape),
                (i, _, worker) =>
                {
                    DecodeOne(i, worker);
                    return worker;
                },
                workers.Add);
        }

        if (Array.Find(failures, failure => failure is not null) is { } failed)
        {
            throw failed;
        }
    }

    private ImageWorker Take(ConcurrentBag<ImageWorker> workers, SampleShape shape) => workers.TryTake(out ImageWorker? worker) ? worker : NewWorker(shape);

    private ImageWorker NewWorker(SampleShape shape)
    {
        try
        {
            return new ImageWorker(_store, Options.ImageReader, new ImageTensorizer(shape.Channels, shape.Height, shape.Width, Options.Preprocessing));
        }
        catch (RsdtrException exception)
        {
            throw exception.WithFile(Path);
        }
    }
}
