using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Runtime.Tests.Onnx;
using RsdtrEdge.Tests.Common;

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
        Assert.Equal(["b", "rsdtr.budget"], session.Metadata.Custom.Keys);
        Assert.Equal("pi4", session.Metadata.Custom["rsdtr.budget"]);
        Assert.Equal("ü", session.Metadata.Custom["b"]);
    }

    [Fact]
    public void A_model_without_metadata_has_none()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.NonZero());
        Assert.Empty(session.Metadata.Custom);
        Assert.Equal("", session.Metadata.Domain);
    }

    [Fact]
    public void A_run_computes_what_the_graph_says()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        using Tensor x = Tensor.Create<float>([1, 2, 3, -4], 2, 2);
        using TensorSet outputs = session.Run(Inputs(x));
        Assert.Equal([2L, 2], outputs["y"].Dimensions.ToArray());
        Assert.Equal([3f, 5, 7, -7], outputs[0].ToArray<float>());
        Assert.Throws<KeyNotFoundException>(() => outputs["z"]);
    }

    [Fact]
    public void Only_the_outputs_asked_for_are_given_in_the_order_asked_for()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.NonZero());
        using Tensor x = Tensor.Create<float>([0, 5, 0, 6], 4);
        using TensorSet outputs = session.Run(Inputs(x), ["indices", "negative"]);
        Assert.Equal(["indices", "negative"], outputs.Names.ToArray());
        Assert.Equal([1L, 3], outputs[0].ToArray<long>());
        Assert.Equal([0f, -5, 0, -6], outputs["negative"].ToArray<float>());
        Assert.Equal(2, outputs.Count);
    }

    [Fact]
    public void A_run_writes_into_tensors_of_the_caller()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        float[] result = new float[2];
        using Tensor x = Tensor.Wrap<float>(new float[] { 10, 20 }, 1, 2);
        using Tensor y = Tensor.Wrap<float>(result, 1, 2);
        session.Run(Inputs(x), new Dictionary<string, Tensor> { ["y"] = y });
        Assert.Equal([21f, 41], result);
    }

    [Fact]
    public void An_output_tensor_of_another_shape_is_refused()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        using Tensor x = Tensor.Create<float>([10, 20], 1, 2);
        using Tensor y = Tensor.Allocate<float>(3, 2);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => session.Run(Inputs(x), new Dictionary<string, Tensor> { ["y"] = y }));
        Assert.StartsWith("RSDTR4", exception.Diagnostic.Descriptor.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_tensor_of_another_type_is_refused_with_both_types()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Identity(TensorElementType.Float, "2"));
        using Tensor x = Tensor.Create<float>([10, 20], 2);
        using Tensor y = Tensor.Allocate<byte>(2);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => session.Run(Inputs(x), new Dictionary<string, Tensor> { ["y"] = y }));
        Assert.Equal(RuntimeDiagnostics.TensorMismatch, exception.Diagnostic.Descriptor);
        Assert.Contains("the output 'y' takes Float [2]; UInt8 [2] was given", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_another_type_is_refused_with_both_types()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        using Tensor x = Tensor.Create<double>([1, 2], 1, 2);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => session.Run(Inputs(x)));
        Assert.Equal(RuntimeDiagnostics.TensorMismatch, exception.Diagnostic.Descriptor);
        Assert.Contains("takes Float [batch,2]; Double [1,2] was given", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_another_shape_is_refused_with_the_runtimes_message()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        using Tensor x = Tensor.Create<float>([1, 2, 3], 1, 3);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => session.Run(Inputs(x)));
        Assert.Equal(RuntimeDiagnostics.TensorMismatch, exception.Diagnostic.Descriptor);
        Assert.Contains("Expected: 2", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        using Tensor x = Tensor.Create<float>([1, 2], 1, 2);
        KeyNotFoundException input = Assert.Throws<KeyNotFoundException>(() => session.Run(new Dictionary<string, Tensor> { ["z"] = x }));
        Assert.Contains("'z', only 'x'", input.Message, StringComparison.Ordinal);
        KeyNotFoundException output = Assert.Throws<KeyNotFoundException>(() => session.Run(Inputs(x), ["z"]));
        Assert.Contains("'z', only 'y'", output.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_input_is_refused()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        RsdtrException exception = Assert.Throws<RsdtrException>(() => session.Run(new Dictionary<string, Tensor>()));
        Assert.StartsWith("RSDTR4", exception.Diagnostic.Descriptor.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void Use_after_disposal_is_told()
    {
        InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        using Tensor x = Tensor.Create<float>([1, 2], 1, 2);
        Tensor disposed = Tensor.Create<float>([1, 2], 1, 2);
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(Inputs(disposed)));
        TensorSet outputs = session.Run(Inputs(x));
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(Inputs(x)));
        // Outputs are the caller's, and outlive the session.
        Assert.Equal([3f, 5], outputs["y"].ToArray<float>());
        outputs.Dispose();
        Assert.Throws<ObjectDisposedException>(() => outputs["y"].ToArray<float>());
    }

    [Fact]
    public void Runs_on_several_threads_do_not_disturb_each_other()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        Parallel.For(0, 200, i =>
        {
            using Tensor x = Tensor.Create<float>([i, -i], 1, 2);
            using TensorSet outputs = session.Run(Inputs(x));
            Assert.Equal([(2f * i) + 1, (-2f * i) + 1], outputs["y"].ToArray<float>());
        });
    }

    [Fact]
    public async Task Disposal_during_runs_waits_for_them()
    {
        InferenceSession session = InferenceSession.Load(TinyModel.Slow(size: 128, length: 50));
        using Tensor x = Tensor.Allocate<float>(128, 128);
        Task[] runs = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            try
            {
                for (int i = 0; i < 1000; i++)
                {
                    using TensorSet outputs = session.Run(Inputs(x));
                    Assert.Equal(0f, outputs["y"].AsSpan<float>()[0]);
                }
            }
            catch (ObjectDisposedException)
            {
                // The expected end: a run that begins after disposal.
            }
        }))];
        await Task.Delay(50);
        session.Dispose();
        await Task.WhenAll(runs);
    }

    [Fact]
    public void A_cancelled_run_does_not_begin()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        using Tensor x = Tensor.Create<float>([1, 2], 1, 2);
        Assert.Throws<OperationCanceledException>(() => session.Run(Inputs(x), cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_run_in_progress_is_cancelled_and_the_session_stays_usable()
    {
        // Minutes of work, so that a run which ends by itself is one that was not cancelled.
        using InferenceSession session = InferenceSession.Load(TinyModel.Slow(size: 1024, length: 2000), TinyModel.SlowOptions);
        using Tensor x = Tensor.Allocate<float>(1024, 1024);
        AssertCancelled(session, x);
        AssertCancelled(session, x);
    }

    [Fact]
    public void A_file_that_is_no_model_is_told_by_its_code()
    {
        using TemporaryFolder folder = new();
        byte[] model = TinyModel.Affine();
        Assert.Equal(ModelDiagnostics.FileUnreadable, LoadFailure(folder.File("absent.onnx")).Descriptor);
        Assert.Equal(ModelDiagnostics.FileUnreadable, LoadFailure(folder.Path).Descriptor);
        Assert.Equal(ModelDiagnostics.NotAModel, LoadFailure(folder.AddBytes("empty.onnx")).Descriptor);
        Assert.Equal(ModelDiagnostics.NotAModel, LoadFailure(folder.AddBytes("text.onnx", "this is not a model"u8.ToArray())).Descriptor);
        Assert.Equal(ModelDiagnostics.NotAModel, LoadFailure(folder.AddBytes("cut.onnx", model[..^20])).Descriptor);
        Assert.Equal(ModelDiagnostics.NotAModel, Assert.Throws<RsdtrException>(() => InferenceSession.Load([])).Diagnostic.Descriptor);
        string unknown = folder.AddBytes("unknown.onnx", new TinyModel()
            .Node("Frobnicate", ["x"], ["y"]).Input("x", TensorElementType.Float, "1").Output("y", TensorElementType.Float, "1").ToArray());
        Diagnostic refused = LoadFailure(unknown);
        Assert.Equal(ModelDiagnostics.RejectedByRuntime, refused.Descriptor);
        Assert.Equal(unknown, refused.File);
        Assert.Contains("Frobnicate", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_optimized_model_can_be_written()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("optimized.onnx");
        using (InferenceSession.Load(TinyModel.Affine(), new SessionOptions { OptimizedModelPath = path, Optimization = GraphOptimization.Basic }))
        {
        }

        using InferenceSession optimized = InferenceSession.Load(path);
        Assert.Equal("x", Assert.Single(optimized.Inputs).Name);
    }

    [Fact]
    public void Every_option_is_taken()
    {
        SessionOptions options = new()
        {
            IntraOpThreads = 2,
            InterOpThreads = 2,
            RunsOperatorsSideBySide = true,
            AllowSpinning = false,
            SpinsBetweenRuns = false,
            MemoryPattern = false,
            MemoryArena = false,
            Optimization = GraphOptimization.None,
            LogSeverity = LogSeverity.Fatal,
            DimensionOverrides = new Dictionary<string, long> { ["batch"] = 3 },
            ConfigEntries = new Dictionary<string, string> { ["session.set_denormal_as_zero"] = "1" },
        };
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine(), options);
        using Tensor x = Tensor.Allocate<float>(3, 2);
        using TensorSet outputs = session.Run(Inputs(x));
        Assert.Equal([1f, 1, 1, 1, 1, 1], outputs["y"].ToArray<float>());
        Assert.Throws<ArgumentOutOfRangeException>(() => InferenceSession.Load(TinyModel.Affine(), new SessionOptions { IntraOpThreads = -1 }));
    }

    [SharedFact]
    public void A_model_without_operator_set_is_refused_with_the_runtimes_message()
    {
        Diagnostic refused = LoadFailure(RepositoryLayout.Shared("models", "super-resolution-espcn.onnx"));
        Assert.Equal(ModelDiagnostics.RejectedByRuntime, refused.Descriptor);
        Assert.Contains("opset", refused.Message, StringComparison.Ordinal);
    }

    [SharedFact]
    public void A_network_and_its_form_with_batch_normalization_agree_on_a_batch()
    {
        using InferenceSession folded = InferenceSession.Load(RepositoryLayout.Shared("models", "cifar10-resnet20.onnx"));
        using InferenceSession original = InferenceSession.Load(RepositoryLayout.Shared("models", "cifar10-resnet20-bn.onnx"));
        using Tensor images = Tensor.Create<float>(SeededInput.Normal(5 * 3 * 32 * 32, seed: 1), 5, 3, 32, 32);
        Dictionary<string, Tensor> inputs = new() { ["image"] = images };
        using TensorSet first = folded.Run(inputs), second = original.Run(inputs);
        Assert.Equal([5L, 10], first["logits"].Dimensions.ToArray());
        foreach ((float left, float right) in first["logits"].ToArray<float>().Zip(second["logits"].ToArray<float>()))
        {
            Assert.Equal(left, right, 1e-3f);
        }
    }

    // A thread of its own cancels: a timer's callback waits for the thread pool, which other tests may keep busy for seconds.
    private static void AssertCancelled(InferenceSession session, Tensor x)
    {
        using CancellationTokenSource source = new();
        Thread canceller = new(() =>
        {
            Thread.Sleep(30);
            source.Cancel();
        });
        canceller.Start();
        Assert.Throws<OperationCanceledException>(() => session.Run(Inputs(x), cancellationToken: source.Token));
        canceller.Join();
    }

    private static Diagnostic LoadFailure(string path) => Assert.Throws<RsdtrException>(() => InferenceSession.Load(path)).Diagnostic;

    private static Dictionary<string, Tensor> Inputs(Tensor x) => new() { ["x"] = x };
}
