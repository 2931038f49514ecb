using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Verification;

public sealed class NetworkVerifierTests
{
    [Fact]
    public void A_right_rewriting_passes()
    {
        (OnnxModel original, OnnxModel rewritten, OnnxModel reconstructed) = Rewrite();
        Verify(original, rewritten, reconstructed);
    }

    [Fact]
    public void A_wrong_core_is_found()
    {
        (OnnxModel original, OnnxModel rewritten, OnnxModel reconstructed) = Rewrite();
        Damage(rewritten);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => Verify(original, rewritten, reconstructed));
        Assert.Equal(ToolDiagnostics.VerificationFailed, exception.Diagnostic.Descriptor);
        Assert.Contains("1E-003", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no number of noise")]
    [InlineData("no elements")]
    [InlineData("zeros")]
    public void A_wrong_core_is_found_where_the_outputs_tell_nothing(string outputs)
    {
        GraphBuilder Network() => new GraphBuilder().Input("image", 1, 4, 8, 8);
        OnnxModel original = (outputs switch
        {
            // The logarithm of noise has NaN in each window.
            "no number of noise" => Network().Node("Log", ["image"], ["log"]).Conv(6, 3, pads: 1, inChannels: 4, name: "conv1").Relu(),
            "no elements" => Network().Conv(6, 3, pads: 1, name: "conv1").Int64s("none", 0).Int64s("axis", 1).Node("Slice", ["conv1", "none", "none", "axis"]),
            _ => Network().Conv(6, 3, pads: 1, name: "conv1").Weight("zero", [1], 0).Node("Mul", ["conv1", "zero"]),
        }).Output("map").Build();
        (_, OnnxModel rewritten, OnnxModel reconstructed) = Rewrite(original);
        Verify(original, rewritten, reconstructed);
        Damage(rewritten);
        Assert.Equal(ToolDiagnostics.VerificationFailed, Assert.Throws<RsdtrException>(() => Verify(original, rewritten, reconstructed)).Diagnostic.Descriptor);
    }

    [Fact]
    public void What_nothing_can_prove_is_not_taken_for_proven()
    {
        // -exp(x) is never positive, so that its logarithm never is a number.
        OnnxModel original = new GraphBuilder().Input("image", 1, 4, 8, 8).Node("Exp").Node("Neg").Node("Log", null, ["log"]).Conv(6, 3, pads: 1, inChannels: 4, name: "conv1").Relu()
            .Output("map").Build();
        (_, OnnxModel rewritten, OnnxModel reconstructed) = Rewrite(original);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => Verify(original, rewritten, reconstructed));
        Assert.Equal(ToolDiagnostics.VerificationFailed, exception.Diagnostic.Descriptor);
        Assert.Contains("--calibration", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whole_numbers_count_only_where_there_is_nothing_else(bool hasScores)
    {
        OnnxModel Network(long number)
        {
            GraphBuilder builder = new GraphBuilder().Input("image", 1, 4).Int64s("class", number).Node("Identity", ["class"], ["best"]);
            builder.Graph.Output.Add(new ValueInfoProto
            {
                Name = "best",
                Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Int64 } },
            });
            return (hasScores ? builder.Node("Relu", ["image"], ["scores"]).Output("scores", "scores") : builder).Build();
        }

        void Verify() => NetworkVerifierTests.Verify(Network(7), Network(8), Network(7));
        if (hasScores)
        {
            Verify();
        }
        else
        {
            Assert.Equal(ToolDiagnostics.VerificationFailed, Assert.Throws<RsdtrException>(Verify).Diagnostic.Descriptor);
        }
    }

    [Theory]
    [InlineData("classes", 1e-6f, true)]
    [InlineData("classes", 0.1f, false)]
    [InlineData("numbers", 1e-6f, true)]
    [InlineData("numbers", 0.1f, false)]
    [InlineData("gathered", 1e-6f, true)]
    [InlineData("gathered", 0.1f, false)]
    public void Classes_that_rounding_decides_are_held_at_their_scores(string output, float difference, bool isRight)
    {
        // Two scores at each of four positions, x and x (1 + d): whether d is a little above or below 0 decides every class. Equal scores would be as good as any.
        OnnxModel Network(float d)
        {
            GraphBuilder builder = new GraphBuilder().Input("image", 1, 4).Weight("scale", [2, 1], 1, 1 + d)
                .Reshape(1, 1, 4).Node("Mul", ["reshape1", "scale"], ["scores"]);
            if (output == "gathered")
            {
                return builder.Int64s("one", 1).Node("TopK", ["scores", "one"], ["best", "classes"], NodeBuilder.Int("axis", 1))
                    .Weight("numbers", [2], 1, 100).Node("Gather", ["numbers", "classes"], ["gathered"]).Output("gathered", "gathered").Build();
            }

            builder.Node("ArgMax", ["scores"], ["classes"], NodeBuilder.Int("axis", 1));
            if (output == "numbers")
            {
                return builder.Node("Cast", ["classes"], ["numbers"], NodeBuilder.Int("to", (int)TensorProto.Types.DataType.Float)).Output("numbers", "numbers").Build();
            }

            builder.Output("classes", "classes").Graph.Output[0].Type.TensorType.ElemType = (int)TensorProto.Types.DataType.Int64;
            return builder.Build();
        }

        (OnnxModel rewritten, OnnxModel reconstructed) = (Network(difference), Network(-difference));
        if (output == "classes")
        {
            Assert.Equal(["scores"], DecidingValues.Find(reconstructed));
        }
        else
        {
            RoundingDecisions decisions = RoundingDecisions.Find(rewritten, reconstructed);
            Assert.Equal(["scores"], decisions.Deciding);
            Assert.Equal(["classes"], decisions.Values);
        }

        if (isRight)
        {
            Verify(rewritten, rewritten, reconstructed);
        }
        else
        {
            Assert.Equal(ToolDiagnostics.VerificationFailed, Assert.Throws<RsdtrException>(() => Verify(rewritten, rewritten, reconstructed)).Diagnostic.Descriptor);
        }
    }

    [Theory]
    [InlineData(1e-6f)]
    [InlineData(0)]
    public void A_wrong_core_behind_a_decision_is_found(float difference)
    {
        // A mask of the positions at which one of two numbers, apart by rounding, is above the other; a layer behind it.
        OnnxModel Original(float d) => new GraphBuilder().Input("image", 1, 4, 8, 8).Weight("scale", [1], 1 + d)
            .Node("Mul", ["image", "scale"], ["scaled"]).Node("Greater", ["scaled", "image"], ["mask"])
            .Node("Cast", ["mask"], ["marked"], NodeBuilder.Int("to", (int)TensorProto.Types.DataType.Float))
            .Node("Add", ["marked", "image"], ["sum"]).Conv(6, 3, pads: 1, input: "sum", inChannels: 4, name: "conv1").Relu().Output("map").Build();
        (OnnxModel original, OnnxModel rewritten, _) = Rewrite(Original(difference));
        (_, _, OnnxModel reconstructed) = Rewrite(Original(-difference));
        Verify(original, rewritten, reconstructed);
        Damage(rewritten);
        Assert.Equal(ToolDiagnostics.VerificationFailed, Assert.Throws<RsdtrException>(() => Verify(original, rewritten, reconstructed)).Diagnostic.Descriptor);
    }

    [Theory]
    [InlineData(float.NaN, true)]
    [InlineData(0, true)]
    [InlineData(0, false)]
    public void A_wrong_core_is_found_that_a_decision_gives_nothing(float nothing, bool hasBias)
    {
        // No number of noise is above a thousand millions, so that the layer behind gets no number at all, or zeros, of which it gives its bias.
        OnnxModel original = new GraphBuilder().Input("image", 1, 4, 8, 8).Weight("limit", [1], 1e9f).Weight("nothing", [1], nothing)
            .Conv(4, 3, pads: 1, name: "conv0").Node("Greater", ["conv0", "limit"], ["mask"]).Node("Where", ["mask", "image", "nothing"], ["kept"])
            .Conv(6, 3, pads: 1, bias: hasBias, input: "kept", inChannels: 4, name: "conv1").Relu().Output("map").Build();
        (_, OnnxModel rewritten, OnnxModel reconstructed) = Rewrite(original);
        Verify(original, rewritten, reconstructed);
        Damage(rewritten);
        Assert.Equal(ToolDiagnostics.VerificationFailed, Assert.Throws<RsdtrException>(() => Verify(original, rewritten, reconstructed)).Diagnostic.Descriptor);
    }

    [Fact]
    public void Sizes_and_what_is_fed_decide_nothing()
    {
        OnnxModel model = new GraphBuilder().Input("image", 1, 4, 8, 8).Weight("half", [1], 0.5f)
            .Node("Greater", ["image", "half"], ["mask"]).Node("Where", ["mask", "image", "half"], ["masked"]).Conv(6, 3, pads: 1, input: "masked", inChannels: 4)
            .Node("Shape", ["conv1"], ["shape"]).Node("Reshape", ["conv1", "shape"]).Output("map").Build();
        Assert.Empty(RoundingDecisions.Find(model, model).Values);
    }

    [Fact]
    public void What_is_computed_from_a_default_decides_as_well_and_a_layer_of_it_is_fed_once()
    {
        OnnxModel model = new GraphBuilder(irVersion: 8).Input("image", 1, 4, 8, 8).Input("state", 1, 4, 8, 8).RandomWeight("state", 1, 4, 8, 8).Weight("half", [1], 0.5f)
            .Conv(6, 3, pads: 1, input: "state", inChannels: 4, name: "conv1").Node("Greater", ["conv1", "half"], ["mask"]).Node("Where", ["mask", "conv1", "half"], ["map"]).Output("map", "map").Build();
        (_, OnnxModel rewritten, OnnxModel reconstructed) = Rewrite(model);
        Assert.Equal(["mask"], RoundingDecisions.Find(rewritten, reconstructed).Values);
        OnnxModel alone = SingleLayer.Of(rewritten, Assert.Single(SingleLayer.Changed(rewritten, reconstructed)), reconstructed);
        Assert.Equal(["state"], alone.Proto.Graph.Input.Select(input => input.Name));
        Assert.DoesNotContain("state", alone.Proto.Graph.Initializer.Select(tensor => tensor.Name));
        NetworkVerifier.Load(alone, 1).Dispose();
    }

    [Fact]
    public void A_renamed_output_is_found()
    {
        (OnnxModel original, OnnxModel rewritten, OnnxModel reconstructed) = Rewrite();
        rewritten.Proto.Graph.Node[^1].Output[0] = "other";
        rewritten.Proto.Graph.Output[0].Name = "other";
        RsdtrException exception = Assert.Throws<RsdtrException>(() => Verify(original, rewritten, reconstructed));
        Assert.Equal(ToolDiagnostics.VerificationFailed, exception.Diagnostic.Descriptor);
        Assert.Contains("outputs", exception.Message, StringComparison.Ordinal);
    }

    private static void Damage(OnnxModel rewritten)
    {
        float[] core = TensorReader.ToFloats(rewritten.Graph.Initializer("conv1.weight/G3")!);
        core[0] += 0.25f;
        ConvolutionRewriter.ReplaceKernel(rewritten.Graph, "conv1.weight/G3", core);
    }

    private static (OnnxModel Original, OnnxModel Rewritten, OnnxModel Reconstructed) Rewrite() =>
        Rewrite(new GraphBuilder().Input("image", 1, 4, 8, 8).Conv(6, 3, pads: 1).Relu().Output("map").Build());

    // With a convolution conv1 of 4 channels and 6 outputs.
    private static (OnnxModel Original, OnnxModel Rewritten, OnnxModel Reconstructed) Rewrite(OnnxModel original)
    {
        OnnxModel rewritten = original.Clone();
        OnnxModel reconstructed = original.Clone();
        RingFactors factors = SeededFactors.Ring(new KernelShape(6, 4, 3, 3), new RingRanks(2, 2, 3, 2), seed: 1);
        ConvolutionRewriter.Rewrite(rewritten.Graph, "conv1.weight", factors);
        ConvolutionRewriter.ReplaceKernel(reconstructed.Graph, "conv1.weight", factors.Reconstruct());
        return (original, rewritten, reconstructed);
    }

    private static void Verify(OnnxModel original, OnnxModel rewritten, OnnxModel reconstructed)
    {
        using InferenceSession before = NetworkVerifier.Load(original, threads: 1);
        using InferenceSession after = NetworkVerifier.Load(rewritten, threads: 1);
        NetworkVerifier.Verify(before, rewritten, after, reconstructed, NetworkInputs.Synthetic(before, 1, seed: 0), seed: 0, threads: 1, CancellationToken.None);
    }
}
