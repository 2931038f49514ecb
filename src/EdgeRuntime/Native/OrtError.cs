namespace RsdtrEdge.Runtime.Native;

/// <summary>A failure as ONNX Runtime tells it.</summary>
/// <param name="Code">Its kind.</param>
/// <param name="Message">Its text, which may hold several lines.</param>
internal readonly record struct OrtError(OrtErrorCode Code, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Message.ReplaceLineEndings(" ").Trim()} ({Code})";
}
