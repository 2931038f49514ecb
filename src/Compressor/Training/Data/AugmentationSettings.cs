namespace RsdtrEdge.Compressor.Training.Data;

/// <summary>How images are changed from epoch to epoch, so that a network does not learn them by heart.</summary>
internal sealed record AugmentationSettings
{
    /// <summary>No change.</summary>
    public static AugmentationSettings None { get; } = new();

    /// <summary>Whether every second image is mirrored, left for right.</summary>
    public bool Flip { get; init; }

    /// <summary>Whether images are turned by quarters, any of the four alike; by halves where they are not square.</summary>
    public bool Turn { get; init; }

    /// <summary>
    /// The largest shift as a share of each side, 0 to 1: the image is cut out of itself with a margin of that width, which is 0, what a network's own padding
    /// is (the mean colour where one is subtracted). 0: no shift.
    /// </summary>
    public double Shift { get; init; }

    /// <summary>
    /// The standard deviation of the change of each plane's brightness, in units of the plane's own deviation over the training images, and of its
    /// contrast, relative. 0: no change.
    /// </summary>
    public double ColourNoise { get; init; }

    /// <summary>Whether images stay as they are.</summary>
    public bool IsNone => !Flip && !Turn && Shift == 0 && ColourNoise == 0;
}
