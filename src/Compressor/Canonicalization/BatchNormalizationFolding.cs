using System.Runtime.InteropServices;
using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>
/// Folds BatchNormalization in inference form into the convolution before it: with s = gamma / sqrt(variance + epsilon) the kernel of
/// each output channel is multiplied with s, and its bias becomes (bias - mean) * s + beta (ONNX operator BatchNormalization).
/// </summary>
internal static class BatchNormalizationFolding
{
    /// <summary>
    /// Applies the pass to each Conv, and each ConvTranspose without groups, whose output only the normalization reads and whose
    /// weights are float32 initializers. Weights that other nodes read too are copied.
    /// </summary>
    /// <returns>What was folded, in the order of execution.</returns>
    /// <exception cref="RsdtrException">Folding gives NaN or infinity (RSDTR1006).</exception>
    public static IReadOnlyList<FoldedBatchNormalization> Apply(OnnxModel model)
    {
        OnnxGraph graph = model.Graph;
        List<FoldedBatchNormalization> folded = [];
        foreach (NodeProto convolution in graph.Nodes)
        {
            if (TryMatch(graph, convolution) is { } match)
            {
                folded.Add(Fold(graph, match));
            }
        }

        if (folded.Count > 0)
        {
            graph.RemoveStaleValueInfo();
        }

        return folded;
    }

    private static Match? TryMatch(OnnxGraph graph, NodeProto convolution)
    {
        bool transposed = convolution.OpType == "ConvTranspose";
        if (convolution.OpType != "Conv" && !(transposed && convolution.GetInt("group", 1) == 1))
        {
            return null;
        }

        if (!OperatorDomain.IsDefault(convolution.Domain) || convolution.Input.Count < 2 || convolution.Output.Count != 1
            || graph.OnlyConsumer(convolution.Output[0]) is not { OpType: "BatchNormalization", Input.Count: 5 } normalization
            || !OperatorDomain.IsDefault(normalization.Domain) || normalization.Input[0] != convolution.Output[0]
            || !IsInference(graph, normalization))
        {
            return null;
        }

        TensorProto?[] statistics = [.. normalization.Input.Skip(1).Select(graph.Initializer)];
        TensorProto? weight = graph.Initializer(convolution.Input[1]);
        bool hasBias = convolution.Input.Count > 2 && convolution.Input[2].Length > 0;
        TensorProto? bias = hasBias ? graph.Initializer(convolution.Input[2]) : null;
        if (weight is not { Dims.Count: > 2 } || (hasBias && bias is null))
        {
            return null;
        }

        int channelAxis = transposed ? 1 : 0;
        long channels = weight.Dims[channelAxis];
        bool fits = IsFloat(weight) && (bias is null || IsVector(bias, channels)) && statistics.All(tensor => tensor is not null && IsVector(tensor, channels));
        return fits
            ? new Match(convolution, normalization, weight, bias, channelAxis, [.. statistics.Select(tensor => TensorReader.ToFloats(tensor!))])
            : null;
    }

    // Further outputs are the statistics of training; 'spatial' 0 (before operator set 9) normalizes each position by itself.
    private static bool IsInference(OnnxGraph graph, NodeProto normalization) =>
        normalization.GetInt("training_mode", 0) == 0 && normalization.GetInt("spatial", 1) == 1
        && normalization.Output.Skip(1).All(output => output.Length == 0 || !graph.IsUsed(output));

    private static bool IsFloat(TensorProto tensor) => tensor.DataType == (int)TensorProto.Types.DataType.Float;

    private static bool IsVector(TensorProto tensor, long length) => IsFloat(tensor) && tensor.Dims.Count == 1 && tensor.Dims[0] == length;

    private static FoldedBatchNormalization Fold(OnnxGraph graph, Match match)
    {
        (float[] gamma, float[] beta, float[] mean, float[] variance) = (match.Statistics[0], match.Statistics[1], match.Statistics[2], match.Statistics[3]);
        float epsilon = match.Normalization.GetFloat("epsilon", 1e-5f);
        float[] weight = TensorReader.ToFloats(match.Weight);
        float[] bias = match.Bias is null ? new float[gamma.Length] : TensorReader.ToFloats(match.Bias);
        double[] scale = [.. gamma.Select((factor, channel) => factor / Math.Sqrt((double)variance[channel] + epsilon))];

        // In double precision, rounded once: folding adds no more than the rounding of the weights themselves.
        int inner = 1;
        foreach (long dim in match.Weight.Dims.Skip(match.ChannelAxis + 1))
        {
            inner *= (int)dim;
        }

        for (int index = 0; index < weight.Length; index++)
        {
            weight[index] = (float)(weight[index] * scale[index / inner % scale.Length]);
        }

        for (int channel = 0; channel < bias.Length; channel++)
        {
            bias[channel] = (float)(((bias[channel] - (double)mean[channel]) * scale[channel]) + beta[channel]);
        }

        if (!Array.TrueForAll(weight, float.IsFinite) || !Array.TrueForAll(bias, float.IsFinite))
        {
            throw new RsdtrException(
                ModelDiagnostics.NonFiniteWeight,
                $"Folding {NodeText.Describe(match.Normalization)} into {NodeText.Describe(match.Convolution)} gives NaN or infinity: its statistics or weights are damaged, export the model again.");
        }

        Rewire(graph, match, weight, bias);
        return new FoldedBatchNormalization(
            NodeText.NameOf(match.Convolution), NodeText.NameOf(match.Normalization), [.. scale.Select(value => (float)value)])
        {
            Output = match.Convolution.Output[0],
            Mean = [.. beta],
            Deviation = [.. gamma.Select(Math.Abs)],
        };
    }

    private static void Rewire(OnnxGraph graph, Match match, float[] weight, float[] bias)
    {
        NodeProto convolution = match.Convolution;
        convolution.Input[1] = Store(graph, match.Weight, [.. match.Weight.Dims], weight, convolution);
        string biasName = match.Bias is null
            ? StoreNew(graph, $"{NodeText.NameOf(convolution)}.bias", [bias.Length], bias)
            : Store(graph, match.Bias, [bias.Length], bias, convolution);
        while (convolution.Input.Count < 3)
        {
            convolution.Input.Add("");
        }

        convolution.Input[2] = biasName;
        convolution.Output[0] = match.Normalization.Output[0];
        graph.Remove(match.Normalization);
    }

    // In the place of the old tensor where nothing else reads it, under a new name otherwise.
    private static string Store(OnnxGraph graph, TensorProto tensor, long[] dims, float[] values, NodeProto convolution)
    {
        if (!ReferenceEquals(graph.OnlyConsumer(tensor.Name), convolution) || convolution.Input.Count(name => name == tensor.Name) != 1)
        {
            return StoreNew(graph, $"{tensor.Name}.folded", dims, values);
        }

        tensor.FloatData.Clear();
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
        return tensor.Name;
    }

    private static string StoreNew(OnnxGraph graph, string hint, long[] dims, float[] values)
    {
        string name = graph.UniqueName(hint);
        graph.AddInitializer(TensorBuilder.Floats(name, dims, values));
        return name;
    }

    private sealed record Match(
        NodeProto Convolution, NodeProto Normalization, TensorProto Weight, TensorProto? Bias, int ChannelAxis, float[][] Statistics);
}
