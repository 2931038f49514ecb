using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>
/// Converts models of the operator sets 1 to 6, which ONNX Runtime does not run, to version 7 (ONNX operator changelog). What has no
/// equal there is refused.
/// </summary>
internal static class OpsetUpgrade
{
    private static readonly HashSet<string> UnchangedUpTo7 = new(StringComparer.Ordinal)
    {
        "ArgMax", "ArgMin", "AveragePool", "Constant", "Conv", "ConvTranspose", "DepthToSpace", "Flatten", "Gather", "GlobalAveragePool",
        "GlobalLpPool", "GlobalMaxPool", "Hardmax", "Identity", "LRN", "LogSoftmax", "LpNormalization", "LpPool", "MatMul", "MaxPool", "MaxRoiPool",
        "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum",
        "ReduceSumSquare", "Shape", "Size", "Slice", "Softmax", "Softplus", "Softsign", "SpaceToDepth", "Squeeze", "TopK", "Transpose", "Unsqueeze", "Not",
    };

    // Up to version 5 these named the inputs that they overwrite; the attribute meant nothing to the result.
    private static readonly HashSet<string> OnlyLostConsumedInputs = new(StringComparer.Ordinal)
    {
        "Abs", "Ceil", "Clip", "Elu", "Exp", "Floor", "HardSigmoid", "InstanceNormalization", "LeakyRelu", "Log", "Max", "Mean", "Min", "Neg",
        "Reciprocal", "Relu", "Selu", "Sigmoid", "Sqrt", "Sum", "Tanh",
    };

    private static readonly HashSet<string> Broadcasting = new(StringComparer.Ordinal)
    {
        "Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Equal", "Greater", "Less",
    };

    /// <summary>Applies the pass.</summary>
    /// <returns>Whether the model was older; otherwise it is untouched.</returns>
    /// <exception cref="RsdtrException">An operator cannot be converted (RSDTR1008).</exception>
    public static bool Apply(OnnxModel model)
    {
        if (model.OpsetVersion() is not (> 0 and < OpsetPolicy.OldestRunnable))
        {
            return false;
        }

        // Ranks are needed to align operands; they are asked of the graph as it was.
        ShapeTable shapes = ShapeInference.Infer(model);
        foreach (NodeProto node in model.Graph.Nodes)
        {
            Convert(model.Graph, node, model.OpsetVersion()!.Value, shapes);
        }

        Import(model.Proto);
        OpsetPolicy.RequireIrVersion(model.Proto, OpsetPolicy.IrVersionOfInitializersOnly);
        return true;
    }

    private static void Import(ModelProto model)
    {
        OnnxGraph.RemoveAll(model.OpsetImport, opset => OperatorDomain.IsDefault(opset.Domain));
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OpsetPolicy.OldestRunnable });
    }

    private static void Convert(OnnxGraph graph, NodeProto node, long opset, ShapeTable shapes)
    {
        if (!OperatorDomain.IsDefault(node.Domain) || UnchangedUpTo7.Contains(node.OpType))
        {
            return;
        }

        node.Remove("consumed_inputs");
        switch (node.OpType)
        {
            case string opType when OnlyLostConsumedInputs.Contains(opType):
                break;
            case string opType when Broadcasting.Contains(opType):
                AlignSecondOperand(graph, node, shapes);
                break;
            case "PRelu":
                AlignSlope(graph, node, shapes);
                break;
            case "Reshape":
                MoveShapeToInput(graph, node);
                break;
            case "Concat":
                node.Set(NodeBuilder.Int("axis", node.GetInt("axis", 1)));
                break;
            case "Gemm":
                // The third operand was broadcast on request; from version 7 on it always may be.
                node.Remove("broadcast");
                break;
            case "Pad" when node.GetInts("paddings") is { } pads:
                node.Remove("paddings");
                node.Set(NodeBuilder.Ints("pads", pads));
                break;
            case "Pad":
                break;
            case "Split" when node.Input.Count == 1:
                node.Set(NodeBuilder.Int("axis", node.GetInt("axis", 0)));
                break;
            case "Tile" when opset >= 6:
                break;
            case "Dropout" or "BatchNormalization":
                RequireInference(node);
                break;
            case "Cast" when node.Find("to") is { HasS: true } named && Enum.TryParse(named.S.ToStringUtf8(), ignoreCase: true, out TensorProto.Types.DataType type):
                node.Set(NodeBuilder.Int("to", (long)type));
                break;
            case "Cast" when node.TryGetInt("to") is not null:
                break;
            default:
                throw Unconvertible(node, "has no equal in it");
        }
    }

    private static void RequireInference(NodeProto node)
    {
        if (node.GetInt("is_test", 0) == 0)
        {
            throw Unconvertible(node, "is in training form (is_test = 0)");
        }

        node.Remove("is_test");
        while (node.OpType == "BatchNormalization" && node.Output.Count > 1)
        {
            node.Output.RemoveAt(node.Output.Count - 1);
        }
    }

    // broadcast = 1 fits the second operand to the first from 'axis' on; now operands are aligned at their last axes, so axes of
    // size 1 are added at the end.
    private static void AlignSecondOperand(OnnxGraph graph, NodeProto node, ShapeTable shapes)
    {
        bool broadcasts = node.GetInt("broadcast", 0) != 0;
        long? axis = node.TryGetInt("axis");
        node.Remove("broadcast");
        node.Remove("axis");
        if (!broadcasts || axis is null)
        {
            return;
        }

        if (shapes[node.Input[0]] is not { } first || shapes[node.Input[1]] is not { } second)
        {
            throw Unconvertible(node, "broadcasts an operand of unknown rank");
        }

        long start = axis.Value < 0 ? axis.Value + first.Rank : axis.Value;
        AddTrailingAxes(graph, node, first.Rank - start - second.Rank);
    }

    // The slope had one number for each channel, axis 1 of the input.
    private static void AlignSlope(OnnxGraph graph, NodeProto node, ShapeTable shapes)
    {
        if (shapes[node.Input[0]] is not { } input || shapes[node.Input[1]] is not { } slope)
        {
            throw Unconvertible(node, "has a slope of unknown rank");
        }

        if (slope.Rank == 1 && slope.ElementCount != 1)
        {
            AddTrailingAxes(graph, node, input.Rank - 2);
        }
    }

    private static void AddTrailingAxes(OnnxGraph graph, NodeProto node, long count)
    {
        if (count < 0)
        {
            throw Unconvertible(node, "broadcasts an operand beyond the axes of the other");
        }

        if (count == 0)
        {
            return;
        }

        string operand = node.Input[1];
        if (graph.Initializer(operand) is not { } tensor)
        {
            throw Unconvertible(node, "broadcasts an operand that is no initializer");
        }

        TensorProto copy = tensor.Clone();
        copy.Name = graph.UniqueName($"{operand}.aligned");
        copy.Dims.AddRange(Enumerable.Repeat(1L, (int)count));
        graph.AddInitializer(copy);
        node.Input[1] = copy.Name;
        graph.Changed();
    }

    private static void MoveShapeToInput(OnnxGraph graph, NodeProto node)
    {
        if (node.GetInts("shape") is not { } shape)
        {
            return;
        }

        string name = graph.UniqueName($"{NodeText.NameOf(node)}.shape");
        graph.AddInitializer(TensorBuilder.Int64s(name, shape));
        node.Remove("shape");
        node.Input.Add(name);
        graph.Changed();
    }

    private static RsdtrException Unconvertible(NodeProto node, string why) => new(
        ModelDiagnostics.RejectedByRuntime,
        $"The model is for an operator set before {OpsetPolicy.OldestRunnable}, which ONNX Runtime does not run, and its {NodeText.Describe(node)} {why}: export the model again with a newer operator set.");
}
