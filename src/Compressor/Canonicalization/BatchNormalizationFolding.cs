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
    /// weights are float32 initializers. A kernel that several nodes read is folded once where all of them are normalized by the same scale. Where they are not, nothing
    /// is: a copy of the kernel for each would take far more than the four numbers a channel of a normalization. A bias that other nodes read, too, is copied.
    /// </summary>
    /// <returns>What was folded, in the order of execution.</returns>
    /// <exception cref="RsdtrException">Folding gives NaN or infinity (RSDTR1006).</exception>
    public static IReadOnlyList<FoldedBatchNormalization> Apply(OnnxModel model)
    {
        OnnxGraph graph = model.Graph;
        List<FoldedBatchNormalization> folded = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (NodeProto convolution in graph.Nodes)
        {
            if (TryMatch(graph, convolution) is { } match && seen.Add(match.Weight.Name) && ReadersOf(graph, match) is { } readers)
            {
                folded.AddRange(Fold(graph, readers));
            }
        }

        if (folded.Count == 0)
        {
            return folded;
        }

        graph.RemoveStaleValueInfo();
        Dictionary<string, int> order = graph.Nodes.SelectMany((node, index) => node.Output.Where(name => name.Length > 0).Select(name => (name, index)))
            .ToDictionary(made => made.name, made => made.index, StringComparer.Ordinal);
        return [.. folded.OrderBy(one => order[one.Output])];
    }

    // All nodes that read a kernel, where each is normalized by the same scale; null where one is not.
    private static Match[]? ReadersOf(OnnxGraph graph, Match match)
    {
        Match?[] readers = [.. graph.Consumers(match.Weight.Name).Select(reader => TryMatch(graph, reader))];
        bool fits = !graph.IsOutput(match.Weight.Name) && Array.TrueForAll(
            readers,
            reader => reader is not null && ReferenceEquals(reader.Weight, match.Weight) && reader.ChannelAxis == match.ChannelAxis
                && reader.Convolution.Input.Count(name => name == match.Weight.Name) == 1 && reader.Scale.AsSpan().SequenceEqual(match.Scale));
        return fits ? [.. readers.Select(reader => reader!)] : null;
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
            ? new Match(
                convolution, normalization, weight, bias, channelAxis, [.. statistics.Select(tensor => TensorReader.ToFloats(tensor!))],
                normalization.GetFloat("epsilon", 1e-5f))
            : null;
    }

    // Further outputs are the statistics of training; 'spatial' 0 (before operator set 9) normalizes each position by itself.
    private static bool IsInference(OnnxGraph graph, NodeProto normalization) =>
        normalization.GetInt("training_mode", 0) == 0 && normalization.GetInt("spatial", 1) == 1
        && normalization.Output.Skip(1).All(output => output.Length == 0 || !graph.IsUsed(output));

    private static bool IsFloat(TensorProto tensor) => tensor.DataType == (int)TensorProto.Types.DataType.Float;

    private static bool IsVector(TensorProto tensor, long length) => IsFloat(tensor) && tensor.Dims.Count == 1 && tensor.Dims[0] == length;

    private static IEnumerable<FoldedBatchNormalization> Fold(OnnxGraph graph, Match[] readers)
    {
        Match first = readers[0];
        float[] weight = TensorReader.ToFloats(first.Weight);

        // In double precision, rounded once: folding adds no more than the rounding of the weights themselves.
        int inner = 1;
        foreach (long dim in first.Weight.Dims.Skip(first.ChannelAxis + 1))
        {
            inner *= (int)dim;
        }

        for (int index = 0; index < weight.Length; index++)
        {
            weight[index] = (float)(weight[index] * first.Scale[index / inner % first.Scale.Length]);
        }

        RequireFinite(weight, first);
        Replace(first.Weight, weight);
        List<(string? Shared, float[] Values, string? Name)> biases = [];
        foreach (Match match in readers)
        {
            float[] bias = BiasOf(match);
            RequireFinite(bias, match);
            string name = biases.Find(known => known.Shared == match.Bias?.Name && known.Values.AsSpan().SequenceEqual(bias)).Name ?? StoreBias(graph, match, bias);
            biases.Add((match.Bias?.Name, bias, name));
            Rewire(graph, match, name);
        }

        return readers.Select(match => new FoldedBatchNormalization(
            NodeText.NameOf(match.Convolution), NodeText.NameOf(match.Normalization), [.. match.Scale.Select(value => (float)value)])
        {
            Output = match.Convolution.Output[0],
            Mean = [.. match.Beta],
            Deviation = [.. match.Gamma.Select(Math.Abs)],
        });
    }

    private static float[] BiasOf(Match match)
    {
        float[] bias = match.Bias is null ? new float[match.Scale.Length] : TensorReader.ToFloats(match.Bias);
        for (int channel = 0; channel < bias.Length; channel++)
        {
            bias[channel] = (float)(((bias[channel] - (double)match.Mean[channel]) * match.Scale[channel]) + match.Beta[channel]);
        }

        return bias;
    }

    private static void RequireFinite(float[] values, Match match)
    {
        if (!Array.TrueForAll(values, float.IsFinite))
        {
            throw new RsdtrException(
                ModelDiagnostics.NonFiniteWeight,
                $"Folding {NodeText.Describe(match.Normalization)} into {NodeText.Describe(match.Convolution)} gives NaN or infinity: its statistics or weights are damaged, export the model again.");
        }
    }

    private static void Rewire(OnnxGraph graph, Match match, string bias)
    {
        NodeProto convolution = match.Convolution;
        while (convolution.Input.Count < 3)
        {
            convolution.Input.Add("");
        }

        convolution.Input[2] = bias;
        convolution.Output[0] = match.Normalization.Output[0];
        graph.Remove(match.Normalization);
    }

    // In the place of the old one where nothing else reads it, under a new name otherwise.
    private static string StoreBias(OnnxGraph graph, Match match, float[] values)
    {
        if (match.Bias is not { } bias)
        {
            return StoreNew(graph, $"{NodeText.NameOf(match.Convolution)}.bias", values);
        }

        if (!ReferenceEquals(graph.OnlyConsumer(bias.Name), match.Convolution) || match.Convolution.Input.Count(name => name == bias.Name) != 1)
        {
            return StoreNew(graph, $"{bias.Name}.folded", values);
        }

        Replace(bias, values);
        return bias.Name;
    }

    private static void Replace(TensorProto tensor, float[] values)
    {
        tensor.FloatData.Clear();
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static string StoreNew(OnnxGraph graph, string hint, float[] values)
    {
        string name = graph.UniqueName(hint);
        graph.AddInitializer(TensorBuilder.Floats(name, [values.Length], values));
        return name;
    }

    private sealed record Match(
        NodeProto Convolution, NodeProto Normalization, TensorProto Weight, TensorProto? Bias, int ChannelAxis, float[][] Statistics, float Epsilon)
    {
        public float[] Gamma => Statistics[0];

        public float[] Beta => Statistics[1];

        public float[] Mean => Statistics[2];

        public double[] Scale { get; } =
            [.. Statistics[0].Select((factor, channel) => factor / Math.Sqrt((double)Statistics[3][channel] + Epsilon))];
    }
}
