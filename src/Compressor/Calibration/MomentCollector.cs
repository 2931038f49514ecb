using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Calibration;

/// <summary>Runs the original network on calibration inputs and gathers the moments of each layer's input patches.</summary>
internal static class MomentCollector
{
    /// <summary>
    /// The channels' second moment is C squared numbers, and its root an eigenproblem of that size: half a minute for so many channels.
    /// Beyond, as in front of the first fully connected layer of old networks, a layer does without.
    /// </summary>
    public const int WidestInput = 4096;

    // Patches a layer over all inputs, drawn evenly from the inputs: some tens for each number of the widest patch.
    private const int PatchesPerLayer = 16_384;

    /// <summary>Gathers moments; null for layers that cannot be factorized, and for those with more than 4096 input channels.</summary>
    /// <param name="model">The canonical network.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="inputs">What it is fed.</param>
    /// <param name="seed">The seed of the patches' positions.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    /// <param name="progress">Hears how many inputs are done, and of how many.</param>
    public static IReadOnlyList<LayerMoments?> Collect(
        OnnxModel model, IReadOnlyList<NetworkLayer> layers, NetworkInputs inputs, int seed, CancellationToken cancellation,
        Action<int, int>? progress = null)
    {
        LayerMoments?[] moments = [.. layers.Select(layer => layer.Shape is { InputChannels: <= WidestInput } shape
            ? new LayerMoments(shape, ConvolutionRewriter.CanShiftBias(model.Graph, layer.Weight))
            : null)];
        string[] values = [.. layers.Where((_, index) => moments[index] is not null)
            .SelectMany(layer => layer.Nodes).Select(node => node.Input[0]).Distinct(StringComparer.Ordinal)];
        HashSet<string> fed = [.. model.Graph.Inputs.Select(input => input.Name)];
        string[] exposed = [.. values.Where(value => !fed.Contains(value))];
        // One thread, so that the sums are the same whatever the number of threads.
        using InferenceSession session = NetworkVerifier.Load(WithOutputs(model, exposed), threads: 1);
        int perInput = Math.Max(1, (PatchesPerLayer + inputs.Count - 1) / inputs.Count);
        for (int index = 0; index < inputs.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            inputs.Use(index, tensors =>
            {
                using TensorSet? outputs = exposed.Length > 0 ? session.Run(tensors, exposed, cancellation) : null;
                for (int layer = 0; layer < moments.Length; layer++)
                {
                    if (moments[layer] is { } gathered)
                    {
                        foreach (NodeProto node in layers[layer].Nodes)
                        {
                            Tensor activation = fed.Contains(node.Input[0]) ? tensors[node.Input[0]] : outputs![node.Input[0]];
                            AddPatches(gathered, node, activation, perInput, new SeededGenerator(((long)seed << 32) + index));
                        }
                    }
                }
            });

            progress?.Invoke(index + 1, inputs.Count);
        }

        return moments;
    }

    private static void AddPatches(LayerMoments moments, NodeProto node, Tensor activation, int count, SeededGenerator generator)
    {
        LayerInputs inputs = new(node, moments.Shape, activation.Dimensions);
        if (inputs.Count == 0)
        {
            return;
        }

        ReadOnlySpan<float> numbers = activation.AsSpan<float>();
        float[] patch = new float[inputs.PatchSize];
        bool all = inputs.Count <= count;
        for (int i = 0; i < (all ? inputs.Count : count); i++)
        {
            inputs.Read(numbers, all ? i : generator.NextInt32(inputs.Count), patch);
            moments.Add(patch);
        }

        moments.EndInput();
    }

    private static OnnxModel WithOutputs(OnnxModel model, IEnumerable<string> values)
    {
        OnnxModel copy = model.Clone();
        foreach (string value in values.Where(value => !copy.Graph.IsOutput(value)).ToArray())
        {
            copy.Proto.Graph.Output.Add(new ValueInfoProto { Name = value });
        }

        copy.Graph.Changed();
        return copy;
    }
}
