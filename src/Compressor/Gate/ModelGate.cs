using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Gate;

/// <summary>The gate alone: holds a network against a budget.</summary>
public static class ModelGate
{
    /// <summary>Checks.</summary>
    /// <param name="network">The network.</param>
    /// <param name="original">The original, for limits in percent and on the outputs; null: what a compressed network says of it.</param>
    /// <param name="budget">The budget.</param>
    /// <param name="calibration">Data to compare the outputs with; null for none.</param>
    /// <param name="options">How the data is read.</param>
    /// <param name="profile">Times measured on the board; null: those that the budget names, or an estimate from what it says of the board.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="RsdtrException">A model, the data or the profile cannot be used.</exception>
    public static GateResult Check(
        OnnxModel network, OnnxModel? original, DeviceBudget budget, string? calibration, DataSourceOptions options, string? profile = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        // A profile that cannot be used fails here, before the work.
        MachineTimes? machine = MachineTimes.For(budget, profile)?.JudgedBy(network, cancellation);
        CostFigures figures = CostFigures.Of(ModelCost.Measure(network, cancellationToken: cancellation));
        CostFigures? before = original is null
            ? ModelStamp.ReadOriginal(network.Proto)
            : CostFigures.Of(ModelCost.Measure(original, cancellationToken: cancellation));
        Receipt? receipt = null;
        if (original is not null && calibration is not null)
        {
            using InferenceSession expected = GivenNetwork.Load(original, threads: 0);
            using InferenceSession actual = GivenNetwork.Load(network, threads: 0);
            using ImageSequence images = ImageSequence.Open(expected, calibration, options, threads: 0, cancellation);
            receipt = NetworkComparison.Run(expected, actual, images.Inputs, cancellation).ToReceipt(images.Inputs);
        }

        ResolvedLimits limits = new(budget, before);
        string path = network.SourcePath ?? "model.onnx";
        PredictedLatency? latency = PredictedLatencyGate.Predict(network, machine, cancellation);
        Diagnostic? slow = PredictedLatencyGate.Check(latency, machine is { IsMeasured: true }, least: null, limits, path);
        IReadOnlyList<Diagnostic> diagnostics = [.. BudgetGate.Check(figures, receipt, limits, path), .. slow is null ? (Diagnostic[])[] : [slow], .. ProfileDoubts.Of(machine, budget.Limits.LatencyMs is not null)];
        return new GateResult(figures, limits.ToReport(), receipt, diagnostics) { Latency = latency };
    }
}
