using System.Globalization;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>
/// How a batch is cut. Shards are computed side by side, the runs of one shard one after the other. The plan does not depend on the number of threads, so that sums
/// are made in one order always.
/// </summary>
/// <param name="BatchSize">The images of a step.</param>
/// <param name="Shards">The parts of a batch.</param>
/// <param name="RunsPerShard">More than one where the network takes a fixed number of images.</param>
/// <param name="ImagesPerRun">The images of one run.</param>
internal sealed record ShardPlan(int BatchSize, int Shards, int RunsPerShard, int ImagesPerRun)
{
    // The threads that a step can use. Of ResNet-20's batch of 64, four shards take as long as two, and less memory at a time.
    private const int MostShards = 4;

    /// <summary>The plan for a network.</summary>
    /// <exception cref="RsdtrException">The network's fixed batch does not divide the batch of a step (RSDTR1202).</exception>
    public static ShardPlan For(TrainingNetwork network, int batchSize)
    {
        if (network.FixedBatch is not { } images)
        {
            int parts = LargestDivisor(batchSize);
            return new ShardPlan(batchSize, parts, 1, batchSize / parts);
        }

        if (batchSize % images != 0)
        {
            throw new RsdtrException(
                TrainingDiagnostics.NotTrainable,
                string.Create(CultureInfo.InvariantCulture, $"The network takes exactly {images} images at a time, which do not make up a batch of {batchSize}: train with a multiple of {images}."),
                network.Source.SourcePath);
        }

        int runs = (int)(batchSize / images);
        int shards = LargestDivisor(runs);
        return new ShardPlan(batchSize, shards, runs / shards, (int)images);
    }

    private static int LargestDivisor(int count) => Enumerable.Range(1, MostShards).Last(parts => count % parts == 0);
}
