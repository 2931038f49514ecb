namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>Where a chain of convolutions with nothing between them is cut, so that a training step runs each piece as one convolution.</summary>
internal static class StageCuts
{
    /// <summary>The cheapest way to cut a chain, by <see cref="ConvolutionStage.Cost"/>.</summary>
    /// <param name="stages">The chain.</param>
    /// <returns>The pieces in their order, each by the places of its first and last stage.</returns>
    public static IReadOnlyList<(int First, int Last)> Cheapest(IReadOnlyList<ConvolutionStage> stages)
    {
        double[] least = [0, .. Enumerable.Repeat(double.PositiveInfinity, stages.Count)];
        int[] begins = new int[stages.Count];
        for (int first = 0; first < stages.Count; first++)
        {
            ConvolutionStage? merged = stages[first];
            for (int last = first; merged is not null; merged = ++last < stages.Count ? merged.Then(stages[last]) : null)
            {
                if (least[first] + merged.Cost < least[last + 1])
                {
                    least[last + 1] = least[first] + merged.Cost;
                    begins[last] = first;
                }
            }
        }

        List<(int First, int Last)> pieces = [];
        for (int last = stages.Count - 1; last >= 0; last = begins[last] - 1)
        {
            pieces.Add((begins[last], last));
        }

        pieces.Reverse();
        return pieces;
    }
}
