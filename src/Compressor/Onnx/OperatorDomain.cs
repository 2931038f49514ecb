namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Names of operator sets: ONNX's own is written as the empty string or as <c>ai.onnx</c>.</summary>
internal static class OperatorDomain
{
    public static bool IsDefault(string domain) => domain is "" or "ai.onnx";

    public static bool Same(string left, string right) =>
        left == right || (IsDefault(left) && IsDefault(right));
}
