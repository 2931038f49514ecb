using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Canonicalization;
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
public sealed class LayerRefinementTests
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

        ConvolutionRewriter.ShiftBias(changed.Graph, layer.Weight, LayerRefinement.MeanShift(layer, factors, moments));
        Assert.All(expected.Zip(MeanOutput(changed)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_error_told_is_that_of_the_layers_output(bool bias)
    {
        (OnnxModel model, NetworkLayer layer, LayerMoments moments) = Gather(side: 3, bias);
        Assert.Equal(bias, moments.IsCentred);
        (FactorizedKernel refined, double? error) = LayerRefinement.Refine(layer, Factors(layer), moments, CancellationToken.None);

        OnnxModel changed = model.Clone();
        ConvolutionRewriter.ReplaceKernel(changed.Graph, layer.Weight, refined.Reconstruct());
        if (bias)
        {
            ConvolutionRewriter.ShiftBias(changed.Graph, layer.Weight, LayerRefinement.MeanShift(layer, refined, moments));
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

        Assert.Equal(Math.Sqrt(change / reference), error!.Value, 1e-4);
    }

    [Fact]
    public void A_pair_stays_and_is_judged_by_the_inputs()
    {
        (_, NetworkLayer layer, LayerMoments moments) = Gather(side: 1, bias: true);
        FactorizedKernel factors = Factors(layer);
        (FactorizedKernel refined, double? error) = LayerRefinement.Refine(layer, factors, moments, CancellationToken.None);
        Assert.Same(factors, refined);
        Assert.True(error > 0);
    }

    [Fact]
    public void Where_the_moment_is_not_whole_the_factors_stay_and_the_error_is_not_known()
    {
        KernelShape shape = new(2, 134, 3, 3);
        NetworkLayer layer = new() { Name = "conv", Weight = "w", Nodes = [], WeightShape = [2, 134, 3, 3], Shape = shape, Kernel = new float[shape.Size] };
        RingFactors factors = SeededFactors.Ring(shape, new RingRanks(1, 2, 2, 1), seed: 1);
        (FactorizedKernel refined, double? error) = LayerRefinement.Refine(layer, factors, new LayerMoments(shape, isCentred: true), CancellationToken.None);
        Assert.Same(factors, refined);
        Assert.Null(error);
    }

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
