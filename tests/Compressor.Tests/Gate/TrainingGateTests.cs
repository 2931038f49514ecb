using RsdtrEdge.Compressor.Gate;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Gate;

public sealed class TrainingGateTests
{
    private static readonly CostFigures s_original = new(2000, 500_000, 1_000_000, 8400, 40_000);

    [Theory]
    [InlineData(0.1, 0.98, "")]
    [InlineData(0.1251, 0.98, "4")]
    [InlineData(double.NaN, 0.98, "4")]
    [InlineData(0.1, 0.94, "5")]
    [InlineData(0.2, 0.5, "4 5")]
    public void What_training_took_beyond_a_limit_is_not_taken(double error, double agreement, string lines)
    {
        IReadOnlyList<Diagnostic> told = Check(Receipt(error, agreement), Receipt(0.125, 0.95));
        Assert.Equal(lines, string.Join(' ', told.Select(diagnostic => diagnostic.Line)));
        Assert.All(told, diagnostic => Assert.Equal(
            ("RSDTR2114", DiagnosticSeverity.Warning, "devices/board.json"), (diagnostic.Descriptor.Id, diagnostic.Severity, diagnostic.File)));
    }

    [Theory]
    [InlineData(0.13, 0.98)]
    [InlineData(0.1, 0.5)]
    public void What_breaches_a_limit_either_way_stays_as_training_left_it(double error, double agreement) =>
        Assert.Empty(Check(Receipt(0.2, 0.5), Receipt(error, agreement)));

    [Fact]
    public void Noise_judges_nothing() =>
        Assert.Empty(Check(Receipt(0.2, 0.5) with { Inputs = InputKinds.Synthetic }, Receipt(0.1, 0.98) with { Inputs = InputKinds.Synthetic }));

    [Fact]
    public void Both_figures_the_limit_and_the_remedy_are_told()
    {
        IReadOnlyList<Diagnostic> told = Check(Receipt(0.2, 0.5), Receipt(0.125, 0.95));
        Assert.StartsWith("small.onnx: relative output error 0.2000 > 0.125 on 50 images after fine-tuning, 0.1250 before: ", told[0].Message, StringComparison.Ordinal);
        Assert.EndsWith("or raise limits.maxOutputError in devices/board.json.", told[0].Message, StringComparison.Ordinal);
        Assert.StartsWith("small.onnx: 50.0 % of 50 predictions equal the original's < 95.0 % after fine-tuning, 95.0 % before: ", told[1].Message, StringComparison.Ordinal);
        Assert.EndsWith("or lower limits.minAgreement in devices/board.json.", told[1].Message, StringComparison.Ordinal);
        Assert.All(told, diagnostic => Assert.Contains("--calibration", diagnostic.Message, StringComparison.Ordinal));
    }

    private static IReadOnlyList<Diagnostic> Check(Receipt trained, Receipt untrained) => TrainingGate.Check(
        trained, untrained, new ResolvedLimits(Budgets.OfFile("\"maxOutputError\": 0.125", "\"minAgreement\": 0.95"), s_original), "models/small.onnx");

    private static Receipt Receipt(double error, double agreement) =>
        new(InputKinds.Images, 50, error, new Dictionary<string, double> { ["logits"] = error }, agreement, null, null);
}
