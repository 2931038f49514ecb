using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Schedules;

namespace RsdtrEdge.Samples.Training;

/// <summary>How the shipped network is trained. The same recipe gives the same bytes on any number of threads.</summary>
internal static class Recipe
{
    /// <summary>Times that all images are trained with.</summary>
    public const int Epochs = 16;

    /// <summary>Images to train with, of series <see cref="TrainingSeed"/>; 1,000 of them only judge.</summary>
    public const int TrainingImages = 50_000;

    /// <summary>The series of images to train with.</summary>
    public const ulong TrainingSeed = 1;

    /// <summary>Images to measure with, of series <see cref="TestSeed"/>.</summary>
    public const int TestImages = 10_000;

    /// <summary>The series of images to measure with.</summary>
    public const ulong TestSeed = 2;

    private const double LinearRate = 0.002;

    /// <summary>The start of weights, order and changes of images.</summary>
    public const int Seed = 1;

    /// <summary>The options of the library's training that make a network from random weights.</summary>
    /// <param name="data">The archive of images to train with.</param>
    /// <param name="epochs">Times that all are trained with.</param>
    /// <param name="checkpoint">The file that keeps how far the training is.</param>
    /// <param name="threads">Threads to work with; 0: one a processor.</param>
    public static FineTuningOptions Options(string data, int epochs, string checkpoint, int threads) => new()
    {
        Data = data,
        UseLabels = true,
        Normalization = NormalizationStatistics.Batch,
        Epochs = epochs,
        BatchSize = 128,
        Rate = 0.1,
        Schedule = ScheduleKind.OneCycle,
        WeightDecay = 5e-4,
        // Gradients that the batch normalizes need no limit.
        Clip = 0,
        HeldOutImages = 1_000,
        Turn = true,
        Shift = 0,
        Seed = Seed,
        Threads = threads,
        Checkpoint = checkpoint,
    };

    /// <summary>The same for one fully connected layer on the pixels: how much of the task is solved without seeing shapes.</summary>
    /// <inheritdoc cref="Options"/>
    public static FineTuningOptions LinearOptions(string data, int epochs, string checkpoint, int threads) =>
        Options(data, epochs, checkpoint, threads) with { Rate = LinearRate, Turn = false, Flip = false };
}
