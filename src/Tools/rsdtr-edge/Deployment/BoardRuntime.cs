namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>A .NET runtime that a board has.</summary>
/// <param name="Name">Its framework, such as <c>Microsoft.AspNetCore.App</c>.</param>
/// <param name="Version">Its version, such as 10.0.1.</param>
internal readonly record struct BoardRuntime(string Name, string Version)
{
    /// <summary>The framework that .NET itself is; others lie above it.</summary>
    public const string DotNet = "Microsoft.NETCore.App";

    /// <summary>Reads a line of <c>dotnet --list-runtimes</c>, such as <c>Microsoft.NETCore.App 10.0.1 [/usr/share/dotnet/shared/Microsoft.NETCore.App]</c>.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The runtime; null where the line tells of none.</returns>
    public static BoardRuntime? Parse(string line) => line.Split(' ', 3) is [var name, var version, ['[', ..]] ? new(name, version) : null;

    /// <summary>The version, with the framework's name where that is not .NET itself.</summary>
    public override string ToString() => Name == DotNet ? Version : $"{Name} {Version}";
}
