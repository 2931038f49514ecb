namespace RsdtrEdge.Compressor.Reports;

/// <summary>What an allocation weighed the errors of layers by.</summary>
public static class SteeringKinds
{
    /// <summary>The network's output error, measured with the images or arrays that the user gave.</summary>
    public const string Images = "calibration images";

    /// <summary>
    /// No images: for at least one layer, how much its input channels vary as the network's BatchNormalization says, folded or not; for the
    /// others as <see cref="Kernels"/>. No statement about accuracy.
    /// </summary>
    public const string Normalization = "folded batch normalization";

    /// <summary>No images: the norms of the kernels' changes, all input channels alike, neighbouring positions as smooth images have them. No statement about accuracy.</summary>
    public const string Kernels = "kernel norms";
}
