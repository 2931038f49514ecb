using System.Runtime.InteropServices;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>Packs RsdtrEdge.Build once into a local feed, and gives the consumer projects a package cache of their own.</summary>
public sealed class PackageFeed : IDisposable
{
    private readonly TemporaryFolder _folder = new("feed");

    /// <summary>Packs.</summary>
    public PackageFeed()
    {
        // For this machine alone: the native libraries of the others would only be compressed and unpacked again.
        string rid = $"-p:RsdtrPackageRids={(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        _ = Command.DotNet(RepositoryLayout.Root, ["pack", "src/BuildTasks/RsdtrEdge.BuildTasks.csproj", "-c", "Release", "-o", Path, "-v", "quiet", rid]).Succeeds();
        PackageFile = Assert.Single(Directory.GetFiles(Path, "RsdtrEdge.Build.*.nupkg"));
        Version = System.IO.Path.GetFileNameWithoutExtension(PackageFile)["RsdtrEdge.Build.".Length..];
    }

    /// <summary>The folder that holds the packages.</summary>
    public string Path => _folder.Path;

    /// <summary>The package's file.</summary>
    public string PackageFile { get; }

    /// <summary>The package's version.</summary>
    public string Version { get; }

    /// <summary>The consumers' package cache: never the user's, which may hold an earlier package of the same version.</summary>
    public string PackageCache => System.IO.Path.Combine(_folder.Path, "..", "packages");

    /// <inheritdoc />
    public void Dispose() => _folder.Dispose();
}
