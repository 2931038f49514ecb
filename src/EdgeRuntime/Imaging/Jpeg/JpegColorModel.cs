namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>What the components of a frame mean.</summary>
internal enum JpegColorModel
{
    Grey,
    Rgb,
    YCbCr,

    /// <summary>Ink amounts, inverted as Adobe's programs store them.</summary>
    Cmyk,

    /// <summary>Such ink amounts, the first three as YCbCr.</summary>
    Ycck,
}
