using System.Globalization;
using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>
/// A network in the form that training graphs are made from: its weights are the source's, tensor by tensor, so that what is trained can be stored in the source.
/// Normalization is not folded: BatchNormalization nodes are trained as they are at inference, or by the statistics of the batches (<see cref="Engine.NormalizationStatistics"/>).
/// </summary>
internal sealed class TrainingNetwork
{
    // With a single one the axis of the images would look like one of a single position.
    private const int SeveralImages = 2;

    private TrainingNetwork(OnnxModel source, OnnxModel model, string input, IReadOnlyList<long> imageShape, long? fixedBatch)
    {
        Source = source;
        Model = model;
        Input = input;
        ImageShape = imageShape;
        FixedBatch = fixedBatch;
    }

    /// <summary>The network as it was given.</summary>
    public OnnxModel Source { get; }

    /// <summary>The same with Constant nodes as initializers, and in an operator set that ONNX Runtime runs.</summary>
    public OnnxModel Model { get; }

    /// <summary>The name of its input.</summary>
    public string Input { get; }

    /// <summary>The input's shape without the batch: channels, height, width.</summary>
    public IReadOnlyList<long> ImageShape { get; }

    /// <summary>The batch where the network takes no other; null where it is open.</summary>
    public long? FixedBatch { get; }

    /// <summary>Reads a network.</summary>
    /// <exception cref="RsdtrException">It does not take one float32 input of known size (RSDTR1202), or is malformed (RSDTR10xx).</exception>
    public static TrainingNetwork Of(OnnxModel source)
    {
        OnnxModel model = source.Clone();
        AttributeTypes.Apply(model);
        InitializersAsInputs.Apply(model);
        ConstantNodes.Apply(model);
        OpsetUpgrade.Apply(model);
        ConstantIdentities.Apply(model);
        OpsetPolicy.RequireIrVersion(model.Proto, OpsetPolicy.IrVersionOfInitializersOnly);
        if (model.Graph.Inputs is not [{ Type.TensorType: { ElemType: (int)TensorProto.Types.DataType.Float, Shape: { Dim.Count: >= 2 } shape } } input]
            || shape.Dim.Skip(1).Any(dim => dim.DimValue <= 0))
        {
            throw new RsdtrException(
                TrainingDiagnostics.NotTrainable,
                $"The network takes {string.Join("; ", model.Graph.Inputs.Select(Describe))}: export it with one float32 input [batch, channels, height, width] of fixed size.",
                source.SourcePath);
        }

        TrainingNetwork network = new(
            source, model, input.Name, [.. shape.Dim.Skip(1).Select(dim => dim.DimValue)], shape.Dim[0].DimValue > 0 ? shape.Dim[0].DimValue : null);
        SoftmaxLast.Apply(model, network.ForBatch(network.FixedBatch ?? SeveralImages).Shapes);
        return network;
    }

    /// <summary>The network for batches of one size, without its declarations of values inside, which may say another; and the shapes of its values.</summary>
    public (OnnxModel Model, ShapeTable Shapes) ForBatch(long images)
    {
        OnnxModel model = Model.Clone();
        model.Proto.Graph.ValueInfo.Clear();
        model.Proto.Graph.Input.Single(input => input.Name == Input).Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimValue = images };
        model.Graph.Changed();
        return (model, ShapeInference.Infer(model));
    }

    /// <summary>Refuses BatchNormalization in training form: it normalizes by what it is fed, whatever is asked for and wherever the network runs then.</summary>
    /// <exception cref="RsdtrException">There is such a node (RSDTR1202).</exception>
    public void RequireInferenceForm()
    {
        if (Model.Graph.Nodes.FirstOrDefault(node => node.OpType == "BatchNormalization" && OperatorDomain.IsDefault(node.Domain) && node.GetInt("training_mode", 0) != 0) is { } training)
        {
            throw new RsdtrException(
                TrainingDiagnostics.NotTrainable,
                $"{NodeText.Describe(training)} is in training form (training_mode 1), so that the network would not run with what it has learned: export it in evaluation form without folding its normalization (PyTorch: model.eval() and training=TrainingMode.PRESERVE), and let --normalization batch train it by its batches.",
                Source.SourcePath);
        }
    }

    private static string Describe(ValueInfoProto input) => string.Create(
        CultureInfo.InvariantCulture,
        $"'{input.Name}' {ElementTypes.Name(input.Type?.TensorType?.ElemType ?? 0)} [{string.Join(',', (input.Type?.TensorType?.Shape?.Dim ?? []).Select(dim => dim.DimValue > 0 ? dim.DimValue.ToString(CultureInfo.InvariantCulture) : "?"))}]");
}
