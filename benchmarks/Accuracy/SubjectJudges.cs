using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>The images that judge a network.</summary>
/// <param name="images">All images that were loaded for it.</param>
/// <param name="places">Those among them that judge.</param>
/// <param name="original">The original's outputs for those that judge.</param>
internal sealed class SubjectJudges(DataSet images, int[] places, RecordedOutputs original)
{
    /// <summary>The original's outputs.</summary>
    public RecordedOutputs Original => original;

    /// <summary>Runs a compressed network.</summary>
    /// <param name="model">Its file.</param>
    public RecordedOutputs Run(string model)
    {
        using InferenceSession session = RecordedOutputs.Load(model);
        return RecordedOutputs.Run(session, images, places);
    }

    /// <summary>The share of the images that a network puts into their class.</summary>
    /// <param name="outputs">Its outputs.</param>
    public double Top1(RecordedOutputs outputs) => (double)outputs.CountCorrect([.. places.Select(place => images.Labels![place])]) / places.Length;
}
