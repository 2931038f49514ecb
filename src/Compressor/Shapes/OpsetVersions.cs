namespace RsdtrEdge.Compressor.Shapes;

/// <summary>Versions of ONNX's operator set that matter here.</summary>
internal static class OpsetVersions
{
    /// <summary>The version assumed where a model does not import ONNX's own operators at all.</summary>
    public const long Newest = 24;
}
