using System.Collections.Immutable;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.SelfTests;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>
/// Puts into a network what it computes here, for the board to be held against (<see cref="ExpectedOutputs"/>). It runs on one thread, so that the same network
/// gives the same text however many there are.
/// </summary>
internal static class SelfTestStamp
{
    private const double LongestNumber = -1.234e-100;

    /// <summary>Puts it; removes what was there where nothing can be recorded: several inputs, open sizes, outputs that are no float32 or jump with the rounding.</summary>
    /// <param name="model">The network, finished.</param>
    public static void Put(ModelProto model)
    {
        ModelStamp.Set(model, ExpectedOutputs.MetadataKey, (string?)null);
        ModelStamp.Set(model, ExpectedOutputs.MetadataKey, Record(model)?.ToText());
    }

    /// <summary>Puts the longest text that <see cref="Put"/> may put.</summary>
    /// <param name="model">A network whose size is asked for.</param>
    public static void PutForSize(ModelProto model)
    {
        ImmutableArray<ExpectedOutput> outputs = [.. model.Graph.Output.Select((output, index) => Longest(index, SizesOf(output)))];
        ImmutableArray<long> input = [.. model.Graph.Input.Select(SizesOf).MaxBy(sizes => sizes.Length) ?? []];
        ExpectedOutputs longest = new(OutputSelfTest.Seed, input, ExpectedOutputs.UsualTolerance, outputs);
        ModelStamp.Set(model, ExpectedOutputs.MetadataKey, longest.ToText());
    }

    private static ExpectedOutput Longest(int index, long[] sizes)
    {
        int length = (int)Math.Min(int.MaxValue, sizes.Aggregate(1.0, (product, size) => product * size));
        return new ExpectedOutput(index, length, LongestNumber, [.. Enumerable.Repeat(LongestNumber, Math.Min(length, ExpectedOutput.MostValues))]);
    }

    // A size that is not stated may have all digits.
    private static long[] SizesOf(ValueInfoProto value) =>
        value.Type?.TensorType?.Shape is { } shape ? [.. shape.Dim.Select(size => size.DimValue > 0 ? size.DimValue : int.MaxValue)] : [int.MaxValue];

    private static ExpectedOutputs? Record(ModelProto model)
    {
        try
        {
            return OutputSelfTest.Record(() => Load(model, GraphOptimization.None), () => Load(model, GraphOptimization.All));
        }
        catch (RsdtrException exception) when (exception.Diagnostic.Descriptor is { } kind
            && (kind == RuntimeDiagnostics.TensorMismatch || kind == ModelDiagnostics.RejectedByRuntime || kind == RuntimeDiagnostics.RuntimeFailure))
        {
            // What the verification has run may take other inputs than the one tensor that boards are fed with, or not run with the graph as it is.
            return null;
        }
    }

    private static EdgeModel Load(ModelProto model, GraphOptimization optimization) => ModelSession.LoadEdge(
        model, new EdgeModelOptions { Session = new SessionOptions { IntraOpThreads = 1, Optimization = optimization, AllowSpinning = false } });
}
