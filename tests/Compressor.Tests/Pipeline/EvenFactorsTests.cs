using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Calibration.Stepping;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>How compressed networks share the scales of their kernels among the factors.</summary>
public sealed class EvenFactorsTests
{
    [Fact]
    public void Neighbouring_factors_of_a_written_network_are_of_one_length_within_a_factor_of_two()
    {
        OnnxModel source = new GraphBuilder(seed: 3).Input("image", 1, 3, 8, 8)
            .Conv(24, 3, pads: 1).Relu().Conv(40, 1).Relu().Conv(40, 1).Relu().Conv(24, 1)
            .Output("map").Build();
        OnnxGraph graph = ModelCompressor.Compress(source, new CompressionOptions { Budget = Budgets.OfOptions("50%"), Threads = 1 }).Model!.Graph;
        int pairs = 0;
        foreach (NodeProto first in graph.Nodes.Where(node => node.OpType == "Conv"))
        {
            if (graph.OnlyConsumer(first.Output[0]) is not { OpType: "Conv" } second)
            {
                continue;
            }

            float[] ahead = TensorReader.ToFloats(graph.Initializer(first.Input[1])!);
            float[] behind = TensorReader.ToFloats(graph.Initializer(second.Input[1])!);
            int channels = (int)graph.Initializer(first.Input[1])!.Dims[0];
            int offsets = (int)graph.Initializer(second.Input[1])!.Dims.Skip(2).Aggregate((height, width) => height * width);
            for (int channel = 0; channel < channels; channel++)
            {
                double squares = ahead.Chunk(ahead.Length / channels).ElementAt(channel).Sum(number => (double)number * number);
                double others = behind.Where((_, at) => at / offsets % channels == channel).Sum(number => (double)number * number);
                Assert.InRange(Math.Sqrt(others / squares), 0.5 - 1e-6, 2 + 1e-6);
            }

            pairs++;
        }

        Assert.InRange(pairs, 1, 4);
    }

    [Fact]
    public void The_published_methods_rings_stay_as_its_decomposition_leaves_them()
    {
        IReadOnlyList<NetworkLayer> layers = SteppedModels.Layers(SmallNetworks.Residual());
        LayerPlan plan = PaperPlanner.Plan(layers, 0.4, null, CancellationToken.None);
        LayerDecision[] rings = [.. plan.Decisions.Where(decision => decision.Factors is not null)];
        Assert.NotEmpty(rings);
        Assert.All(rings, decision =>
        {
            TensorRingKernel found = ReducedStorageDecomposition.DecomposeWithin(decision.Layer.Kernel, decision.Layer.Shape!.Value, 0.4, CancellationToken.None).Kernel;
            RingFactors ring = Assert.IsType<RingFactors>(decision.Factors);
            Assert.Equal(found.Cores.SelectMany(core => core.Data).Select(number => (float)number), ring.Ring.Cores.SelectMany(core => core.Data).Select(number => (float)number));
        });
        Assert.Contains(rings, decision => !((RingFactors)decision.Factors!).Ring.Cores[0].Data.SequenceEqual(((RingFactors)decision.Factors).WithEvenScales().Ring.Cores[0].Data));
    }
}
