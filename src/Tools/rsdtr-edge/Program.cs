using System.CommandLine;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Edge.Commands;

RootCommand root = new("Runs and times ONNX models on this board, and tells what the board is.")
{
    RunCommand.Create(),
    BenchCommand.Create(),
    ProfileCommand.Create(),
    InfoCommand.Create(),
    DeployCommand.Create(),
};
return CommandLineProgram.Run("rsdtr-edge", root, args);
