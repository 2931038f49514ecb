using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Calibration.Normalization;

/// <summary>
/// What is assumed of the inputs of a network's layers where there are no images: how much each channel varies, and about which mean, as far as
/// the network's own normalizations tell; and that neighbouring positions are alike.
/// </summary>
internal static class AssumedInputs
{
    /// <summary>For each layer what is assumed of its inputs.</summary>
    /// <param name="canonical">The canonical network and what was folded in it.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="shapes">Its shapes.</param>
    public static IReadOnlyList<AssumedInput> Find(CanonicalModel canonical, IReadOnlyList<NetworkLayer> layers, ShapeTable shapes)
    {
        IReadOnlyDictionary<string, ChannelStatistics> known = ChannelPropagation.Run(canonical, shapes);
        // The moment of a wide layer's whole patch is too large. Errors of smooth inputs are smaller than others: for layers to be
        // weighed against each other, all are smooth or none is.
        bool isSmooth = !layers.Any(layer => layer.Shape is { } shape && shape.Height * shape.Width > 1 && PatchSize(shape) > LayerMoments.ExactSize);
        return
        [
            .. layers.Select(layer => Inputs(layer, known, shapes) is { } inputs
                ? Assume(layer.Shape!.Value, inputs, ConvolutionRewriter.CanShiftBias(canonical.Model.Graph, layer.Weight), isSmooth)
                : new AssumedInput(null, null, isSmooth)),
        ];
    }

    private static int PatchSize(KernelShape shape) => checked(shape.InputChannels * shape.Height * shape.Width);

    // One for each node that reads the weight; null where one of them is not known.
    private static List<ChannelStatistics>? Inputs(
        NetworkLayer layer, IReadOnlyDictionary<string, ChannelStatistics> known, ShapeTable shapes)
    {
        List<ChannelStatistics> inputs = [];
        if (layer.Shape is not { InputChannels: <= MomentCollector.WidestInput })
        {
            return null;
        }

        foreach (NodeProto node in layer.Nodes)
        {
            // The last axis is what a fully connected layer multiplies; statistics are along axis 1.
            bool isAlongChannels = !FullyConnectedAttributes.Describes(node)
                || (shapes[node.Input[0]]?.Rank == 2 && !FullyConnectedAttributes.Read(node).TransposesInput);
            if (!isAlongChannels || !known.TryGetValue(node.Input[0], out ChannelStatistics? statistics) || statistics.Count != layer.Shape?.InputChannels)
            {
                return null;
            }

            inputs.Add(statistics);
        }

        return inputs.Count > 0 ? inputs : null;
    }

    // Several nodes that share a weight see a mixture of their inputs.
    private static AssumedInput Assume(KernelShape shape, List<ChannelStatistics> inputs, bool isCentred, bool isSmooth)
    {
        Matrix moment = new(shape.InputChannels, shape.InputChannels);
        int space = shape.Height * shape.Width;
        double[] patch = new double[shape.InputChannels * space];
        double energy = 0;
        for (int c = 0; c < shape.InputChannels; c++)
        {
            double mean = inputs.Average(input => input.Mean[c]);
            moment[c, c] = inputs.Average(input => input.Variance[c] + Square(isCentred ? input.Mean[c] - mean : input.Mean[c]));
            energy += moment[c, c];
            patch.AsSpan(c * space, space).Fill(mean);
        }

        // Inputs that never vary say nothing of which changes count.
        return energy > 0 && double.IsFinite(energy)
            ? new AssumedInput(moment, isCentred ? patch : null, isSmooth)
            : new AssumedInput(null, null, isSmooth);
    }

    private static double Square(double x) => x * x;
}
