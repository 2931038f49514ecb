using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Pipeline.SpeedGuarantee;

public sealed class LayerNetworkTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    public void A_Gemm_runs_alone_in_operator_sets_that_ask_for_a_bias(long opset)
    {
        OnnxModel model = new GraphBuilder(opset).Input("x", 2, 6).Gemm(6, 5).Output("y").Build();
        NetworkLayer layer = Assert.Single(LayerFinder.Find(model, ShapeInference.Infer(model)));
        OnnxModel dense = LayerNetwork.Of(model, layer, index: 0);
        Assert.Equal(opset < 11 ? 2 : 1, dense.Proto.Graph.Initializer.Count);

        // The chain of a pair, and the layer that the pair stands for, compute the same.
        OnnxModel chain = dense.Clone();
        ChainFactors pair = SeededFactors.Pair(5, 6, rank: 2, seed: 1);
        ConvolutionRewriter.Rewrite(chain.Graph, LayerNetwork.Weight, pair);
        ConvolutionRewriter.ReplaceKernel(dense.Graph, LayerNetwork.Weight, pair.Reconstruct());
        Assert.InRange(ModelRunner.LargestRelativeDifference(dense, chain, seed: 1, 2, 6), 0, 1e-5);
    }

    [Fact]
    public void Every_layer_runs_alone_with_its_own_sizes()
    {
        OnnxModel[] models =
        [
            SmallNetworks.Residual(),
            SmallNetworks.Perceptron(),
            new GraphBuilder(opset: 7).Input("x", 2, 3, 9, 7).Conv(5, 3, stride: 2, dilation: 2, pads: 2).Output("y").Build(),
        ];
        foreach (OnnxModel model in models)
        {
            foreach (NetworkLayer layer in LayerFinder.Find(model, ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 })))
            {
                OnnxModel alone = LayerNetwork.Of(model, layer, index: 0);
                bool isProduct = layer.Kind == LayerKind.FullyConnected;
                long[] input = isProduct
                    ? [layer.Sizes![0].InputHeight * layer.Sizes[0].InputWidth, layer.Sizes[0].InChannels]
                    : [1, layer.Sizes![0].InChannels, layer.Sizes[0].InputHeight, layer.Sizes[0].InputWidth];
                using InferenceSession session = ModelRunner.Load(alone);
                Assert.Equal(input, session.Inputs[0].Dimensions);
                Assert.All(ModelRunner.Run(alone, seed: 1, input)["y"], number => Assert.True(float.IsFinite(number)));
                Assert.Equal([LayerNetwork.Weight], alone.Proto.Graph.Initializer.Select(tensor => tensor.Name));
            }
        }
    }
}
