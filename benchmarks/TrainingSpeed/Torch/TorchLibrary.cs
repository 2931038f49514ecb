using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

/// <summary>PyTorch's native library, by way of TorchSharp.</summary>
internal static class TorchLibrary
{
    // What lies between TorchSharp and libtorch.
    private const string Bridge = "libLibTorchSharp.so";

    // The C++ library of GCC 13. All that the bridge has of it is a symbol that tells that <iostream> was included, which nothing calls.
    private const string NewestVersion = "GLIBCXX_3.4.32";

    private static readonly Lazy<bool> s_loaded = new(() =>
    {
        LoadBridge();
        return true;
    });

    /// <summary>Why there is no PyTorch here; null where there is. The build takes it from a package for its own machine, and not for every kind of machine there is one.</summary>
    public static string? Absence { get; } =
        typeof(TorchLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(entry => entry.Key == "LibTorchPackage")
            ? null
            : $"libtorch has no package for {RuntimeInformation.RuntimeIdentifier}";

    /// <summary>The versions of both libraries. They must be loaded.</summary>
    public static string Version
    {
        get
        {
            string own = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
            return $"TorchSharp {own} (libtorch {System.Version.Parse(torch.__version__).ToString(3)})";
        }
    }

    /// <summary>Loads it, where that was not done before.</summary>
    /// <exception cref="DllNotFoundException">The system's own libraries are too old for it.</exception>
    public static void Load() => _ = s_loaded.Value;

    // Where the system's C++ library is older than GCC 13's, as on Debian 12, the loader refuses the bridge for the sake of that one symbol. With the version marked as one that
    // may be missing it does not: a copy so marked is loaded here, and TorchSharp, which asks for the bridge by its name, is given what is loaded under that name.
    private static void LoadBridge()
    {
        string? folder = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?.Split(Path.PathSeparator).FirstOrDefault(folder => File.Exists(Path.Combine(folder, Bridge)));
        if (folder is null || !OperatingSystem.IsLinux() || NativeLibrary.TryLoad(Path.Combine(folder, Bridge), out _))
        {
            return;
        }

        // The copy does not lie beside what it needs.
        NativeLibrary.Load(Path.Combine(folder, "libtorch.so"));
        byte[] library = File.ReadAllBytes(Path.Combine(folder, Bridge));
        SymbolVersions.Spare(library, NewestVersion);
        string copy = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(copy, library);
            NativeLibrary.Load(copy);
        }
        finally
        {
            // What is loaded stays when the file is gone.
            File.Delete(copy);
        }
    }
}
