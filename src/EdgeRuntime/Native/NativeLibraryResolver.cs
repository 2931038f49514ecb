using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Native;

/// <summary>
/// Finds and loads the native ONNX Runtime. An explicit path, then the path in <c>RSDTR_ONNXRUNTIME</c>, are taken at
/// their word: where one is given nothing else is tried. Otherwise: the program's folder, <c>runtimes/RID/native/</c>
/// below it (the layout of NuGet packages), the host's own native search folders, the system's library search.
/// The system comes last because it may hold an old copy of somebody else's (Windows does, in System32).
/// </summary>
internal sealed class NativeLibraryResolver
{
    /// <summary>The environment variable that names a library file or its folder.</summary>
    public const string PathVariable = "RSDTR_ONNXRUNTIME";

    /// <summary>A path that the program gave, or null.</summary>
    public string? ExplicitPath { get; init; }

    /// <summary>The program's folder.</summary>
    public string BaseDirectory { get; init; } = AppContext.BaseDirectory;

    /// <summary>The host's native search folders, as <c>NATIVE_DLL_SEARCH_DIRECTORIES</c> lists them.</summary>
    public string HostSearchDirectories { get; init; } = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> ReadVariable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Whether the system's search is the last resort.</summary>
    public bool SearchSystem { get; init; } = true;

    /// <summary>The runtime identifier of this process, without the distribution: <c>linux-arm64</c>.</summary>
    public static string RuntimeIdentifier { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>The names that the library goes by here; the one with the interface's version first.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
        OperatingSystem.IsWindows() ? ["onnxruntime.dll"]
        : OperatingSystem.IsMacOS() ? ["libonnxruntime.1.dylib", "libonnxruntime.dylib"]
        : ["libonnxruntime.so.1", "libonnxruntime.so"];

    /// <summary>Names with the whole version, as releases carry them where the links to them were left out; tried last.</summary>
    private static string VersionedPattern { get; } = OperatingSystem.IsMacOS() ? "libonnxruntime.1.*.dylib" : "libonnxruntime.so.1.*";

    /// <summary>Loads the library.</summary>
    /// <returns>Its handle, and its path, or its name where the system found it.</returns>
    /// <exception cref="RsdtrException">RSDTR4001: none was found, or none could be loaded.</exception>
    public (nint Handle, string Path) Load()
    {
        string? given = ExplicitPath;
        string origin = "the path that the program gave";
        if (string.IsNullOrEmpty(given))
        {
            given = ReadVariable(PathVariable);
            origin = $"the environment variable {PathVariable}";
        }

        List<string> searched = [];
        List<string> refused = [];
        bool isGiven = !string.IsNullOrEmpty(given);
        foreach (string folder in isGiven ? [given!] : SearchFolders())
        {
            foreach (string file in CandidatesIn(folder))
            {
                if (TryLoad(file, refused, out nint handle))
                {
                    return (handle, file);
                }
            }

            searched.Add(folder);
        }

        if (!isGiven && SearchSystem)
        {
            foreach (string name in FileNames)
            {
                if (NativeLibrary.TryLoad(name, out nint handle))
                {
                    return (handle, name);
                }
            }

            searched.Add("the system's libraries");
        }

        throw Missing(isGiven ? $"{origin} ('{given}')" : string.Join(", ", searched), refused);
    }

    private IEnumerable<string> SearchFolders()
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        string[] hostFolders = HostSearchDirectories.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return new[] { BaseDirectory, Path.Combine(BaseDirectory, "runtimes", RuntimeIdentifier, "native") }
            .Concat(hostFolders)
            .Where(folder => seen.Add(Path.TrimEndingDirectorySeparator(folder)));
    }

    private static IEnumerable<string> CandidatesIn(string fileOrFolder)
    {
        if (File.Exists(fileOrFolder))
        {
            return [Path.GetFullPath(fileOrFolder)];
        }

        string folder = Path.GetFullPath(fileOrFolder);
        return Directory.Exists(folder)
            ? FileNames.Select(name => Path.Combine(folder, name)).Where(File.Exists)
                .Concat(Directory.GetFiles(folder, VersionedPattern).Order(StringComparer.Ordinal))
            : [];
    }

    private static bool TryLoad(string file, List<string> refused, out nint handle)
    {
        try
        {
            handle = NativeLibrary.Load(file);
            return true;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            refused.Add($"'{file}' cannot be loaded: {exception.Message.ReplaceLineEndings(" ").Trim()}");
            handle = 0;
            return false;
        }
    }

    private static RsdtrException Missing(string searched, List<string> refused)
    {
        string reasons = refused.Count == 0 ? "" : $"; {string.Join("; ", refused)}";
        return new RsdtrException(
            RuntimeDiagnostics.NativeLibraryMissing,
            $"no native ONNX Runtime library ({string.Join(" or ", FileNames)}) for {RuntimeIdentifier} in {searched}{reasons}. "
            + $"Copy the library beside the program or into runtimes/{RuntimeIdentifier}/native, or set {PathVariable} to its path.");
    }
}
