namespace RsdtrEdge.Compressor.Onnx;

/// <summary>How a convolution or pooling finds its padding (attribute <c>auto_pad</c>).</summary>
internal enum AutoPadding
{
    /// <summary>The attribute <c>pads</c> says it.</summary>
    NotSet = 0,

    /// <summary>Output size = ceil(input / stride); an odd padding has its extra element at the end.</summary>
    SameUpper,

    /// <summary>Output size = ceil(input / stride); an odd padding has its extra element at the beginning.</summary>
    SameLower,

    /// <summary>No padding.</summary>
    Valid,
}
