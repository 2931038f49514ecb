using System.CommandLine;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary>The command line of <c>rsdtr</c>.</summary>
internal static class RsdtrCommand
{
    /// <summary>The program with all its commands.</summary>
    public static RootCommand Create() => new("Compresses ONNX networks to a board's budget by reduced storage direct tensor ring decomposition.")
    {
        CompressCommand.Create(),
        InspectCommand.Create(),
        CheckCommand.Create(),
        EvaluateCommand.Create(),
        FineTuneCommand.Create(),
        ProfileForCommand.Create(),
        GateCommand.Create(),
        ReportCommand.Create(),
    };
}
