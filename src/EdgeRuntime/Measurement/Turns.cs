namespace RsdtrEdge.Runtime.Measurement;

/// <summary>
/// In which order models that take turns have their blocks: in every second round backwards, so that a clock that falls steadily, or a board that warms up,
/// favours none of them.
/// </summary>
internal static class Turns
{
    /// <summary>One round: a block of each.</summary>
    /// <param name="round">The number of the round, from 0.</param>
    /// <param name="count">How many take turns.</param>
    /// <param name="block">Runs a block of one of them, by its index, and gives its figure.</param>
    /// <returns>The figures in the order of the indices, whoever came first.</returns>
    public static double[] Take(int round, int count, Func<int, double> block)
    {
        double[] figures = new double[count];
        for (int turn = 0; turn < count; turn++)
        {
            int index = round % 2 == 0 ? turn : count - 1 - turn;
            figures[index] = block(index);
        }

        return figures;
    }
}
