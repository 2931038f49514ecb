using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.Onnx;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Models;

public sealed class EdgeModelTests
{
    [Fact]
    public void A_run_computes_what_the_graph_says_with_a_batch_of_one()
    {
        using EdgeModel model = EdgeModel.Load(TinyModel.Affine());
        Assert.Equal("x", model.InputName);
        Assert.Equal([1L, 2], model.InputShape.ToArray());
        Assert.Equal([1L, 2], model.OutputShape.ToArray());
        Assert.Equal([3f, 5], model.Run([1, 2]).ToArray());
        Assert.Equal([-7f, 1], model.Run([-4, 0]).ToArray());
        Assert.Equal("pi4", model.Metadata.Custom["rsdtr.budget"]);
    }

    [Fact]
    public void The_input_can_be_filled_in_place()
    {
        using EdgeModel model = EdgeModel.Load(TinyModel.Affine());
        Assert.Equal([1f, 1], model.Run().ToArray());
        model.Input[1] = 4;
        Assert.Equal([1f, 9], model.Run().ToArray());
    }

    [Fact]
    public void A_batch_is_asked_for_by_the_shape()
    {
        using EdgeModel model = EdgeModel.Load(TinyModel.Affine(), new EdgeModelOptions { InputShape = [3, 2] });
        Assert.Equal([3L, 2], model.OutputShape.ToArray());
        Assert.Equal([1f, 3, 5, 7, 9, 11], model.Run([0, 1, 2, 3, 4, 5]).ToArray());
    }

    [Fact]
    public void Outputs_whose_shape_depends_on_the_data_have_that_of_the_last_run()
    {
        using EdgeModel model = EdgeModel.Load(TinyModel.NonZero());
        Assert.Equal([1L, -1], model.OutputShape.ToArray());
        Assert.Equal([1f, 3], model.Run([0, 5, 0, 6]).ToArray());
        Assert.Equal([1L, 2], model.OutputShape.ToArray());
        Assert.Equal([0f, -5, 0, -6], model.GetOutput("negative").ToArray());
        Assert.Equal([0f, 1, 2], model.Run([1, 1, 1, 0]).ToArray());
        Assert.Equal([1L, 3], model.GetOutputShape(0).ToArray());
        Assert.Empty(model.Run([0, 0, 0, 0]).ToArray());
        Assert.Equal([0f, 0, 0, 0], model.GetOutput(1).ToArray());
    }

    [Theory]
    [InlineData("2")]
    [InlineData("3")]
    public void Outputs_whose_declared_shape_is_wrong_may_differ_from_run_to_run(string declared)
    {
        using EdgeModel model = EdgeModel.Load(TinyModel.NonZero(declared));
        for (int round = 0; round < 2; round++)
        {
            Assert.Equal([0f, 1, 2], model.Run([1, 1, 1, 0]).ToArray());
            Assert.Equal([1L, 3], model.GetOutputShape(2).ToArray());
            Assert.Equal([1f, 3], model.Run([0, 5, 0, 6]).ToArray());
            Assert.Equal([1L, 2], model.OutputShape.ToArray());
            Assert.Equal([0f, -5, 0, -6], model.GetOutput("negative").ToArray());
        }
    }

    [Fact]
    public void Outputs_that_cannot_be_given_are_told()
    {
        using EdgeModel model = EdgeModel.Load(TinyModel.NonZero());
        Assert.Throws<InvalidOperationException>(() => model.GetOutput(0).Length);
        _ = model.Run([0, 5, 0, 6]);
        Assert.Equal(RuntimeDiagnostics.TensorMismatch, Failure(() => model.GetOutput("indices")).Descriptor);
        Assert.Throws<KeyNotFoundException>(() => model.GetOutput("absent").Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.GetOutput(3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.GetOutput(-1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.GetOutputShape(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.GetOutputShape(-1));
        Assert.Equal([1L, 2], model.GetOutputShape(2).ToArray());
    }

    [Fact]
    public void A_run_that_fails_leaves_no_output_and_the_next_one_does()
    {
        byte[] pick = new TinyModel()
            .Initializer("table", [10, 20, 30], 3)
            .Node("Cast", ["x"], ["indices"], ("to", (long)TensorElementType.Int64))
            .Node("Gather", ["table", "indices"], ["y"])
            .Node("Neg", ["x"], ["negative"])
            .Input("x", TensorElementType.Float, "2").Output("y", TensorElementType.Float, "2").Output("negative", TensorElementType.Float, "2")
            .ToArray();
        using EdgeModel model = EdgeModel.Load(pick);
        Assert.Equal([30f, 10], model.Run([2, 0]).ToArray());
        _ = Failure(() => model.Run([0, 9]));
        Assert.Throws<InvalidOperationException>(() => model.GetOutput(0).Length);
        Assert.Throws<InvalidOperationException>(() => model.GetOutput("negative").Length);
        Assert.Equal([20f, 30], model.Run([1, 2]).ToArray());
        Assert.Equal([-1f, -2], model.GetOutput("negative").ToArray());
    }

    [Fact]
    public void An_input_of_another_length_is_refused_with_both_counts()
    {
        using EdgeModel model = EdgeModel.Load(TinyModel.Affine());
        Diagnostic diagnostic = Failure(() => model.Run([1, 2, 3]));
        Assert.Equal(RuntimeDiagnostics.TensorMismatch, diagnostic.Descriptor);
        Assert.Contains("[1,2] takes 2 elements; 3 were given", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_with_another_kind_of_input_are_refused_with_the_remedy()
    {
        byte[] integers = TinyModel.Identity(TensorElementType.Int32, "2");
        byte[] two = new TinyModel()
            .Node("Add", ["a", "b"], ["y"])
            .Input("a", TensorElementType.Float, "2").Input("b", TensorElementType.Float, "2").Output("y", TensorElementType.Float, "2")
            .ToArray();
        byte[] open = TinyModel.Identity(TensorElementType.Float, "n", "3", "h", "w");
        Assert.Contains("InferenceSession", Failure(() => EdgeModel.Load(integers)).Message, StringComparison.Ordinal);
        Assert.Contains("InferenceSession", Failure(() => EdgeModel.Load(two)).Message, StringComparison.Ordinal);
        Assert.Contains("[n,3,h,w] leaves more open than the batch size", Failure(() => EdgeModel.Load(open)).Message, StringComparison.Ordinal);
        Diagnostic wrong = Failure(() => EdgeModel.Load(open, new EdgeModelOptions { InputShape = [1, 4, 5, 6] }));
        Assert.Equal(RuntimeDiagnostics.TensorMismatch, wrong.Descriptor);
        Diagnostic huge = Failure(() => EdgeModel.Load(open, new EdgeModelOptions { InputShape = [1, 3, long.MaxValue, 6] }));
        Assert.Equal(RuntimeDiagnostics.TensorMismatch, huge.Descriptor);
        using EdgeModel model = EdgeModel.Load(open, new EdgeModelOptions { InputShape = [1, 3, 5, 6] });
        Assert.Equal(90, model.Input.Length);
    }

    [Fact]
    public void Use_after_disposal_is_told()
    {
        EdgeModel model = EdgeModel.Load(TinyModel.Affine());
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Run([1, 2]).Length);
        Assert.Throws<ObjectDisposedException>(() => model.Run().Length);
        Assert.Throws<ObjectDisposedException>(() => model.Input.Length);
        Assert.Throws<ObjectDisposedException>(() => model.GetOutput(0).Length);
    }

    [Fact]
    public void Models_that_nobody_disposed_are_freed_by_the_collector()
    {
        WeakReference[] models = [.. Enumerable.Range(0, 20).Select(_ => LoadAndForget())];
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.DoesNotContain(models, model => model.IsAlive);
    }

    [SharedTheory]
    [InlineData("cifar10-resnet20.onnx")]
    [InlineData("ultraface-rfb-320.onnx")]
    [InlineData("fastestdet.onnx")]
    public void It_gives_what_a_session_gives(string file)
    {
        string path = RepositoryLayout.Shared("models", file);
        using EdgeModel model = EdgeModel.Load(path);
        using InferenceSession session = InferenceSession.Load(path);
        float[] input = SeededInput.Normal(model.Input.Length, seed: 7);
        using Tensor x = Tensor.Create<float>(input, model.InputShape.AsSpan());
        using TensorSet expected = session.Run(new Dictionary<string, Tensor> { [model.InputName] = x });
        _ = model.Run(input);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Dimensions.ToArray(), model.GetOutputShape(i).ToArray());
            Assert.Equal(expected[i].ToArray<float>(), model.GetOutput(i).ToArray());
        }
    }

    [Fact]
    public void Runs_of_small_models_allocate_no_managed_memory()
    {
        AssertNoAllocation(EdgeModel.Load(TinyModel.Affine()), runs: 1000);
        AssertNoAllocation(EdgeModel.Load(TinyModel.NonZero()), runs: 1000);
    }

    [SharedTheory]
    [InlineData("cifar10-resnet20.onnx")]
    [InlineData("ultraface-rfb-320.onnx")]
    [InlineData("fastestdet.onnx")]
    public void Runs_of_networks_allocate_no_managed_memory(string file) =>
        AssertNoAllocation(EdgeModel.Load(RepositoryLayout.Shared("models", file)), runs: 20);

    private static void AssertNoAllocation(EdgeModel model, int runs)
    {
        using (model)
        {
            float[] input = SeededInput.Normal(model.Input.Length, seed: 1);
            for (int i = 0; i < 3; i++)
            {
                _ = model.Run(input);
            }

            AllocationCheck.AssertNone(() =>
            {
                for (int i = 0; i < runs; i++)
                {
                    _ = model.Run(input);
                    _ = model.GetOutput(0);
                }
            });
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndForget()
    {
        EdgeModel model = EdgeModel.Load(TinyModel.Affine());
        _ = model.Run([1, 2]);
        return new WeakReference(model);
    }

    private static Diagnostic Failure(Action action) => Assert.Throws<RsdtrException>(action).Diagnostic;
}
