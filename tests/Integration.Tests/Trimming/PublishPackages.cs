using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.Trimming;

/// <summary>Whether the feed has what programs are published with.</summary>
internal static class PublishPackages
{
    /// <summary>Restores an empty program.</summary>
    /// <param name="rid">The runtime identifier that it is for.</param>
    /// <param name="properties">What is true of it, such as PublishAot.</param>
    /// <returns>What cannot be restored; null where all can.</returns>
    public static string? AbsentReason(string rid, params string[] properties)
    {
        using TemporaryFolder folder = new("packages");
        File.WriteAllText(Path.Combine(folder.Path, "probe.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RuntimeIdentifier>{rid}</RuntimeIdentifier>
                {string.Concat(properties.Select(property => $"<{property}>true</{property}>"))}
              </PropertyGroup>
            </Project>
            """);
        CommandResult restore = Command.DotNet(folder.Path, ["restore", "-nologo", "-v", "quiet"]);
        return restore.ExitCode == 0 ? null : $"The packages to publish for {rid} with cannot be restored: {(restore.Lines("error NU") is [var line, ..] ? line : restore.All)}";
    }
}
