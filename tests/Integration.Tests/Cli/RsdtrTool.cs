using System.Diagnostics;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>Starts rsdtr as its users do: as a process.</summary>
internal static class RsdtrTool
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="directory">The working directory.</param>
    /// <param name="arguments">The command line.</param>
    public static CommandResult Run(string directory, params string[] arguments) => Command.DotNet(directory, CommandLine(arguments));

    /// <summary>Starts it.</summary>
    /// <param name="directory">The working directory.</param>
    /// <param name="arguments">The command line.</param>
    public static Process Start(string directory, params string[] arguments) => Command.StartDotNet(directory, CommandLine(arguments));

    private static string[] CommandLine(string[] arguments) => ["exec", Path.Combine(AppContext.BaseDirectory, "rsdtr.dll"), .. arguments];
}
