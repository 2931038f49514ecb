using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training.Data;

/// <summary>What a run trains with, and what it is judged by.</summary>
/// <param name="Images">The images to train with.</param>
/// <param name="Labels">Their labels, or null.</param>
/// <param name="HeldOut">The images that judge: none of them is trained with.</param>
/// <param name="Hash">A hash of each (<see cref="TrainingImageReader"/>).</param>
internal sealed record TrainingData(ITrainingImages Images, IReadOnlyList<int>? Labels, StreamedImages HeldOut, string Hash)
{
    /// <summary>Reads the data of a run and holds a part out.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="shape">What the network takes.</param>
    /// <param name="heldOut">How many images judge, given how many there are; brought to at least 1, and to fewer than there are.</param>
    /// <param name="seed">The seed of the split, which is stratified where there are labels.</param>
    /// <param name="threads">Threads that decode.</param>
    /// <param name="progress">Hears how many images are read, and of how many.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="RsdtrException">The data cannot be used (RSDTR11xx), or is a single image (RSDTR1109).</exception>
    public static TrainingData Read(
        DataSource source, SampleShape shape, Func<int, double> heldOut, long seed, int threads, Action<int, int>? progress, CancellationToken cancellation)
    {
        int judging = Judging(source, heldOut);
        (DataSource training, DataSource held) = source.Split(judging, seed);

        // Both parts share the memory as they share the images.
        long memory = TrainingImageReader.UsualMemory;
        long heldMemory = (long)((double)memory * judging / source.Count);
        (ITrainingImages judges, string heldHash) = TrainingImageReader.Read(
            held, shape, threads, heldMemory, progress is null ? null : (done, _) => progress(done, source.Count), cancellation);
        (ITrainingImages images, string hash) = TrainingImageReader.Read(
            training, shape, threads, memory - heldMemory, progress is null ? null : (done, _) => progress(judging + done, source.Count), cancellation);
        StreamedImages streamed = new(shape, judges.Count, held.Labels, (index, image) => judges.Read([index], image, CancellationToken.None)) { ClassFolders = source.ClassNames.Count };
        return new TrainingData(images, training.Labels, streamed, $"{hash}+{heldHash}");
    }

    /// <summary>How many images judge.</summary>
    /// <param name="source">All images.</param>
    /// <param name="heldOut">How many are wanted, given how many there are; brought to at least 1, and to fewer than there are.</param>
    /// <exception cref="RsdtrException">There is a single image (RSDTR1109).</exception>
    public static int Judging(DataSource source, Func<int, double> heldOut) => source.Count >= 2
        ? (int)Math.Clamp(Math.Round(heldOut(source.Count), MidpointRounding.AwayFromZero), 1, source.Count - 1)
        : throw new RsdtrException(
            DataDiagnostics.SetTooSmall, "holds a single sample: training needs at least 2, one to train with and one to judge by", source.Path);
}
