using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Sessions;

public sealed class InferenceSessionTests
{
    [Fact]
    public void Inputs_outputs_and_metadata_are_as_the_file_declares_them()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        TensorDescription input = Assert.Single(session.Inputs);
        Assert.Equal("x", input.Name);
        Assert.Equal(TensorElementType.Float, input.ElementType);
        Assert.Equal([-1L, 2], input.Dimensions.ToArray());
        Assert.Equal(["batch", ""], input.SymbolicNames.ToArray());
        Assert.True(input.IsDynamic);
        Assert.Equal("x: Float [batch,2]", input.ToString());
        Assert.Equal("y", Assert.Single(session.Outputs).Name);
        Assert.Equal("TinyModel", session.Metadata.Producer);
        Assert.Equal("tiny", session.Metadata.GraphName);
        Assert.Equal("for a test", session.Metadata.Description);
        Assert.Equal(42, session.Metadata.Version);
        Assert.Equal("pi4", session.Metadata.Custom["rsdtr.budget"]);
        Assert.Equal("ü", session.Metadata.Custom["b"]);
    }

    [Fact]
    public void A_run_computes_what_the_graph_says()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        using Tensor x = Tensor.Create<float>([1, 2, 3, -4], 2, 2);
        using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = x });
        Assert.Equal([2L, 2], outputs["y"].Dimensions.ToArray());
        Assert.Equal([3f, 5, 7, -7], outputs[0].ToArray<float>());
    }
}
