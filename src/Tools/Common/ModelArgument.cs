using System.CommandLine;

namespace RsdtrEdge.Tools.Common;

/// <summary>The argument that names an ONNX file.</summary>
internal static class ModelArgument
{
    /// <summary>Creates the argument.</summary>
    public static Argument<string> Create() => FileArgument.Create("MODEL", "The ONNX file.");
}
