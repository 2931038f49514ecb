using System.Collections.Immutable;
using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.SelfTests;

/// <summary>
/// Holds what a model computes here against what it computed where it was compressed. For an application it is worth a run when it starts: a result that is
/// wrong on one kind of processor alone is found by nothing else.
/// </summary>
public static class OutputSelfTest
{
    /// <summary>The seed of the input of recorded outputs.</summary>
    public const int Seed = 20240516;

    /// <summary>Runs the model on the recorded input and compares.</summary>
    /// <param name="model">The model; its input and outputs are other ones afterwards.</param>
    /// <param name="file">The file to name in an error; null for none.</param>
    /// <returns>Null where the model records no outputs, or those for an input of another shape.</returns>
    /// <exception cref="RsdtrException">RSDTR4007: the outputs are others.</exception>
    public static SelfTestResult? Check(EdgeModel model, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (ExpectedOutputs.TryParse(model.Metadata.Custom.GetValueOrDefault(ExpectedOutputs.MetadataKey)) is not { } expected
            || !expected.InputShape.AsSpan().SequenceEqual(model.InputShape.AsSpan())
            || model.Outputs[0].ElementType != TensorElementType.Float
            || expected.Outputs.Any(output => output.Index >= model.Outputs.Length || model.Outputs[output.Index].ElementType != TensorElementType.Float))
        {
            return null;
        }

        Run(model, expected.Seed);
        double worst = 0;
        foreach (ExpectedOutput output in expected.Outputs)
        {
            double difference = output.Difference(model.GetOutput(output.Index));
            if (!(difference <= expected.Tolerance))
            {
                throw new RsdtrException(
                    RuntimeDiagnostics.WrongOutputs,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"ONNX Runtime {OnnxRuntime.Current.Version} computes another output '{model.Outputs[output.Index].Name}' here than where the model was compressed: it differs by {difference:G3} > {expected.Tolerance:G3}: use another version of the library, or, if another tool has changed the model since, compress it anew"),
                    file);
            }

            worst = Math.Max(worst, difference);
        }

        return new SelfTestResult(expected.Outputs.Length, worst, expected.Tolerance);
    }

    /// <summary>What to record of a model: of each float32 output what two ways to run the model agree on.</summary>
    /// <param name="plain">Loads the model with the graph as it is in the file.</param>
    /// <param name="optimized">Loads it with all rewrites of its graph, when the first one is freed.</param>
    /// <returns>Null where there is nothing to record, such as outputs that jump with the rounding (the order of detections).</returns>
    public static ExpectedOutputs? Record(Func<EdgeModel> plain, Func<EdgeModel> optimized)
    {
        ArgumentNullException.ThrowIfNull(plain);
        ArgumentNullException.ThrowIfNull(optimized);
        (ImmutableArray<long> shape, ExpectedOutput[] outputs) = Outputs(plain);
        if (outputs.Length == 0)
        {
            return null;
        }

        using EdgeModel second = optimized();
        Run(second, Seed);
        ImmutableArray<ExpectedOutput> kept =
            [.. outputs.Where(output => output.Difference(second.GetOutput(output.Index)) <= ExpectedOutputs.UsualTolerance / 10)];
        return kept.IsEmpty ? null : new ExpectedOutputs(Seed, shape, ExpectedOutputs.UsualTolerance, kept);
    }

    private static (ImmutableArray<long> Shape, ExpectedOutput[] Outputs) Outputs(Func<EdgeModel> load)
    {
        using EdgeModel model = load();
        if (model.Outputs[0].ElementType != TensorElementType.Float)
        {
            return (model.InputShape, []);
        }

        Run(model, Seed);
        return (
            model.InputShape,
            [.. Enumerable.Range(0, model.Outputs.Length)
                .Where(index => model.Outputs[index].ElementType == TensorElementType.Float)
                .Select(index => ExpectedOutput.Of(index, model.GetOutput(index)))
                .Where(output => output.Length > 0)]);
    }

    private static void Run(EdgeModel model, int seed)
    {
        SeededInput.Normal(model.Input.Length, seed).CopyTo(model.Input);
        _ = model.Run();
    }
}
