using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Pipeline.SpeedGuarantee;

public sealed class LayerNetworkTests
{
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
