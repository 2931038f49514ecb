namespace RsdtrEdge.Runtime.Imaging.Frames;

/// <summary>How a camera's frame holds its pixels. In brackets the names that V4L2 has for it.</summary>
public enum PixelFormat
{
    /// <summary>Red, green, blue: three bytes a pixel (<c>RGB3</c>).</summary>
    Rgb24,

    /// <summary>Blue, green, red: three bytes a pixel (<c>BGR3</c>).</summary>
    Bgr24,

    /// <summary>Red, green, blue and a fourth byte that is ignored (<c>AB24</c>, <c>XB24</c>).</summary>
    Rgba32,

    /// <summary>Blue, green, red and a fourth byte that is ignored (<c>AR24</c>, <c>XR24</c>).</summary>
    Bgra32,

    /// <summary>Y0 Cb Y1 Cr: two pixels in four bytes, which share their chroma (<c>YUYV</c>). What most USB cameras give.</summary>
    Yuyv,

    /// <summary>A plane of luma, then one of pairs Cb Cr of half its width and height (<c>NV12</c>). What hardware decoders and image processors give.</summary>
    Nv12,

    /// <summary>A plane of luma, then one of Cb and one of Cr, each of half its width and height (<c>YU12</c>). What <c>rpicam-vid --codec yuv420</c> gives.</summary>
    I420,
}
