namespace RsdtrEdge.Runtime.Imaging;

/// <summary>How an image of another size is brought to the network's (<c>--resize</c>).</summary>
public enum ResizeMode
{
    /// <summary>Both sides are scaled to the network's, whatever that does to the aspect ratio.</summary>
    Stretch,

    /// <summary>The aspect ratio is kept and the rest is padded on both sides ("letterbox").</summary>
    Fit,
}
