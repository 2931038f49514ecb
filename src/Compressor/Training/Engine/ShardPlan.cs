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

    // The images whose mean and variance normalize: of fewer they say little, of one nothing.
    private const int LeastNormalized = 8;

    /// <summary>The plan for a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batchSize">The images of a step.</param>
    /// <param name="normalization">By which statistics BatchNormalization nodes normalize. Where that is those of the images of a run, a run has at least eight, or the whole batch.</param>
    /// <exception cref="RsdtrException">The network's fixed batch does not divide the batch of a step, or a run would normalize each image by itself (RSDTR1202).</exception>
    public static ShardPlan For(TrainingNetwork network, int batchSize, NormalizationStatistics normalization = NormalizationStatistics.Stored)
    {
        ShardPlan plan = For(network, batchSize, normalization == NormalizationStatistics.Batch ? LeastNormalized : 1);
        return normalization == NormalizationStatistics.Stored || plan.ImagesPerRun > 1
            ? plan
            : throw new RsdtrException(
                TrainingDiagnostics.NotTrainable,
                $"--normalization batch would normalize each image by itself, since {(network.FixedBatch is null ? "a step has a single one: give more with --batch" : "the network takes a single one at a time: export it with an open batch")}, or train with --normalization stored.",
                network.Source.SourcePath);
    }

    private static ShardPlan For(TrainingNetwork network, int batchSize, int least)
    {
        if (network.FixedBatch is not { } images)
        {
            int parts = Enumerable.Range(1, MostShards).Last(parts => batchSize % parts == 0 && (parts == 1 || batchSize / parts >= least));
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
        int shards = Enumerable.Range(1, MostShards).Last(parts => runs % parts == 0);
        return new ShardPlan(batchSize, shards, runs / shards, (int)images);
    }
}
