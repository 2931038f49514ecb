using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.Trimming;

/// <summary>What this machine has to compile .NET to native code with.</summary>
internal static class NativeSdk
{
    // The project's own first; the other where a feed has no native runtime of it.
    private static readonly string[] s_frameworks = ["net10.0", "net9.0"];

    private static readonly Lazy<(string? Framework, string? AbsentReason)> s_found = new(Find);

    /// <summary>The framework that native code can be made of; null for none.</summary>
    public static string? Framework => s_found.Value.Framework;

    /// <summary>What is absent; null where there is a framework.</summary>
    public static string? AbsentReason => s_found.Value.AbsentReason;

    private static (string? Framework, string? AbsentReason) Find()
    {
        string[] linkers = OperatingSystem.IsWindows() ? [] : ["clang", "gcc"];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (linkers.Length > 0 && !linkers.Any(linker => folders.Any(folder => File.Exists(Path.Combine(folder, linker)))))
        {
            return (null, "There is no linker (clang or gcc).");
        }

        using TemporaryFolder folder = new("native-sdk");
        string? reason = null;
        foreach (string framework in s_frameworks)
        {
            string project = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, framework)).FullName, "probe.csproj");
            File.WriteAllText(project, $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>{framework}</TargetFramework>
                    <RuntimeIdentifier>{PackageFeed.HostRid}</RuntimeIdentifier>
                    <PublishAot>true</PublishAot>
                  </PropertyGroup>
                </Project>
                """);
            CommandResult restore = Command.DotNet(Path.GetDirectoryName(project)!, ["restore", "-nologo", "-v", "quiet"]);
            if (restore.ExitCode == 0)
            {
                return (framework, null);
            }

            reason = restore.Lines("error NU") is [var line, ..] ? line : restore.All;
        }

        return (null, $"The packages for native code cannot be restored: {reason}");
    }
}
