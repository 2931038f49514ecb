using System.CommandLine;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Tests.Common;
using RsdtrEdge.Tools.Rsdtr.Commands;

namespace RsdtrEdge.Integration.Tests.Cli;

public sealed class OptionValueTests
{
    [Theory]
    [MemberData(nameof(OptionCases.All), MemberType = typeof(OptionCases))]
    public void A_value_is_taken_that_the_build_accepts(string option, string value, bool isTaken)
    {
        ParseResult arguments = CompressCommand.Create().Parse(["model.onnx", "--calibration", "images", "--finetune-data", "others", option, value]);
        // These are read when the command runs.
        string? mean = option == "--mean" ? value : null, std = option == "--std" ? value : null;
        Assert.Equal(isTaken, arguments.Errors.Count == 0 && Record.Exception(() => ImagePreprocessing.Parse(mean, std, null, null)) is not RsdtrException);
    }
}
