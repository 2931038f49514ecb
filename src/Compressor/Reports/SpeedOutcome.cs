namespace RsdtrEdge.Compressor.Reports;

/// <summary>What became of the promise that the compressed network is not slower than the original.</summary>
public enum SpeedOutcome
{
    /// <summary>It was not slower as it was chosen.</summary>
    NotSlower,

    /// <summary>It was slower; layers fell back to running as the original's do, and now it is not.</summary>
    FellBack,

    /// <summary>It is slower.</summary>
    Slower,
}
