using System.Runtime.InteropServices;

namespace RsdtrEdge.Compressor.Caching;

/// <summary>Where the native ONNX Runtime of a program lies, as far as its identity needs it: without loading it.</summary>
internal static class OnnxRuntimeFiles
{
    /// <summary>The environment variable that names a library file or its folder.</summary>
    public const string PathVariable = "RSDTR_ONNXRUNTIME";

    /// <summary>The library's file, under each of its names.</summary>
    public const string Pattern = "*onnxruntime*";

    /// <summary>The runtime identifier of this process, without the distribution: <c>linux-arm64</c>.</summary>
    public static string RuntimeIdentifier { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
}
