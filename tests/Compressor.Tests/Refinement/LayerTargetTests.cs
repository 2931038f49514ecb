using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Refinement;

/// <summary>A layer's factors fitted to the inputs of a network, which ONNX Runtime then runs.</summary>
public sealed class LayerTargetTests
{
    private const int Inputs = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_the_shift_the_mean_output_is_the_originals(bool isPair)
    {
        (OnnxModel model, NetworkLayer layer, LayerMoments moments) = Gather(isPair ? 1 : 3, bias: true);
        Assert.True(moments.IsCentred);
        FactorizedKernel factors = Factors(layer);
        OnnxModel changed = model.Clone();
        ConvolutionRewriter.ReplaceKernel(changed.Graph, layer.Weight, factors.Reconstruct());
        double[] expected = MeanOutput(model);
        Assert.Contains(expected.Zip(MeanOutput(changed)), pair => Math.Abs(pair.First - pair.Second) > 0.01);

        ConvolutionRewriter.ShiftBias(changed.Graph, layer.Weight, MeanShift.Of(layer, factors, moments.Mean));
        Assert.All(expected.Zip(MeanOutput(changed)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Theory]
    [InlineData("ring", false)]
    [InlineData("ring", true)]
    [InlineData("C|ij|T", true)]
    [InlineData("Cj|iT", false)]
    [InlineData("C|T", true)]
    public void The_error_told_is_that_of_the_layers_output(string kind, bool bias)
    {
        (OnnxModel model, NetworkLayer layer, LayerMoments moments) = Gather(kind == "C|T" ? 1 : 3, bias);
        Assert.Equal(bias, moments.IsCentred);
        FittingTarget target = LayerTarget.Of(layer, moments, sharedWeight: 0)!;
        Assert.True(target.HasWholeMoment);
        FactorRecipe recipe = kind == "ring"
            ? new RingRecipe(RingKind.LeastStorage, 0.5, new RingSearch(target, CancellationToken.None).Find(RingKind.LeastStorage, 0.5).Ranks, ChainCuts.All)
            : new ChainRecipe(ChainLayout.Parse(kind), [.. Enumerable.Repeat(2, ChainLayout.Parse(kind).StageCount - 1)]);
        (FactorizedKernel fitted, double squaredError) = recipe.Fit(target, target, CancellationToken.None);
        Assert.InRange(squaredError, 0.001, target.SquaredError(recipe.Start(target, CancellationToken.None).Reconstruct()) + 1e-6);

        OnnxModel changed = model.Clone();
        ConvolutionRewriter.ReplaceKernel(changed.Graph, layer.Weight, fitted.Reconstruct());
        if (bias)
        {
            ConvolutionRewriter.ShiftBias(changed.Graph, layer.Weight, MeanShift.Of(layer, fitted, moments.Mean));
        }

        // Over all positions, as the patches were: the change of the output over the output itself, about its mean where a bias holds that.
        float[][] before = Outputs(model);
        float[][] after = Outputs(changed);
        double[] mean = bias ? MeanOutput(model) : new double[layer.Shape!.Value.OutputChannels];
        double change = 0;
        double reference = 0;
        for (int index = 0; index < Inputs; index++)
        {
            int positions = before[index].Length / mean.Length;
            for (int i = 0; i < before[index].Length; i++)
            {
                change += Math.Pow(before[index][i] - after[index][i], 2);
                reference += Math.Pow(before[index][i] - mean[i / positions], 2);
            }
        }

        Assert.Equal(Math.Sqrt(change / reference), Math.Sqrt(squaredError), 1e-4);
    }

    [Fact]
    public void What_is_known_of_the_inputs_decides_what_counts()
    {
        // A patch of 134 x 9 = 1206 numbers is too large for its whole moment.
        KernelShape shape = new(2, 134, 3, 3);
        NetworkLayer layer = new() { Name = "conv", Weight = "w", Nodes = [], WeightShape = [2, 134, 3, 3], Shape = shape, Kernel = new float[shape.Size] };
        Assert.Null(MomentOf(layer, null).Channels(134));
        LayerMoments moments = new(shape, isCentred: false);
        Assert.Null(MomentOf(layer, moments).Channels(134));
        moments.Add([.. Enumerable.Repeat(2f, 1206)]);
        Assert.All(MomentOf(layer, moments).Channels(134)!.Data, number => Assert.Equal(4, number));
        Assert.False(LayerTarget.Of(layer, moments, sharedWeight: 0)!.HasWholeMoment);
    }

    [Fact]
    public void A_layer_that_cannot_be_factorized_has_no_target() =>
        Assert.Null(LayerTarget.Of(new NetworkLayer { Name = "conv", Weight = "w", Nodes = [], WeightShape = [8, 1, 3, 3] }, moments: null, sharedWeight: 0));

    private static PatchMoment MomentOf(NetworkLayer layer, LayerMoments? moments) =>
        LayerTarget.Of(layer, moments, sharedWeight: 0)!.InOrder(columnsFirst: false).Moment;

    // One convolution behind a ReLU, so that its inputs have a mean; 6 inputs of seeded noise.
    private static (OnnxModel Model, NetworkLayer Layer, LayerMoments Moments) Gather(int side, bool bias)
    {
        OnnxModel source = new GraphBuilder(seed: 21)
            .Input("image", 1, 5, 9, 8).Relu().Conv(6, side, stride: 2, pads: side / 2, bias: bias).Output("map").Build();
        OnnxModel model = Canonicalizer.Run(source).Model;
        NetworkLayer layer = Assert.Single(LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 }, CancellationToken.None)));
        using InferenceSession session = ModelRunner.Load(model);
        NetworkInputs inputs = NetworkInputs.Synthetic(session, Inputs, seed: 30);
        LayerMoments moments = Assert.Single(MomentCollector.Collect(model, [layer], inputs, seed: 0, CancellationToken.None))!;
        // Stride 2 of 9 x 8: 5 x 4 positions, all of them.
        Assert.Equal(Inputs * 20, moments.Count);
        return (model, layer, moments);
    }

    private static FactorizedKernel Factors(NetworkLayer layer) => layer.Shape!.Value.Height == 1
        ? SeededFactors.Pair(outputs: 6, inputs: 5, rank: 2, seed: 3)
        : SeededFactors.Ring(layer.Shape.Value, new RingRanks(2, 2, 2, 2), seed: 3);

    private static float[][] Outputs(OnnxModel model)
    {
        using InferenceSession session = ModelRunner.Load(model);
        NetworkInputs inputs = NetworkInputs.Synthetic(session, Inputs, seed: 30);
        return [.. Enumerable.Range(0, Inputs).Select(index =>
        {
            Dictionary<string, Tensor> tensors = inputs.Create(index);
            using Tensor image = tensors["image"];
            using TensorSet outputs = session.Run(tensors);
            return outputs["map"].ToArray<float>();
        })];
    }

    private static double[] MeanOutput(OnnxModel model)
    {
        float[][] outputs = Outputs(model);
        return [.. Enumerable.Range(0, 6).Select(t => outputs.Average(output => output.Chunk(output.Length / 6).ElementAt(t).Average(number => (double)number)))];
    }
}
