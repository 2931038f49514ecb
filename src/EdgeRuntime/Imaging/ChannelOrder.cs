namespace RsdtrEdge.Runtime.Imaging;

/// <summary>The order of the colour planes that a network takes (<c>--channels</c>).</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red, as networks trained with OpenCV take them.</summary>
    Bgr,
}
