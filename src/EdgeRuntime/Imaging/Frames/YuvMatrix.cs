namespace RsdtrEdge.Runtime.Imaging.Frames;

/// <summary>The weights of red, green and blue in a frame's luma.</summary>
public enum YuvMatrix
{
    /// <summary>ITU-R BT.601: 0.299, 0.587, 0.114. Of standard definition, and of nearly all USB cameras.</summary>
    Bt601,

    /// <summary>ITU-R BT.709: 0.2126, 0.7152, 0.0722. Of high definition.</summary>
    Bt709,
}
