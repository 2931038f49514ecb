namespace RsdtrEdge.Compressor.Reports;

/// <summary>What a receipt was measured with.</summary>
public static class InputKinds
{
    /// <summary>The images or arrays that the user gave.</summary>
    public const string Images = "images";

    /// <summary>Seeded noise, where no images were given: no statement about accuracy.</summary>
    public const string Synthetic = "synthetic";
}
