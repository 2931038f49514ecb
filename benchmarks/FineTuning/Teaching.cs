namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>What teaches a network.</summary>
internal enum Teaching
{
    /// <summary>The images' classes alone.</summary>
    Labels,

    /// <summary>The original as it was given, alone: no class is looked at.</summary>
    Distilled,

    /// <summary>The images' classes and the original that they trained, which is what somebody who has classes and will train has at hand.</summary>
    Taught,
}
