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
        float[] core = TensorReader.ToFloats(rewritten.Graph.Initializer("conv1.weight/G3")!);
        core[0] += 0.25f;
        ConvolutionRewriter.ReplaceKernel(rewritten.Graph, "conv1.weight/G3", core);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => Verify(original, rewritten, reconstructed));
        Assert.Equal(ToolDiagnostics.VerificationFailed, exception.Diagnostic.Descriptor);
        Assert.Contains("1E-003", exception.Message, StringComparison.Ordinal);
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

    private static (OnnxModel Original, OnnxModel Rewritten, OnnxModel Reconstructed) Rewrite()
    {
        OnnxModel original = new GraphBuilder().Input("image", 1, 4, 8, 8).Conv(6, 3, pads: 1).Relu().Output("map").Build();
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
        NetworkVerifier.Verify(before, after, reconstructed, seed: 0, threads: 1, CancellationToken.None);
    }
}
