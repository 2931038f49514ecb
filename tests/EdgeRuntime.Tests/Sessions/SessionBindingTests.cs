using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Sessions;

public sealed class SessionBindingTests
{
    [Fact]
    public void Runs_read_and_write_the_same_memory_again()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        using SessionBinding binding = session.CreateBinding();
        float[] x = [1, 2], y = new float[2];
        using Tensor input = Tensor.Wrap<float>(x, 1, 2), output = Tensor.Wrap<float>(y, 1, 2);
        binding.BindInput("x", input);
        binding.BindOutput("y", output);
        binding.Run();
        Assert.Equal([3f, 5], y);
        x[1] = -2;
        binding.Run();
        Assert.Equal([3f, -3], y);
        Assert.Empty(binding.TakeOutputs());
    }

    [Fact]
    public void Outputs_whose_shape_depends_on_the_data_are_made_anew_by_each_run()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.NonZero());
        using SessionBinding binding = session.CreateBinding();
        using Tensor input = Tensor.Create<float>([0, 5, 0, 6], 4), negative = Tensor.Allocate<float>(4);
        binding.BindInput("x", input);
        binding.BindOutput("indices");
        binding.BindOutput("negative", negative);
        binding.BindOutput("found");
        binding.Run();
        using TensorSet first = binding.TakeOutputs();
        Assert.Equal(["indices", "found"], first.Names.ToArray());
        Assert.Equal([1L, 3], first["indices"].ToArray<long>());
        Assert.Equal([1f, 3], first["found"].ToArray<float>());
        Assert.Equal([0f, -5, 0, -6], negative.ToArray<float>());

        new float[] { 1, 1, 0, 1 }.CopyTo(input.AsSpan<float>());
        binding.Run();
        using TensorSet second = binding.TakeOutputs();
        Assert.Equal([0L, 1, 3], second["indices"].ToArray<long>());
        // What was taken is the caller's.
        Assert.Equal([1L, 3], first["indices"].ToArray<long>());
    }

    [Fact]
    public void Another_binding_takes_the_place_of_the_one_before()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        using SessionBinding binding = session.CreateBinding();
        using Tensor one = Tensor.Create<float>([1, 2], 1, 2), three = Tensor.Create<float>([1, 2, 3, 4, 5, 6], 3, 2), output = Tensor.Allocate<float>(1, 2);
        binding.BindInput("x", one);
        binding.BindOutput("y", output);
        binding.BindInput("x", three);
        binding.BindOutput("y");
        binding.Run();
        using (TensorSet outputs = binding.TakeOutputs())
        {
            Assert.Equal([3L, 2], outputs["y"].Dimensions.ToArray());
        }

        binding.Clear();
        binding.BindInput("x", one);
        binding.BindOutput("y", output);
        binding.Run();
        Assert.Equal([3f, 5], output.ToArray<float>());
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        using SessionBinding binding = session.CreateBinding();
        using Tensor input = Tensor.Create<float>([1, 2], 1, 2), doubles = Tensor.Allocate<double>(1, 2), large = Tensor.Allocate<float>(3, 2);
        Assert.Throws<KeyNotFoundException>(() => binding.BindInput("y", input));
        Assert.Throws<KeyNotFoundException>(() => binding.BindOutput("x"));
        Assert.Contains("the output 'y' takes Float", Failure(() => binding.BindOutput("y", doubles)).Message, StringComparison.Ordinal);
        Assert.Equal(RuntimeDiagnostics.TensorMismatch, Failure(() => binding.BindInput("x", doubles)).Descriptor);
        binding.BindOutput("y");
        Assert.Throws<InvalidOperationException>(() => binding.TakeOutputs());
        Assert.StartsWith("RSDTR4", Failure(() => binding.Run()).Descriptor.Id, StringComparison.Ordinal);
        binding.BindInput("x", input);
        binding.BindOutput("y", large);
        Assert.StartsWith("RSDTR4", Failure(() => binding.Run()).Descriptor.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_bound_lives_until_it_is_bound_no_more()
    {
        InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        SessionBinding binding = session.CreateBinding();
        float[] y = new float[2];
        Tensor input = Tensor.Create<float>([1, 2], 1, 2), output = Tensor.Wrap<float>(y, 1, 2);
        binding.BindInput("x", input);
        binding.BindOutput("y", output);
        input.Dispose();
        output.Dispose();
        session.Dispose();
        binding.Run();
        Assert.Equal([3f, 5], y);
        Assert.Throws<ObjectDisposedException>(() => binding.BindInput("x", input));
        Assert.Throws<ObjectDisposedException>(() => session.CreateBinding());
        binding.Dispose();
        binding.Dispose();
        Assert.Throws<ObjectDisposedException>(() => binding.Run());
        Assert.Throws<ObjectDisposedException>(() => binding.Clear());
        Assert.Throws<ObjectDisposedException>(() => binding.BindOutput("y"));
        Assert.Throws<ObjectDisposedException>(() => binding.TakeOutputs());
    }

    [Fact]
    public void A_run_can_be_cancelled()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Slow(size: 1024, length: 2000), TinyModel.SlowOptions);
        using SessionBinding binding = session.CreateBinding();
        using Tensor x = Tensor.Allocate<float>(1024, 1024), y = Tensor.Allocate<float>(1024, 1024);
        binding.BindInput("x", x);
        binding.BindOutput("y", y);
        Assert.Throws<OperationCanceledException>(() => binding.Run(new CancellationToken(canceled: true)));
        using CancellationTokenSource source = new();
        Thread canceller = new(() =>
        {
            Thread.Sleep(30);
            source.Cancel();
        });
        canceller.Start();
        Assert.Throws<OperationCanceledException>(() => binding.Run(source.Token));
        canceller.Join();
    }

    [Fact]
    public void Runs_allocate_no_managed_memory()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.NonZero());
        using SessionBinding binding = session.CreateBinding();
        using Tensor input = Tensor.Create<float>([0, 5, 0, 6], 4), negative = Tensor.Allocate<float>(4);
        binding.BindInput("x", input);
        binding.BindOutput("negative", negative);
        binding.BindOutput("found");
        for (int i = 0; i < 3; i++)
        {
            binding.Run();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            binding.Run();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Bindings_that_nobody_disposed_are_freed_by_the_collector()
    {
        WeakReference[] bindings = [.. Enumerable.Range(0, 20).Select(_ => BindAndForget())];
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.DoesNotContain(bindings, binding => binding.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference BindAndForget()
    {
        SessionBinding binding = InferenceSession.Load(TinyModel.Affine()).CreateBinding();
        binding.BindInput("x", Tensor.Wrap<float>(new float[] { 1, 2 }, 1, 2));
        binding.BindOutput("y");
        binding.Run();
        return new WeakReference(binding);
    }

    private static Diagnostic Failure(Action action) => Assert.Throws<RsdtrException>(action).Diagnostic;
}
