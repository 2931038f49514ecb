namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>The one rule that says whether a network classifies; training, judging and the gate all ask here.</summary>
internal static class ClassScores
{
    /// <summary>What the rule asks for, in words that follow "a network with".</summary>
    public const string Form = "one float32 output of class scores, [batch, classes]";

    /// <summary>Whether the first output holds class scores: one row of two or more float32 numbers for each image, and no further output unless scores are asked for.</summary>
    /// <param name="kind">What outputs are to be taken for.</param>
    /// <param name="outputs">How many outputs the network has; texts may be left out.</param>
    /// <param name="isFloat">Whether the first holds float32 numbers.</param>
    /// <param name="dimensions">Its shape; a negative size is not known and fits.</param>
    /// <param name="images">The images that it is for.</param>
    public static bool AreGiven(OutputKind kind, int outputs, bool isFloat, ReadOnlySpan<long> dimensions, long images) =>
        kind != OutputKind.Values && (outputs == 1 || kind == OutputKind.Scores) && isFloat
        && dimensions is [var batch, not (0 or 1)] && (batch == images || batch < 0);
}
