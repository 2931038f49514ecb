using RsdtrEdge.Compressor.Training.Data;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Tests.Training.Data;

public sealed class TrainingBatchesTests
{
    private const int Count = 23;

    private static readonly SampleShape Shape = new(1, 1, 2);

    [Fact]
    public void Each_image_comes_once_an_epoch_with_its_label_and_the_last_batch_is_filled_from_the_start()
    {
        TrainingBatches batches = Batches(batchSize: 5);
        Assert.Equal(5, batches.PerEpoch);
        (float Image, long Label)[] epoch = [.. Read(batches, epoch: 2)];
        Assert.Equal(25, epoch.Length);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (float)i), epoch[..Count].Select(item => item.Image).Order());
        Assert.Equal(epoch[..2], epoch[Count..]);
        Assert.All(epoch, item => Assert.Equal(10 * item.Image, item.Label));
        Assert.Equal(batches.Order(2).Select(i => (float)i), epoch[..Count].Select(item => item.Image));
    }

    [Fact]
    public void A_batch_that_is_larger_than_the_set_holds_images_again() => Assert.Equal(
        Enumerable.Repeat(Batches(batchSize: 50).Order(0), 3).SelectMany(order => order).Take(50).Select(i => (float)i),
        Read(Batches(batchSize: 50), epoch: 0).Select(item => item.Image));

    [Fact]
    public void Orders_differ_from_epoch_to_epoch_and_from_seed_to_seed()
    {
        Assert.NotEqual(Batches(5).Order(0), Batches(5).Order(1));
        Assert.NotEqual(Batches(5, seed: 1).Order(0), Batches(5, seed: 2).Order(0));
        Assert.Equal(Batches(5, seed: 1).Order(3), Batches(5, seed: 1).Order(3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void What_is_prepared_ahead_is_the_same(int ahead)
    {
        (float, long)[] expected = [.. Read(Batches(4, changes: true, ahead: 0), epoch: 1)];
        Assert.Equal(expected, Read(Batches(4, changes: true, ahead: ahead), epoch: 1));
    }

    [Fact]
    public void An_epoch_can_begin_at_any_batch()
    {
        (float, long)[] whole = [.. Read(Batches(4, changes: true), epoch: 1)];
        for (int first = 0; first <= 6; first++)
        {
            Assert.Equal(whole[(4 * first)..], Read(Batches(4, changes: true), epoch: 1, first));
        }
    }

    [Fact]
    public void What_changes_an_image_depends_on_seed_epoch_and_image_alone()
    {
        Dictionary<long, float> Changed(int batchSize, long seed, int epoch) =>
            Read(Batches(batchSize, seed, changes: true), epoch).DistinctBy(item => item.Label).ToDictionary(item => item.Label, item => item.Image);
        Assert.Equal(Changed(4, 1, 0).OrderBy(item => item.Key), Changed(7, 1, 0).OrderBy(item => item.Key));
        Assert.NotEqual(Changed(4, 1, 0).OrderBy(item => item.Key), Changed(4, 1, 1).OrderBy(item => item.Key));
        Assert.NotEqual(Changed(4, 1, 0).OrderBy(item => item.Key), Changed(4, 2, 0).OrderBy(item => item.Key));
    }

    [Fact]
    public void Without_labels_there_are_none() =>
        Assert.All(new TrainingBatches(Images(), null, 4, seed: 0).Epoch(0, 0, CancellationToken.None), batch => Assert.Null(batch.Labels));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Who_waits_for_a_batch_hears_of_a_failure(int ahead)
    {
        TrainingBatches batches = new(new FailingImages(), null, 4, seed: 0, ahead: ahead);
        Assert.Equal("gone", Assert.Throws<IOException>(() => batches.Epoch(0, 0, CancellationToken.None).Count()).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Reading_stops_when_it_is_cancelled(int ahead)
    {
        using CancellationTokenSource stop = new();
        int read = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (TrainingBatch _ in Batches(1, ahead: ahead).Epoch(0, 0, stop.Token))
            {
                if (++read == 3)
                {
                    stop.Cancel();
                }
            }
        });
        Assert.InRange(read, 3, 3 + ahead + 1);
    }

    private static IEnumerable<(float Image, long Label)> Read(TrainingBatches batches, int epoch, int first = 0) =>
        batches.Epoch(epoch, first, CancellationToken.None).SelectMany(batch =>
        {
            Assert.Equal(batches.BatchSize * 2, batch.Images.Length);
            return batch.Labels!.Select((label, i) => (batch.Images[2 * i], label)).ToArray();
        });

    private static TrainingBatches Batches(int batchSize, long seed = 1, bool changes = false, int ahead = 2) => new(
        Images(), [.. Enumerable.Range(0, Count).Select(i => 10 * i)], batchSize, seed,
        changes ? new ImageAugmentation(new AugmentationSettings { Flip = true, ColourNoise = 0.5 }, Shape, [new PlaneStatistics(0, 1)]) : null, ahead);

    // Image i is (i, -i).
    private static FloatImages Images()
    {
        FloatImages images = new(Shape);
        for (int i = 0; i < Count; i++)
        {
            images.Add([i, -i]);
        }

        return images;
    }

    private sealed class FailingImages : ITrainingImages
    {
        public SampleShape Shape => TrainingBatchesTests.Shape;

        public int Count => TrainingBatchesTests.Count;

        public void Read(ReadOnlySpan<int> indices, Span<float> destination, CancellationToken cancellation) => throw new IOException("gone");
    }
}
