using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Rewriting;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>
/// What a compressed file stores, each number of it with its gradient: through the nodes that make kernels of cores and stages. A layer is linear in each of
/// its cores, tied ones too, so that differences are exact but for rounding.
/// </summary>
public sealed class CompressedGradientTests
{
    // Of these sizes every merge is too much for one node: products and Reshapes make the kernels.
    private const int WideRank = 92;

    private static readonly KernelShape s_wide = new(104, 88, 3, 2);

    public static TheoryData<int, int> Rings
    {
        get
        {
            TheoryData<int, int> rings = [];
            for (int cuts = 0; cuts <= (int)ChainCuts.All; cuts++)
            {
                foreach (int branches in (int[])[1, 2, 5])
                {
                    rings.Add(cuts, branches);
                }
            }

            return rings;
        }
    }

    public static TheoryData<string, int> Chains => ChainPlans.From(0);

    [Theory]
    [MemberData(nameof(Rings))]
    public void Cores_of_a_ring_have_their_gradients(int cuts, int branches)
    {
        foreach ((int height, int width) in ((int, int)[])[(3, 3), (1, 3), (4, 2)])
        {
            AssertGradients(SeededFactors.Ring(new KernelShape(6, 5, height, width), new RingRanks(3, branches, 2, 4), seed: height, (ChainCuts)cuts));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public void Cores_of_a_wide_ring_have_their_gradients(int cuts) => AssertGradient(
        new ConvolutionSetting { Pads = [1, 1, 1, 1], Height = 4, Width = 3 },
        SeededFactors.Ring(s_wide, new RingRanks(WideRank, 2, WideRank, WideRank), seed: 2, (ChainCuts)cuts));

    [Theory]
    [MemberData(nameof(Chains))]
    public void Stages_of_a_chain_have_their_gradients(string layout, int merges)
    {
        foreach ((int height, int width) in ((int, int)[])[(3, 3), (4, 3), (1, 3)])
        {
            AssertGradients(Chain(new KernelShape(6, 5, height, width), layout, merges, [3, 4, 2]));
        }
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public void Stages_of_a_wide_chain_have_their_gradients(string layout, int merges)
    {
        if (merges > 0)
        {
            AssertGradient(
                new ConvolutionSetting { Pads = [1, 1, 1, 1], Height = 4, Width = 3 }, Chain(s_wide, layout, merges, [WideRank, WideRank, WideRank]));
        }
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(1, 2)]
    [InlineData(4, 3)]
    [InlineData(16, 1)]
    public void Branches_have_their_gradients(int branches, int outputs)
    {
        BranchFactors factors = SeededFactors.Branches(new KernelShape(6, 5, 3, 3), new BranchSize(branches, outputs), seed: 3);
        AssertGradients(factors);
        AssertGradients(factors.ToDense());
    }

    [Theory]
    [InlineData("Gemm", 1L)]
    [InlineData("Gemm", 0L)]
    [InlineData("MatMul", null)]
    public void Matrices_of_a_pair_have_their_gradients(string type, long? transB)
    {
        foreach (bool merged in (bool[])[false, true])
        {
            FullyConnectedSetting setting = new() { Operator = type, TransB = transB, Bias = type == "Gemm" ? [6] : null, Leading = [null] };
            OnnxModel model = setting.ToModel(6, 9);
            ChainFactors pair = SeededFactors.Pair(6, 9, rank: 2, seed: 5);
            ConvolutionRewriter.Rewrite(model.Graph, "w", merged ? pair.ToDense() : pair);
            AssertAll(model, setting.InputDims(9));
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(12)]
    [InlineData(14)]
    [InlineData(18)]
    [InlineData(21)]
    public void All_families_have_their_gradients_in_every_operator_set(int opset)
    {
        KernelShape shape = new(6, 5, 3, 3);
        ConvolutionSetting setting = new() { Opset = opset, Strides = [2, 1], Pads = [1, 0, 1, 2], Batch = null };
        AssertGradient(setting, SeededFactors.Ring(shape, new RingRanks(3, 2, 2, 4), seed: 1));
        AssertGradient(setting, SeededFactors.Ring(shape, new RingRanks(3, 5, 2, 4), seed: 1, (ChainCuts)2));
        AssertGradient(setting, Chain(shape, ChainLayout.Spatial[0].ToString(), 1, [3, 4, 2]));
        AssertGradient(setting, SeededFactors.Branches(shape, new BranchSize(4, 2), seed: 3));
        AssertGradient(setting, SeededFactors.Branches(shape, new BranchSize(4, 2), seed: 3).ToDense());
    }

    private static void AssertGradients(FactorizedKernel factors)
    {
        AssertGradient(new ConvolutionSetting { Pads = [1, 1, 1, 1], Batch = null }, factors);
        AssertGradient(new ConvolutionSetting { Pads = [1, 0, 2, 1], Strides = [2, 2], Dilations = [1, 2], Batch = 2 }, factors);
        AssertGradient(new ConvolutionSetting { AutoPad = "SAME_UPPER", Pads = null, Strides = [2, 2], Batch = null, Bias = false }, factors);
    }

    private static void AssertGradient(ConvolutionSetting setting, FactorizedKernel factors)
    {
        KernelShape shape = factors.Shape;
        OnnxModel model = setting.ToModel(shape.OutputChannels, shape.InputChannels, shape.Height, shape.Width);
        ConvolutionRewriter.Rewrite(model.Graph, "w", factors);
        AssertAll(model, setting.InputDims(shape.InputChannels));
    }

    private static void AssertAll(OnnxModel model, long[] sizes)
    {
        string[] stored =
        [
            .. model.Proto.Graph.Initializer.Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float).Select(tensor => tensor.Name),
        ];
        GradientAssert.Differences(
            model, new() { ["x"] = (ModelRunner.Noise(1, (int)sizes.Aggregate((product, size) => product * size)), sizes) }, 1, 1e-4, stored);
    }

    private static ChainFactors Chain(KernelShape shape, string layout, int merges, int[] widths)
    {
        ChainLayout stored = ChainLayout.Parse(layout);
        return SeededFactors.Chain(shape, stored, widths[..(stored.StageCount - 1)], seed: 4).WithMerges((ChainMerges)merges);
    }
}
