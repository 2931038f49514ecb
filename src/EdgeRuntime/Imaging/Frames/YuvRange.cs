namespace RsdtrEdge.Runtime.Imaging.Frames;

/// <summary>Which of the 256 levels a frame's luma and chroma use.</summary>
public enum YuvRange
{
    /// <summary>Luma from 16 (black) to 235 (white), chroma from 16 to 240 about 128: video's own.</summary>
    Limited,

    /// <summary>Luma from 0 to 255, chroma from 0 to 255 about 128: that of JPEG.</summary>
    Full,
}
