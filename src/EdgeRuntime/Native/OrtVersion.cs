using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Native;

/// <summary>
/// Which version of the C API to ask a library for. Version N of the API came with ONNX Runtime 1.N, and a library serves
/// all versions up to its own. It is asked for the newest that both sides know, because a request that it does not know
/// makes it write to the standard error stream.
/// </summary>
internal static class OrtVersion
{
    /// <summary>The oldest version that compressed models are promised to run in.</summary>
    public const int Oldest = 17;

    /// <summary>The newest version that this binding was tried with.</summary>
    public const int Newest = 31;

    /// <summary>The API version for a library.</summary>
    /// <param name="library">The library's version, such as <c>1.30.0</c>.</param>
    /// <param name="path">Where the library is, for the message.</param>
    /// <exception cref="RsdtrException">RSDTR4002: the library is too old.</exception>
    public static int Negotiate(string library, string path)
    {
        string[] parts = library.Split('.');
        if (parts.Length < 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
        {
            // A build of one's own may carry any name; the API itself then says whether it serves the oldest version.
            return Oldest;
        }

        if (major > 1)
        {
            return Newest;
        }

        return major == 1 && minor >= Oldest ? Math.Min(minor, Newest) : throw TooOld(library, path);
    }

    /// <summary>The failure of a library that does not serve the oldest version.</summary>
    public static RsdtrException TooOld(string library, string path) => new(
        RuntimeDiagnostics.NativeLibraryTooOld,
        $"ONNX Runtime {library} ('{path}') is older than 1.{Oldest}, the oldest version supported: replace it, or set {NativeLibraryResolver.PathVariable} to a newer one.");
}
