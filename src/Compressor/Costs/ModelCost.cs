using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Costs;

/// <summary>What a network stores and computes: the figures that budgets limit.</summary>
/// <remarks>
/// Of one run with one image: an input's first dimension counts as 1 where the file leaves it open; where the file fixes it, a
/// run works on that many. A figure that cannot be known is null, never zero, and <see cref="Unknowns"/> says why.
/// </remarks>
public sealed record ModelCost
{
    /// <summary>
    /// Floating-point numbers that the file stores as tensors with at least one axis, in initializers and Constant nodes; scalars and
    /// integers do not count. A stored tensor counts once, however many nodes read or repeat it.
    /// </summary>
    public required long Parameters { get; init; }

    /// <summary>
    /// Multiply-accumulate operations of one run: convolutions and matrix products with activations. Nodes that depend on constants
    /// alone cost nothing, because the runtime computes them when it loads the model. Null where a layer's are unknown.
    /// </summary>
    public required long? Macs { get; init; }

    /// <summary>Floating-point operations of one run, 2 * <see cref="Macs"/>; null where a layer's are unknown.</summary>
    public long? Flops => Macs is { } macs ? ConvolutionCost.Flops(macs) : null;

    /// <summary>The size of the model as one file, external data included.</summary>
    public required long Bytes { get; init; }

    /// <summary>
    /// An estimate of the most memory that activations take at once, in bytes, in the order of the file's nodes; null where an
    /// activation's size is unknown, or where nodes run inside another (If, Loop, Scan). Weights and workspace are not in it.
    /// </summary>
    public required long? PeakActivationBytes { get; init; }

    /// <summary>The layers that store parameters or compute MACs, and those whose cost is unknown, in the order of execution.</summary>
    public required IReadOnlyList<LayerCost> Layers { get; init; }

    /// <summary>What is unknown and why, one sentence each; empty where all is known.</summary>
    public required IReadOnlyList<string> Unknowns { get; init; }

    /// <summary>Measures a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputShapes">Shapes of inputs that replace the declared ones, for networks that leave more than the batch open.</param>
    /// <param name="cancellationToken">Stops the work between nodes.</param>
    /// <exception cref="RsdtrException">The graph or a node is not well formed (RSDTR1003, RSDTR1009), or the model is over 2 GiB (RSDTR1010).</exception>
    public static ModelCost Measure(
        OnnxModel model, IReadOnlyDictionary<string, TensorShape>? inputShapes = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ShapeInferenceOptions options = new() { OpenBatch = 1 };
        ShapeTable shapes = ShapeInference.Infer(
            model, inputShapes is null ? options : options with { InputShapes = inputShapes }, cancellationToken);
        return Measure(model, shapes);
    }

    /// <summary>Measures a model whose shapes are inferred already, with an open batch taken as 1.</summary>
    internal static ModelCost Measure(OnnxModel model, ShapeTable shapes)
    {
        long bytes = SerializedSize.TryMeasure(model.Proto) ?? throw OnnxModelFile.TooLarge("The model's tensors hold more than 2 GiB", model.SourcePath);
        try
        {
            IReadOnlyList<LayerCost> layers = MeasureLayers(model, shapes);
            (long? peak, string? unknownReason) = ActivationMemory.Peak(model.Graph, shapes);
            string[] unknowns = [.. layers.Where(layer => layer.UnknownReason is not null).Select(layer => $"The MACs of {layer.OpType} '{layer.Name}' are unknown: {layer.UnknownReason}.")];
            long? macs = layers.Aggregate((long?)0, (sum, layer) => checked(sum + layer.Macs));
            _ = ConvolutionCost.Flops(macs ?? 0);
            return new ModelCost
            {
                Parameters = StoredParameters.Count(model.Proto),
                Macs = macs,
                Bytes = bytes,
                PeakActivationBytes = peak,
                Layers = layers,
                Unknowns = unknownReason is null ? unknowns : [.. unknowns, $"The peak of activation memory is unknown: {unknownReason}."],
            };
        }
        catch (OverflowException exception)
        {
            throw new RsdtrException(
                ModelDiagnostics.MalformedNode, "The network's cost does not fit 64 bits: its shapes are impossible, export the model again.", model.SourcePath, innerException: exception);
        }
    }

    private static List<LayerCost> MeasureLayers(OnnxModel model, ShapeTable shapes)
    {
        OnnxGraph graph = model.Graph;
        WeightOwners owners = new(graph);
        List<LayerCost> layers = [];
        foreach (NodeProto node in graph.Nodes.Where(node => !graph.IsConstant(node)))
        {
            long parameters = owners.TakeParameters(node);
            (long? macs, string? reason) = OperatorCost.Measure(node, model.OpsetVersion() ?? OpsetVersions.Newest, shapes);
            if (parameters == 0 && macs == 0)
            {
                continue;
            }

            layers.Add(new LayerCost
            {
                Name = NodeText.NameOf(node),
                OpType = node.OpType,
                KernelShape = OperatorCost.KernelShape(node, shapes, graph.IsConstant),
                InputShape = node.Input.Count > 0 ? shapes[node.Input[0]] : null,
                OutputShape = node.Output.Count > 0 ? shapes[node.Output[0]] : null,
                Parameters = parameters,
                Macs = macs,
                ActivationBytes = node.Output.Where(name => name.Length > 0)
                    .Aggregate((long?)0, (sum, name) => checked(sum + ActivationMemory.Bytes(shapes.Facts(name)))),
                UnknownReason = reason,
            });
        }

        return layers;
    }
}
