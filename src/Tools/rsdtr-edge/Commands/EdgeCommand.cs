using System.CommandLine;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary>The command line of <c>rsdtr-edge</c>.</summary>
internal static class EdgeCommand
{
    /// <summary>The program with all its commands.</summary>
    public static RootCommand Create() => new("Runs and times ONNX models on this board, and tells what the board is.")
    {
        RunCommand.Create(),
        BenchCommand.Create(),
        ProfileCommand.Create(),
        InfoCommand.Create(),
        DeployCommand.Create(),
    };
}
