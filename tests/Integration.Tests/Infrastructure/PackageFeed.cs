using System.Runtime.InteropServices;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>Packs the repository once into a local feed, and gives the consumer projects a package cache of their own.</summary>
public sealed class PackageFeed : IDisposable
{
    private readonly TemporaryFolder _folder = new("feed");

    /// <summary>Packs.</summary>
    public PackageFeed()
    {
        string natives = System.IO.Path.Combine(_folder.Path, "..", "natives");
        ProvideNatives(natives);
        // For this machine and one more: the native libraries of all would only be compressed and unpacked again. Source links are left
        // out, because whether they are there depends on where the clone comes from.
        _ = Command.DotNet(
            RepositoryLayout.Root,
            [
                "pack", "RsdtrEdge.sln", "-c", "Release", "-o", Path, "-v", "quiet", "-nologo",
                $"-p:RsdtrPackageRids={HostRid}%3B{OtherRid}", $"-p:OnnxRuntimePackageFolder={natives}", "-p:EnableSourceLink=false",
            ]).Succeeds();
        Version = System.IO.Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(Path, "RsdtrEdge.Build.*.nupkg")))["RsdtrEdge.Build.".Length..];
    }

    /// <summary>The runtime identifier of this machine.</summary>
    public static string HostRid { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>A runtime identifier of other machines, whose native library is a stand-in in these packages: <see cref="OtherNative"/>.</summary>
    public static string OtherRid { get; } = HostRid == "linux-arm64" ? "linux-x64" : "linux-arm64";

    /// <summary>What ONNX Runtime's packages call the library of this machine.</summary>
    public static string HostNativeFile { get; } = OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";

    /// <summary>What the stand-in holds.</summary>
    public const string OtherNative = "stand-in for ONNX Runtime on another machine";

    /// <summary>What stands for the licences within ONNX Runtime.</summary>
    public const string OnnxRuntimeNotices = "stand-in for the notices of ONNX Runtime";

    /// <summary>The folder that holds the packages.</summary>
    public string Path => _folder.Path;

    /// <summary>The file of RsdtrEdge.Build.</summary>
    public string PackageFile => FileOf("RsdtrEdge.Build");

    /// <summary>The packages' version.</summary>
    public string Version { get; }

    /// <summary>The consumers' package cache: never the user's, which may hold an earlier package of the same version.</summary>
    public string PackageCache => System.IO.Path.Combine(_folder.Path, "..", "packages");

    /// <summary>The file of a package.</summary>
    public string FileOf(string id, string extension = "nupkg") => System.IO.Path.Combine(Path, $"{id}.{Version}.{extension}");

    /// <inheritdoc />
    public void Dispose() => _folder.Dispose();

    // In place of the unpacked ONNX Runtime package: this machine's library, which these tests run with, and the stand-in.
    private static void ProvideNatives(string package)
    {
        string own = Directory.GetFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes", HostRid, "native")).Single();
        string host = Directory.CreateDirectory(System.IO.Path.Combine(package, "runtimes", HostRid, "native")).FullName;
        File.Copy(own, System.IO.Path.Combine(host, HostNativeFile));

        string other = Directory.CreateDirectory(System.IO.Path.Combine(package, "runtimes", OtherRid, "native")).FullName;
        File.WriteAllText(System.IO.Path.Combine(other, "libonnxruntime.so"), OtherNative);
        File.WriteAllText(System.IO.Path.Combine(package, "ThirdPartyNotices.txt"), OnnxRuntimeNotices);
    }
}
