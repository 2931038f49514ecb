using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Compressor.Caching;

/// <summary>What this program is: its version and a hash of all that it runs, so that another build of it never takes what this one kept.</summary>
internal static class ToolIdentity
{
    // The native library under each of its names.
    private const string LibraryPattern = "*onnxruntime*";

    /// <summary>The identity of the running program.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    public static string Current(CancellationToken cancellation) =>
        Of(AppContext.BaseDirectory, Environment.ProcessPath, Environment.GetEnvironmentVariable(NativeLibraryResolver.PathVariable), cancellation);

    /// <summary>The identity of a program.</summary>
    /// <param name="folder">The program's folder.</param>
    /// <param name="program">The file that the system started, which is all there is of a program in one file.</param>
    /// <param name="onnxRuntime">An ONNX Runtime that was named in place of the program's; null or empty for none.</param>
    /// <param name="cancellation">Stops the reading.</param>
    internal static string Of(string folder, string? program, string? onnxRuntime, CancellationToken cancellation)
    {
        CacheKeyBuilder key = new(cancellation);
        key.Append("version", ModelStamp.Version);
        // Its sine and its exponential are those of .NET.
        key.Append("runtime", Environment.Version);
        string[] assemblies = FilesIn(folder, "*.dll");
        string[] native = string.IsNullOrEmpty(onnxRuntime)
            ? [.. FilesIn(folder, LibraryPattern), .. FilesIn(NativeFolder(folder), "*")]
            : File.Exists(onnxRuntime) ? [onnxRuntime] : FilesIn(onnxRuntime, LibraryPattern);
        foreach (string file in assemblies.Length > 0 || program is null ? [.. assemblies, .. native] : native.Append(program))
        {
            key.AppendFile(Path.GetFileName(file), file);
        }

        return key.ToHex();
    }

    /// <summary>The folder below a program's that holds the native libraries of this machine.</summary>
    internal static string NativeFolder(string folder) => Path.Combine(folder, "runtimes", NativeLibraryResolver.RuntimeIdentifier, "native");

    private static string[] FilesIn(string folder, string pattern) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)] : [];
}
