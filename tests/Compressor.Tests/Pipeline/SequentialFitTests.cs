using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Calibration.Stepping;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

public sealed class SequentialFitTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Behind_the_original_a_layer_is_fitted_to_its_own_kernel(bool bias)
    {
        OnnxModel model = new GraphBuilder(seed: 1).Input("image", "batch", 3, 8, 8)
            .Conv(6, 3, pads: 1).Relu().Conv(5, 3, bias: bias).Output("map").Build();
        foreach (FactorRecipe recipe in (FactorRecipe[])[Chain("Ci|jT", 3), Chain("C|ij|T", 3, 3), new SpatialBasisRecipe(true, 2, 3, ChainCuts.All)])
        {
            // 16 images of 6 x 6 positions: all are taken, for the layer's moments and for its samples.
            FittedNetwork network = new(model, SteppedModels.Noise(model, 16, 8), layer => layer == 1 ? recipe : null);
            LayerDecision?[] decisions = network.InSequence();
            Assert.Null(decisions[0]);

            // Three hundredths of its mean are added to the moment's diagonal; the kernel that is fitted to stays the same.
            Matrix moment = network.Moments(1).SecondMoment(SharedErrors.FitWeight);
            double mean = Enumerable.Range(0, 54).Average(i => moment[i, i]);
            for (int i = 0; i < 54; i++)
            {
                moment[i, i] += 0.03 * mean;
            }

            KernelShape shape = new(5, 6, 3, 3);
            FittingTarget own = LayerTarget.Of(network.Layers[1], network.Moments(1), SharedErrors.SearchWeight)!;
            float[] expected = recipe.Fit(own, FittingTarget.Of(shape, network.Layers[1].Kernel, DenseMoment.Of(moment)), default).Factors.Reconstruct();
            float[] actual = decisions[1]!.Factors!.Reconstruct();
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
            Assert.Equal(bias, decisions[1]!.BiasShift is not null);
            Assert.Equal(network.PlainError(decisions, aboutMean: bias), decisions[1]!.Error, 1e-4);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_error_told_is_that_of_the_outputs(bool bias)
    {
        // Inputs (1,1), (1,-1), (-1,1), (-1,-1) make (2 x0, x1); of rank 1 the first channel stays, and 1 of 4 + 1 is lost.
        GraphBuilder builder = new GraphBuilder().Input("image", "batch", 2, 2, 2).Weight("w", [2, 2, 1, 1], 2, 0, 0, 1).Weight("b", [2], 3, 7);
        OnnxModel model = builder.Node("Conv", bias ? ["image", "w", "b"] : ["image", "w"], ["y"]).Output("map").Build();
        NetworkInputs inputs = SteppedModels.Images(model, [1, 1, -1, -1, 1, -1, 1, -1], 1, 2, 2, 2);
        FittedNetwork network = new(model, inputs, _ => Pair(1));
        LayerDecision decision = network.InSequence()[0]!;
        Assert.Equal(Math.Sqrt(0.2), decision.Error, 1e-6);
        Assert.Equal(network.PlainError([decision], aboutMean: bias), decision.Error, 1e-6);
        Assert.Equal([2, 0, 0, 0], decision.Factors!.Reconstruct().Select(number => Math.Round(number, 5)));
    }

    [Fact]
    public void The_error_told_of_a_later_layer_is_that_of_all_before_it_too()
    {
        OnnxModel model = new GraphBuilder(seed: 2).Input("image", "batch", 3, 6, 6).Conv(6, 3, pads: 1).Conv(5, 3).Output("map").Build();
        FittedNetwork network = new(model, SteppedModels.Noise(model, 20, 6), layer => layer == 0 ? Chain("Ci|jT", 4) : null);
        LayerDecision?[] decisions = network.InSequence();
        Assert.Equal(network.PlainError(decisions, aboutMean: true), decisions[1]!.Error, 1e-4);
        Assert.True(decisions[1]!.Error > 0.05);
    }

    [Theory]
    [InlineData("residual")]
    [InlineData("normalized")]
    [InlineData("shared weight")]
    [InlineData("branches")]
    [InlineData("all kinds")]
    public void Layers_fitted_after_each_other_lose_less_than_each_by_itself(string name)
    {
        OnnxModel model = SteppedModels.Get(name);
        FittedNetwork network = Calibrated(model, name);
        LayerDecision?[] alone = network.Alone();
        LayerDecision?[] inSequence = network.InSequence();
        Assert.Equal(alone.Select(decision => decision?.Factors?.Parameters), inSequence.Select(decision => decision?.Factors?.Parameters));
        double expected = network.OutputError(alone);
        double actual = network.OutputError(inSequence);
        Assert.True(actual < expected, $"{actual} is not below {expected}.");
    }

    [Fact]
    public void Dense_layers_change_behind_a_factorized_one_and_not_before_it()
    {
        OnnxModel model = SteppedModels.Get("residual");
        FittedNetwork network = new(model, SteppedModels.Noise(model, 16, 16), layer => layer == 2 ? Chain("Ci|jT", 6) : null);
        LayerDecision?[] decisions = network.InSequence();
        Assert.All(decisions[..2], Assert.Null);
        Assert.NotNull(decisions[2]!.Factors);
        Assert.All(decisions[3..], decision =>
        {
            // Still dense, and said to be.
            Assert.Null(decision!.Factors);
            Assert.NotNull(decision.DenseReason);
            Assert.NotEqual(decision.Layer.Kernel, decision.Kernel);
        });
        // What they make up for shows in the outputs.
        LayerDecision?[] withoutThem = [.. decisions.Select((decision, index) => index == 2 ? decision : null)];
        Assert.True(network.OutputError(decisions) < 0.9 * network.OutputError(withoutThem));
    }

    [Fact]
    public void With_nothing_factorized_nothing_is_decided()
    {
        OnnxModel model = SteppedModels.Get("residual");
        Assert.All(new FittedNetwork(model, SteppedModels.Noise(model, 2, 16), _ => null).InSequence(), Assert.Null);
    }

    [Fact]
    public void A_layer_without_a_bias_gets_no_shift()
    {
        OnnxModel model = new GraphBuilder(seed: 3).Input("image", "batch", 3, 8, 8)
            .Conv(6, 3, pads: 1, bias: false).Relu().Conv(6, 3, pads: 1, bias: false).Relu().Conv(4, 1).Output("map").Build();
        FittedNetwork network = new(model, SteppedModels.Noise(model, 24, 8), layer => layer < 2 ? Chain("Ci|jT", 4) : null);
        LayerDecision?[] decisions = network.InSequence();
        Assert.Equal([false, false, true], decisions.Select(decision => decision!.BiasShift is not null));
        Assert.True(network.OutputError(decisions) < network.OutputError(network.Alone()));
    }

    [Fact]
    public void A_weight_that_is_used_again_behind_what_depends_on_it_is_fitted_to_all_its_inputs()
    {
        OnnxModel model = SteppedModels.Get("shared weight");
        FittedNetwork network = Calibrated(model, "shared weight");
        Assert.Equal([true, false], RecurringLayers.Find(model, network.Layers));
        (LayerDecision shared, LayerDecision alone) = (network.InSequence()[0]!, network.Alone()[0]!);
        Assert.Equal(alone.Factors!.Reconstruct(), shared.Factors!.Reconstruct());
        Assert.Equal(alone.BiasShift, shared.BiasShift);
        Assert.Equal(alone.Error, shared.Error);
        // Dense, it stays as it is.
        NetworkInputs inputs = SteppedModels.Images(model, ModelRunner.Noise(seed: 3, 512), 2, 4, 8, 8);
        Assert.Null(new FittedNetwork(model, inputs, layer => layer == 1 ? Pair(2) : null).InSequence()[0]);
    }

    [Fact]
    public void A_weight_whose_places_are_reached_together_is_fitted_to_what_the_layers_before_leave()
    {
        OnnxModel model = new GraphBuilder(seed: 6).Input("image", "batch", 3, 8, 8).Conv(6, 3, pads: 1, name: "a").Relu()
            .RandomWeight("w", 5, 6, 3, 3).RandomWeight("b1", 5).RandomWeight("b2", 5)
            .Node("Conv", ["relu1", "w", "b1"], ["large"]).From("relu1").MaxPool(2, 2).Node("Conv", ["maxpool1", "w", "b2"], ["small"])
            .Output("fine", "large").Output("coarse", "small").Build();
        FittedNetwork network = new(model, SteppedModels.Noise(model, 24, 8), _ => Chain("Ci|jT", 5));
        Assert.Equal([false, false], RecurringLayers.Find(model, network.Layers));
        LayerDecision?[] decisions = network.InSequence();
        Assert.Equal(2, decisions.Count(decision => decision!.Factors is not null));
        Assert.True(network.OutputError(decisions) < network.OutputError(network.Alone()));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_layer_with_wide_patches_mixes_its_outputs(bool factorizesWide, bool bias)
    {
        // 140 x 9 numbers a patch, more than are taken whole.
        OnnxModel model = new GraphBuilder(seed: 4).Input("image", "batch", 3, 6, 6)
            .Conv(140, 3, pads: 1).Relu().Conv(5, 3, bias: bias).Output("map").Build();
        FittedNetwork network = new(
            model, SteppedModels.Noise(model, 24, 6), layer => layer == 0 ? Chain("Ci|jT", 6) : factorizesWide ? Chain("C|ij|T", 12, 5) : null);
        LayerDecision?[] decisions = network.InSequence();
        Assert.Equal(factorizesWide, decisions[1]!.Factors is not null);
        Assert.Equal(bias, decisions[1]!.BiasShift is not null);
        Assert.Equal(network.PlainError(decisions, aboutMean: bias), decisions[1]!.Error, 1e-4);
        double expected = network.OutputError(network.Alone());
        double actual = network.OutputError(decisions);
        Assert.True(actual < expected, $"{actual} is not below {expected}.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_layer_whose_samples_are_not_finite_is_fitted_by_itself(bool isWide)
    {
        OnnxModel model = new GraphBuilder(seed: 5).Input("image", "batch", 3, 4, 4).Node("Log", ["image"], ["log"])
            .Conv(isWide ? 140 : 4, 1, input: "log", inChannels: 3).Conv(3, 3).Output("map").Build();
        NetworkInputs inputs = SteppedModels.Images(model, [.. Enumerable.Repeat(-1f, 96)], 2, 3, 4, 4);
        FittedNetwork network = new(model, inputs, layer => layer == 1 ? Chain("C|ij|T", 2, 2) : null);
        LayerDecision decision = network.InSequence()[1]!;
        float[] expected = network.Alone()[1]!.Factors!.Reconstruct();
        Assert.All(expected.Zip(decision.Factors!.Reconstruct()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Null(decision.BiasShift);
        Assert.Equal(0.5, decision.Error);
    }

    private static FittedNetwork Calibrated(OnnxModel model, string name)
    {
        IReadOnlyList<NetworkLayer> layers = SteppedModels.Layers(model);
        NetworkInputs inputs = name switch
        {
            "shared weight" => SteppedModels.Images(model, ModelRunner.Noise(seed: 3, 48 * 4 * 64), 48, 4, 8, 8),
            "branches" => SteppedModels.Noise(model, 48, 8),
            "all kinds" => SteppedModels.Noise(model, 24, 12),
            _ => SteppedModels.Noise(model, 24, 16),
        };
        return new FittedNetwork(model, inputs, index => layers[index].Shape is not { } shape ? null
            : shape is { Height: 1, Width: 1 } ? Pair(Math.Max(1, 3 * Math.Min(shape.OutputChannels, shape.InputChannels) / 4))
            : Chain("Ci|jT", Math.Max(2, shape.InputChannels)));
    }

    private static ChainRecipe Chain(string layout, params int[] ranks) => new(ChainLayout.Parse(layout), ranks);

    private static ChainRecipe Pair(int rank) => new(ChainLayout.Pair, rank);
}
