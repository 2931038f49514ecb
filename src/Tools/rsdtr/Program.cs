using System.CommandLine;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Rsdtr.Commands;

RootCommand root = new("Compresses ONNX networks to a board's budget by reduced storage direct tensor ring decomposition.")
{
    CompressCommand.Create(),
    InspectCommand.Create(),
    CheckCommand.Create(),
    EvaluateCommand.Create(),
    FineTuneCommand.Create(),
    ProfileForCommand.Create(),
    ReportCommand.Create(),
    GateCommand.Create(),
};
return CommandLineProgram.Run("rsdtr", root, args);
