using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Operators;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Operators;

/// <summary>Operators that this process computes within a session.</summary>
public sealed class CustomOperatorTests
{
    [Fact]
    public void A_session_calls_it_and_frees_it()
    {
        ScaleOperator scale = new();
        using (InferenceSession session = Load(scale, Model(3)))
        {
            Assert.Equal(2, scale.Alive);
            using Tensor x = Tensor.Create<float>([1, -2, 0.5f], 3);
            using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = x });
            Assert.Equal([18f, -36, 9], outputs["z"].ToArray<float>());
            Assert.Equal([-1.5f], outputs["sum"].ToArray<float>());
        }

        Assert.Equal(0, scale.Alive);
    }

    [Fact]
    public void What_it_throws_fails_the_run_and_nothing_else()
    {
        using InferenceSession session = Load(new ScaleOperator(), Model(1), LogSeverity.Fatal);
        using Tensor many = Tensor.Create<float>(new float[ScaleOperator.MostNumbers + 1], ScaleOperator.MostNumbers + 1);
        RsdtrException failure = Assert.Throws<RsdtrException>(() => session.Run(new Dictionary<string, Tensor> { ["x"] = many }));
        Assert.Equal("RSDTR4003", failure.Diagnostic.Descriptor.Id);
        Assert.Contains("InvalidOperationException: 9 numbers are too many: größer", failure.Message, StringComparison.Ordinal);

        using Tensor few = Tensor.Create<float>([2f], 1);
        using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = few });
        Assert.Equal([12f], outputs["z"].ToArray<float>());
    }

    [Fact]
    public void A_node_that_it_refuses_is_an_error_of_the_load()
    {
        ScaleOperator scale = new();
        Assert.Contains("the factor -1 is negative", Refusal(() => Load(scale, Model(-1), LogSeverity.Fatal)), StringComparison.Ordinal);
        Refusal(() => Load(scale, Model(null), LogSeverity.Fatal));
        Assert.Equal(0, scale.Alive);

        // Without it nobody knows the operator.
        Refusal(() => InferenceSession.Load(Model(1)));

        static string Refusal(Action load)
        {
            RsdtrException failure = Assert.Throws<RsdtrException>(load);
            Assert.Equal("RSDTR1008", failure.Diagnostic.Descriptor.Id);
            return failure.Message;
        }
    }

    [Fact]
    public void Runs_may_overlap_and_outlive_the_dispose()
    {
        ScaleOperator scale = new();
        InferenceSession session = Load(scale, Model(2));
        Parallel.For(0, 64, run =>
        {
            using Tensor x = Tensor.Create<float>([run, 1], 2);
            using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = x });
            Assert.Equal([12f * run, 12], outputs["z"].ToArray<float>());
        });
        session.Dispose();
        session.Dispose();
        Assert.Equal(0, scale.Alive);
    }

    // y = factor x with its sum, z = 6 y without one.
    private static byte[] Model(long? factor) => new TinyModel()
        .ForeignNode(CustomOperatorDomain.Name, "Scale", ["x"], ["y", "sum"], factor is { } given ? [("factor", [given])] : [])
        .ForeignNode(CustomOperatorDomain.Name, "Scale", ["y"], ["z"], ("factor", [6]))
        .Input("x", TensorElementType.Float, "n")
        .Output("z", TensorElementType.Float, "n")
        .Output("sum", TensorElementType.Float)
        .ToArray();

    private static InferenceSession Load(ScaleOperator scale, byte[] model, LogSeverity severity = LogSeverity.Error) =>
        InferenceSession.Load(model, new SessionOptions { IntraOpThreads = 1, Operators = [scale], LogSeverity = severity });
}
