namespace RsdtrEdge.Runtime.Imaging.Png;

/// <summary>What a PNG's samples mean (PNG specification, 11.2.1).</summary>
internal enum PngColorType
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    RgbAlpha = 6,
}
