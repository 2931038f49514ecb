using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Benchmarks.AuthorsLayout;

/// <summary>
/// Runs a ring as its authors' program does: the branches r1 are a spatial axis of five-dimensional convolutions, whose kernels are 1 along it,
/// in the place of the groups that this project's rewriting makes of them.
/// </summary>
/// <remarks>
/// 1x1 Conv C to R2 R1 | view as [N, R2, R1, H, W] | Conv (1, kh, 1) R2 to R3 | Conv (1, 1, kw) R3 to R0 | view as [N, R0 R1, H', W'] | 1x1 Conv to T.
/// The branch is the inner index of the channels, so that nothing has to be moved between the views.
/// </remarks>
internal sealed class AuthorsRewriter
{
    private readonly OnnxGraph _graph;
    private readonly TensorRingKernel _ring;
    private readonly string _weight;
    private readonly string[] _kernels;

    private AuthorsRewriter(OnnxGraph graph, string weight, TensorRingKernel ring)
    {
        (int r0, int r1, int r2, int r3) = (ring.Ranks.R0, ring.Ranks.R1, ring.Ranks.R2, ring.Ranks.R3);
        KernelShape shape = ring.Shape;
        (_graph, _ring, _weight) = (graph, ring, weight);
        _kernels =
        [
            Store("channels", CoreOrder.Write(ring.Cores[1], [2, 0, 1]), r2 * r1, shape.InputChannels, 1, 1),
            Store("rows", CoreOrder.Write(ring.Cores[2], [2, 0, 1]), r3, r2, 1, shape.Height, 1),
            Store("columns", CoreOrder.Write(ring.Cores[3], [2, 0, 1]), r0, r3, 1, 1, shape.Width),
            Store("outputs", CoreOrder.Write(ring.Cores[0], [1, 0, 2]), shape.OutputChannels, r0 * r1, 1, 1),
        ];
    }

    /// <summary>Rewrites all convolutions that read a weight.</summary>
    /// <param name="graph">The graph, which is changed.</param>
    /// <param name="shapes">The shapes of its values.</param>
    /// <param name="weight">The name of a weight that only convolutions of group 1 with two spatial axes read.</param>
    /// <param name="factors">The ring that stands for it; the plan does not matter here.</param>
    /// <exception cref="ArgumentException">The spatial sizes of an input are not known: the views need them.</exception>
    public static void Rewrite(OnnxGraph graph, ShapeTable shapes, string weight, RingFactors factors)
    {
        AuthorsRewriter rewriter = new(graph, weight, factors.Ring);
        foreach (NodeProto node in graph.Consumers(weight))
        {
            graph.Replace(node, rewriter.ToNodes(node, SpatialSizes(shapes, node)));
        }

        graph.RemoveUnusedInitializers();
    }

    private static long[] SpatialSizes(ShapeTable shapes, NodeProto node) => shapes[node.Input[0]] is { Rank: 4 } shape
        && shape[2].Value is { } height && shape[3].Value is { } width
            ? [height, width]
            : throw new ArgumentException($"The input of {NodeText.Describe(node)} has no known height and width.", nameof(node));

    private string Store(string stage, float[] values, params long[] dims) => InitializerPlacement.Add(_graph, $"{_weight}/authors/{stage}", dims, values);

    private NodeProto[] ToNodes(NodeProto node, long[] input)
    {
        (int r0, int r1, int r2) = (_ring.Ranks.R0, _ring.Ranks.R1, _ring.Ranks.R2);
        ConvolutionAttributes geometry = ConvolutionAttributes.Read(node, [_ring.Shape.Height, _ring.Shape.Width]).Resolve(input);
        long[] output = [geometry.OutputSize(0, input[0]), geometry.OutputSize(1, input[1])];
        NodeNames names = new(_graph);
        string value = node.Input[0];
        List<NodeProto> nodes = [];
        Add("Conv", "channels", [_kernels[0]]);
        Add("Reshape", "unfolded", [InitializerPlacement.AddShape(_graph, $"{_weight}/authors/unfolded", [-1, r2, r1, .. input])]);
        Add("Conv", "rows", [_kernels[1]], Along(geometry, axis: 0));
        Add("Conv", "columns", [_kernels[2]], Along(geometry, axis: 1));
        Add("Reshape", "folded", [InitializerPlacement.AddShape(_graph, $"{_weight}/authors/folded", [-1, r0 * r1, .. output])]);
        Add("Conv", "outputs", [_kernels[3], .. node.Input.Skip(2)]);
        nodes[^1].Output[0] = node.Output[0];
        return [.. nodes];

        void Add(string operation, string stage, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
        {
            string name = _graph.UniqueName($"{node.Output[0]}/authors/{stage}");
            nodes.Add(NodeBuilder.Node(operation, names.Unique($"{NodeText.NameOf(node)}/authors/{stage}"), [value, .. inputs], [name], attributes));
            value = name;
        }
    }

    // The geometry along one of the two axes; the other one and the branches are left alone.
    private static IEnumerable<AttributeProto> Along(ConvolutionAttributes geometry, int axis)
    {
        yield return NodeBuilder.Ints("strides", Place(geometry.Strides[axis], 1));
        yield return NodeBuilder.Ints("dilations", Place(geometry.Dilations[axis], 1));
        yield return NodeBuilder.Ints("pads", [.. Place(geometry.PadsBegin[axis], 0), .. Place(geometry.PadsEnd[axis], 0)]);

        long[] Place(long value, long other) => axis == 0 ? [other, value, other] : [other, other, value];
    }
}
