using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training.Data;

/// <summary>
/// The batches of each epoch: all images in a seeded order, changed by what is seeded with (seed, epoch, image). An incomplete last batch is filled from the epoch's
/// start. Another thread prepares batches ahead; what they hold depends on nothing but seed, epoch and number.
/// </summary>
internal sealed class TrainingBatches
{
    // Kinds of draws.
    private const long OrderDraws = 0;
    private const long ImageDraws = 1;

    private readonly ITrainingImages _images;
    private readonly IReadOnlyList<int>? _labels;
    private readonly long _seed;
    private readonly ImageAugmentation? _augmentation;
    private readonly int _ahead;

    /// <summary>Prepares batches.</summary>
    /// <param name="images">The images, at least one.</param>
    /// <param name="labels">Their labels, or null.</param>
    /// <param name="batchSize">Images a batch.</param>
    /// <param name="seed">The seed of the order and of what changes images.</param>
    /// <param name="augmentation">What changes images; null: nothing.</param>
    /// <param name="ahead">How many batches are prepared ahead; 0: each when it is asked for, on the thread that asks.</param>
    public TrainingBatches(
        ITrainingImages images, IReadOnlyList<int>? labels, int batchSize, long seed, ImageAugmentation? augmentation = null, int ahead = 2)
    {
        _images = images;
        _labels = labels;
        BatchSize = batchSize;
        _seed = seed;
        _augmentation = augmentation;
        _ahead = ahead;
        PerEpoch = (images.Count + batchSize - 1) / batchSize;
    }

    /// <summary>Images a batch.</summary>
    public int BatchSize { get; }

    /// <summary>Batches an epoch.</summary>
    public int PerEpoch { get; }

    /// <summary>The order of the images in an epoch.</summary>
    /// <param name="epoch">The epoch.</param>
    public int[] Order(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, _images.Count)];
        new SeededGenerator(SeedSequence.Of(_seed, OrderDraws, epoch)).Shuffle<int>(order);
        return order;
    }

    /// <summary>The batches of an epoch. The arrays of a batch are used again for later ones once the next is asked for.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="first">The batch to begin with.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="RsdtrException">Images on disk can no longer be read (RSDTR11xx).</exception>
    public IEnumerable<TrainingBatch> Epoch(int epoch, int first, CancellationToken cancellation)
    {
        int[] order = Order(epoch);
        return _ahead == 0 ? Prepare(epoch, order, first, cancellation) : PrepareAhead(epoch, order, first, cancellation);
    }

    private IEnumerable<TrainingBatch> Prepare(int epoch, int[] order, int first, CancellationToken cancellation)
    {
        // One batch is in use, some wait, and one is being filled.
        TrainingBatch[] buffers = [.. Enumerable.Range(0, _ahead + 2).Select(_ => NewBatch())];
        int[] indices = new int[BatchSize];
        for (int number = first; number < PerEpoch; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < indices.Length; i++)
            {
                indices[i] = order[(int)((((long)number * BatchSize) + i) % order.Length)];
            }

            TrainingBatch batch = buffers[number % buffers.Length];
            Fill(batch, indices, epoch, cancellation);
            yield return batch;
        }
    }

    private TrainingBatch NewBatch() => new(new float[BatchSize * _images.Shape.Length], _labels is null ? null : new long[BatchSize]);

    private void Fill(TrainingBatch batch, int[] indices, int epoch, CancellationToken cancellation)
    {
        _images.Read(indices, batch.Images, cancellation);
        int length = (int)_images.Shape.Length;
        for (int i = 0; i < indices.Length; i++)
        {
            _augmentation?.Apply(batch.Images.AsSpan(i * length, length), new SeededGenerator(SeedSequence.Of(_seed, ImageDraws, epoch, indices[i])));
            if (batch.Labels is { } labels)
            {
                labels[i] = _labels![indices[i]];
            }
        }
    }

    private IEnumerable<TrainingBatch> PrepareAhead(int epoch, int[] order, int first, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using BlockingCollection<TrainingBatch> ready = new(_ahead);
        ExceptionDispatchInfo? failure = null;
        Thread preparation = new(() =>
        {
            try
            {
                foreach (TrainingBatch batch in Prepare(epoch, order, first, stop.Token))
                {
                    ready.Add(batch, stop.Token);
                }
            }
#pragma warning disable CA1031 // Whatever it is, the thread that asks for the batch gets it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
            finally
            {
                ready.CompleteAdding();
            }
        })
        {
            IsBackground = true,
            Name = "training data",
        };
        preparation.Start();
        try
        {
            foreach (TrainingBatch batch in ready.GetConsumingEnumerable(CancellationToken.None))
            {
                yield return batch;
            }
        }
        finally
        {
            stop.Cancel();
            preparation.Join();
        }

        failure?.Throw();
    }
}
