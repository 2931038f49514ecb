namespace RsdtrEdge.Compressor.Reports;

/// <summary>Whether the budget is met.</summary>
public enum Verdict
{
    /// <summary>The compressed network is inside the budget.</summary>
    Met,

    /// <summary>The original was inside the budget already and is passed through unchanged.</summary>
    PassedThrough,

    /// <summary>The budget is not met.</summary>
    NotMet,
}
