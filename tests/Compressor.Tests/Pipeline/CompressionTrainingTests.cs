using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

public sealed class CompressionTrainingTests
{
    [Theory]
    [InlineData("images", "images", true)]
    [InlineData("images", "./images/", true)]
    [InlineData("images", "others", false)]
    [InlineData("images", null, false)]
    [InlineData(null, "images", false)]
    public void Images_that_train_and_judge_are_a_warning(string? training, string? calibration, bool isWarning)
    {
        CompressionOptions options = new()
        {
            Budget = Budgets.OfOptions("70%"),
            Calibration = calibration,
            FineTuning = training is null ? null : new FineTuningOptions { Data = training },
        };
        Diagnostic? warning = CompressionTraining.Check(options, "models/net.onnx");
        Assert.Equal(isWarning, warning is not null);
        if (warning is not null)
        {
            Assert.Equal((DataDiagnostics.JudgesTrained, DiagnosticSeverity.Warning, "models/net.onnx"), (warning.Descriptor, warning.Severity, warning.File));
            Assert.Contains("--finetune-data", warning.Message, StringComparison.Ordinal);
        }
    }
}
