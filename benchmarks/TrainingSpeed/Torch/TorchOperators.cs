using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

/// <summary>The operators of ONNX that networks here have, each by PyTorch's own function for it.</summary>
internal static class TorchOperators
{
    private static readonly Dictionary<string, Func<NodeProto, Tensor[], Tensor>> s_functions = new(StringComparer.Ordinal)
    {
        ["Add"] = (_, x) => x[0] + x[1],
        ["AveragePool"] = (node, x) => functional.avg_pool2d(x[0], Window(node), Strides(node)),
        ["BatchNormalization"] = Normalize,
        ["Cast"] = (node, x) => x[0].to_type(TypeOf(node.GetInt("to", 0))),
        ["Concat"] = (node, x) => cat(x, node.GetInt("axis", 0)),
        ["ConstantOfShape"] = Constant,
        ["Conv"] = TorchConvolution.Run,
        ["Einsum"] = (node, x) => einsum(node.GetString("equation", ""), x),
        ["Flatten"] = Flatten,
        ["Gemm"] = Gemm,
        ["GlobalAveragePool"] = (_, x) => x[0].mean([2, 3], keepdim: true),
        ["Identity"] = (_, x) => x[0],
        ["MatMul"] = (_, x) => x[0].matmul(x[1]),
        ["MaxPool"] = (node, x) => functional.max_pool2d(x[0], Window(node), Strides(node)),
        ["Mul"] = (_, x) => x[0] * x[1],
        ["Pad"] = Pad,
        ["Relu"] = (_, x) => functional.relu(x[0]),
        ["Reshape"] = Reshape,
        ["Slice"] = Slice,
        ["Tile"] = (_, x) => x[0].repeat(TorchTensors.ToNumbers(x[1])),
        ["Transpose"] = (node, x) => x[0].permute(node.GetInts("perm") ?? [.. Enumerable.Range(0, (int)x[0].dim()).Reverse().Select(axis => (long)axis)]),
    };

    /// <summary>Refuses a node that there is nothing for here.</summary>
    /// <exception cref="NotSupportedException">There is no function for it, or it leaves out an input.</exception>
    public static void Require(NodeProto node)
    {
        if (!s_functions.ContainsKey(node.OpType) || node.Input.Any(name => name.Length == 0))
        {
            throw new NotSupportedException($"there is no function for a {node.OpType} of {node.Input.Count} inputs here");
        }
    }

    /// <summary>Runs a node that <see cref="Require"/> lets through.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">What it reads.</param>
    /// <returns>What it gives; one of the inputs where it changes nothing.</returns>
    public static Tensor Run(NodeProto node, Tensor[] inputs) => s_functions[node.OpType](node, inputs);

    private static long[] Window(NodeProto node) =>
        node.GetString("auto_pad", "NOTSET") == "NOTSET" && (node.GetInts("pads") ?? []).All(size => size == 0) && node.GetInt("ceil_mode", 0) == 0
            && (node.GetInts("dilations") ?? []).All(size => size == 1)
            ? node.GetInts("kernel_shape")!
            : throw new NotSupportedException("only plain pooling is needed here");

    private static long[] Strides(NodeProto node) => node.GetInts("strides") ?? [1, 1];

    private static ScalarType TypeOf(long type) => (TensorProto.Types.DataType)type switch
    {
        TensorProto.Types.DataType.Float => ScalarType.Float32,
        TensorProto.Types.DataType.Int32 => ScalarType.Int32,
        TensorProto.Types.DataType.Int64 => ScalarType.Int64,
        _ => throw new NotSupportedException($"no number is cast to type {type} here"),
    };

    private static Tensor Constant(NodeProto node, Tensor[] x)
    {
        long[] sizes = TorchTensors.ToNumbers(x[0]);
        return node.GetTensor("value") is { } value ? TorchTensors.Of(value, ScalarType.Float32).expand(sizes) : zeros(sizes);
    }

    private static Tensor Flatten(NodeProto node, Tensor[] x)
    {
        long axis = node.GetInt("axis", 1);
        return x[0].reshape(x[0].shape.Take((int)(axis < 0 ? axis + x[0].dim() : axis)).Aggregate(1L, (product, size) => product * size), -1);
    }

    // With a momentum of zero what is stored stays, also where the images' own statistics are asked for.
    private static Tensor Normalize(NodeProto node, Tensor[] x) =>
        functional.batch_norm(x[0], x[3], x[4], x[1], x[2], training: node.GetInt("training_mode", 0) != 0, momentum: 0, eps: node.GetFloat("epsilon", 1e-5f));

    private static Tensor Gemm(NodeProto node, Tensor[] x)
    {
        Tensor rows = node.GetInt("transA", 0) == 0 ? x[0] : x[0].t();
        Tensor weight = node.GetInt("transB", 0) == 0 ? x[1].t() : x[1];
        (float alpha, float beta) = (node.GetFloat("alpha", 1), node.GetFloat("beta", 1));
        if (alpha == 1 && beta == 1)
        {
            return functional.linear(rows, weight, x.ElementAtOrDefault(2));
        }

        Tensor product = functional.linear(rows, weight) * alpha;
        return x.Length == 2 ? product : product + (x[2] * beta);
    }

    private static Tensor Pad(NodeProto node, Tensor[] x) => node.GetString("mode", "constant") == "constant" && (x.Length == 2 || x[2].to_type(ScalarType.Float64).item<double>() == 0)
        ? TorchConvolution.Pad(x[0], TorchTensors.ToNumbers(x[1]))
        : throw new NotSupportedException("only zeros are padded here");

    private static Tensor Reshape(NodeProto node, Tensor[] x) => x[0].reshape([.. TorchTensors.ToNumbers(x[1]).Select((size, axis) => size == 0 ? x[0].shape[axis] : size)]);

    private static Tensor Slice(NodeProto node, Tensor[] x)
    {
        long[] starts = TorchTensors.ToNumbers(x[1]);
        long[] ends = TorchTensors.ToNumbers(x[2]);
        long[] axes = x.Length > 3 ? TorchTensors.ToNumbers(x[3]) : [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[] steps = x.Length > 4 ? TorchTensors.ToNumbers(x[4]) : [.. starts.Select(_ => 1L)];
        Tensor result = x[0];
        for (int cut = 0; cut < starts.Length; cut++)
        {
            result = steps[cut] > 0 ? result.slice(axes[cut], starts[cut], ends[cut], steps[cut]) : Backwards(result, axes[cut], starts[cut], ends[cut], steps[cut]);
        }

        return result;
    }

    private static Tensor Backwards(Tensor x, long axis, long start, long end, long step)
    {
        long size = x.size((int)axis);
        long first = start < 0 ? start + size : Math.Min(start, size - 1);
        long behind = end < 0 ? Math.Max(end + size, -1) : end;
        return x.index_select(axis, arange(first, behind, step, ScalarType.Int64));
    }
}
