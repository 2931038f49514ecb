using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training.Data;

/// <summary>
/// Brings the images of a training run to where they are read fastest: into memory, one byte a number where that loses nothing, else as they are
/// fed; left on disk where neither fits.
/// </summary>
internal sealed class TrainingImageReader
{
    // So that of a checkpoint that was begun with less memory the message tells why its images are others.
    private const string OnDisk = "disk-";

    // Images that are decoded at a time.
    private const int BatchSize = 256;

    private readonly DataSource _source;
    private readonly SampleShape _shape;
    private readonly long _memory;
    private readonly XxHash128 _hash = new();

    private TrainingImageReader(DataSource source, SampleShape shape, long memory) => (_source, _shape, _memory) = (source, shape, memory);

    /// <summary>The bytes that all images of a run may take: half of what the process may use.</summary>
    public static long UsualMemory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>Reads the images.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="shape">What the network takes.</param>
    /// <param name="threads">Threads that decode; the result does not depend on them.</param>
    /// <param name="memory">The most bytes that the images may take in memory; null: <see cref="UsualMemory"/>.</param>
    /// <param name="progress">Hears how many images are read, and of how many.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The images, and a hash of their names, labels and numbers. Where they stay on disk it begins with <c>disk-</c>, and has sizes and times of the files in place of the numbers.</returns>
    /// <exception cref="RsdtrException">The data cannot be read (RSDTR11xx), or is an archive larger than the memory (RSDTR1106).</exception>
    public static (ITrainingImages Images, string Hash) Read(
        DataSource source, SampleShape shape, int threads, long? memory, Action<int, int>? progress, CancellationToken cancellation)
    {
        TrainingImageReader reader = new(source, shape, memory ?? UsualMemory);
        ITrainingImages images = reader.ReadIntoMemory(threads, progress, cancellation) ?? reader.LeaveOnDisk();
        return (images, $"{(images is SourceImages ? OnDisk : "")}{Convert.ToHexStringLower(reader._hash.GetCurrentHash())}");
    }

    private ITrainingImages? ReadIntoMemory(int threads, Action<int, int>? progress, CancellationToken cancellation)
    {
        long numbers = _source.Count * _shape.Length;
        if (numbers > _memory)
        {
            return null;
        }

        PaletteImages? palette = new(_shape);
        FloatImages? floats = null;
        int read = 0;
        foreach (DataSet batch in _source.Batches(_shape.Channels, _shape.Height, _shape.Width, Math.Min(BatchSize, _source.Count), threads, cancellation))
        {
            Append(_hash, batch);
            for (int i = 0; i < batch.Count; i++)
            {
                if (palette is null || !palette.TryAdd(batch.Tensor(i)))
                {
                    if (sizeof(float) * numbers > _memory)
                    {
                        return null;
                    }

                    floats ??= WithAll(palette!);
                    palette = null;
                    floats.Add(batch.Tensor(i));
                }
            }

            progress?.Invoke(read += batch.Count, _source.Count);
        }

        return palette ?? (ITrainingImages?)floats;
    }

    private FloatImages WithAll(PaletteImages images)
    {
        FloatImages floats = new(_shape);
        floats.AddAll(images);
        return floats;
    }

    private SourceImages LeaveOnDisk()
    {
        if (!_source.IsRandomAccess)
        {
            throw new RsdtrException(
                DataDiagnostics.SetTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_source.Count} samples of {_shape} take more than the {_memory >> 20} MiB that may be used, and an archive cannot be read in random order: unpack it, or take fewer with --images"),
                _source.Path);
        }

        // What was heard of the numbers depends on where the memory ended.
        _hash.Reset();
        Append(_hash, string.Create(CultureInfo.InvariantCulture, $"{_source.Count} {_shape}"));
        foreach (string line in _source.Listing)
        {
            Append(_hash, line);
        }

        foreach (int label in _source.Labels ?? [])
        {
            Append(_hash, label.ToString(CultureInfo.InvariantCulture));
        }

        return new SourceImages(_source, _shape);
    }

    private static void Append(XxHash128 hash, DataSet batch)
    {
        foreach (string name in batch.Names)
        {
            Append(hash, name);
        }

        hash.Append(MemoryMarshal.AsBytes(batch.Values.AsSpan()));
        hash.Append(MemoryMarshal.AsBytes(batch.Labels.AsSpan()));
    }

    private static void Append(XxHash128 hash, string text) => hash.Append(Encoding.UTF8.GetBytes(text + "\n"));
}
