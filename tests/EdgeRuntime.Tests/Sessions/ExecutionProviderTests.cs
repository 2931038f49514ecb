using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Sessions;

public sealed class ExecutionProviderTests
{
    [Theory]
    [InlineData("CPUExecutionProvider", false)]
    [InlineData("XnnpackExecutionProvider,CPUExecutionProvider", false)]
    [InlineData("ACLExecutionProvider,CPUExecutionProvider", false)]
    [InlineData("CUDAExecutionProvider,CPUExecutionProvider", true)]
    [InlineData("TensorrtExecutionProvider,CUDAExecutionProvider,CPUExecutionProvider", true)]
    public void Some_providers_compute_with_the_processor_and_others_elsewhere(string providers, bool areElsewhere) =>
        Assert.Equal(areElsewhere, ExecutionProvider.AreElsewhere(providers.Split(',')));

    [Fact]
    public void The_library_tells_what_it_was_built_with_and_the_processors_comes_last()
    {
        Assert.Equal(ExecutionProvider.Processor, OnnxRuntime.Current.AvailableProviders[^1]);
        Assert.All(OnnxRuntime.Current.AvailableProviders, name => Assert.EndsWith("ExecutionProvider", name, StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_library_lacks_is_left_out_with_a_warning_that_names_what_it_has()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine(), Asking(new ExecutionProvider("Abacus")));
        Diagnostic warning = Assert.Single(session.Warnings);
        Assert.Equal((RuntimeDiagnostics.ProviderUnusable, DiagnosticSeverity.Warning), (warning.Descriptor, warning.Severity));
        Assert.Contains("'Abacus' cannot be used: the native library was built without it", warning.Message, StringComparison.Ordinal);
        Assert.Contains(ExecutionProvider.Processor, warning.Message, StringComparison.Ordinal);
        Assert.Equal([ExecutionProvider.Processor], session.Providers.ToArray());
        using EdgeModel model = EdgeModel.Load(TinyModel.Affine(), new EdgeModelOptions { Session = Asking(new ExecutionProvider("Abacus")) });
        Assert.Equal([3f, 5], model.Run([1, 2]).ToArray());
        Assert.Equal(RuntimeDiagnostics.ProviderUnusable, Assert.Single(model.Warnings).Descriptor);
    }

    [Fact]
    public void What_is_required_and_lacking_is_an_error()
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(
            () => InferenceSession.Load(TinyModel.Affine(), Asking(new ExecutionProvider("Abacus") { IsRequired = true })));
        Assert.Equal(RuntimeDiagnostics.ProviderUnusable, exception.Diagnostic.Descriptor);
        Assert.Equal(ExitCode.Environment, exception.Diagnostic.Descriptor.ExitCode);
    }

    [Theory]
    [InlineData("CPU")]
    [InlineData("CPUExecutionProvider")]
    [InlineData("cpuexecutionprovider")]
    public void The_processors_own_is_there_by_any_of_its_names(string name)
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine(), Asking(new ExecutionProvider(name) { IsRequired = true }));
        Assert.Empty(session.Warnings);
        Assert.Equal([ExecutionProvider.Processor], session.Providers.ToArray());
    }

    [Fact]
    public void Those_that_the_library_has_are_added_in_order_by_the_function_of_each_with_their_options()
    {
        using ProviderLibrary library = new();
        SessionOptions options = Asking(
            new ExecutionProvider("tensorrt") { Options = new Dictionary<string, string> { ["trt_fp16_enable"] = "1" } },
            new ExecutionProvider("CUDAExecutionProvider"),
            new ExecutionProvider("Abacus"),
            new ExecutionProvider("Xnnpack") { Options = new Dictionary<string, string> { ["intra_op_num_threads"] = "3" } });
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine(), options, library.Runtime);
        Assert.Equal(["7 trt_fp16_enable=1", "TensorRT 7", "release 7", "CUDA 7", "release 7", "XNNPACK intra_op_num_threads=3"], ProviderLibrary.Calls);
        Assert.Equal(["TensorrtExecutionProvider", "CUDAExecutionProvider", "XnnpackExecutionProvider", ExecutionProvider.Processor], session.Providers.ToArray());
        Assert.Contains("'Abacus'", Assert.Single(session.Warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CUDA", 3)]
    [InlineData("XNNPACK", 1)]
    public void With_those_that_have_memory_of_their_own_each_run_binds_its_inputs_anew(string provider, int times)
    {
        using ProviderLibrary library = new();
        using InferenceSession session = InferenceSession.Load(TinyModel.Identity(TensorElementType.Float, "2"), Asking(new ExecutionProvider(provider)), library.Runtime);
        using SessionBinding binding = session.CreateBinding();
        using Tensor input = Tensor.Allocate<float>(2), output = Tensor.Allocate<float>(2);
        binding.BindInput("x", input);
        binding.BindOutput("y", output);
        foreach (float value in new[] { 3f, 5f })
        {
            input.AsSpan<float>().Fill(value);
            binding.Run();
            Assert.Equal([value, value], output.AsSpan<float>().ToArray());
        }

        Assert.Equal(Enumerable.Repeat("bind x", times), ProviderLibrary.Calls.Where(call => call.StartsWith("bind", StringComparison.Ordinal)));
    }

    [Fact]
    public void One_that_refuses_its_options_is_left_out_with_its_own_words()
    {
        using ProviderLibrary library = new();
        ExecutionProvider cuda = new("CUDA") { Options = new Dictionary<string, string> { ["unknown"] = "1" } };
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine(), Asking(cuda), library.Runtime);
        Assert.Contains("no such option", Assert.Single(session.Warnings).Message, StringComparison.Ordinal);
        Assert.Equal(["7 unknown=1", "release 7"], ProviderLibrary.Calls);
        Assert.Equal([ExecutionProvider.Processor], session.Providers.ToArray());
    }

    [Theory]
    [InlineData("DNNL", "enable_fast_math", "use_arena")]
    [InlineData("ACL", "device_id", null)]
    public void Those_that_are_added_by_a_function_of_their_own_take_one_option(string name, string unknown, string? known)
    {
        using ProviderLibrary library = new();
        known ??= library.Runtime.ApiVersion < 20 ? "use_arena" : "enable_fast_math";
        Assert.Contains($"it takes no option '{unknown}', only '{known}'", Reason(unknown), StringComparison.Ordinal);
        Assert.Contains("does not export the function that adds it", Reason(known), StringComparison.Ordinal);

        string Reason(string option)
        {
            ExecutionProvider provider = new(name) { Options = new Dictionary<string, string> { [option] = "1" } };
            using InferenceSession session = InferenceSession.Load(TinyModel.Affine(), Asking(provider), library.Runtime);
            return Assert.Single(session.Warnings).Message;
        }
    }

    [Fact]
    public void Where_the_session_cannot_be_made_with_them_it_is_made_without_any()
    {
        using ProviderLibrary library = new();
        ProviderLibrary.FailSessions(1);
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine(), Asking(new("XNNPACK"), new("CUDA")), library.Runtime);
        Assert.Equal([ExecutionProvider.Processor], session.Providers.ToArray());
        Assert.Equal(2, session.Warnings.Length);
        Assert.All(session.Warnings, warning => Assert.Contains("no device found", warning.Message, StringComparison.Ordinal));

        ProviderLibrary.FailSessions(1);
        ExecutionProvider required = new("CUDA") { IsRequired = true };
        RsdtrException exception = Assert.Throws<RsdtrException>(() => InferenceSession.Load(TinyModel.Affine(), Asking(new("XNNPACK"), required), library.Runtime));
        Assert.Equal(RuntimeDiagnostics.ProviderUnusable, exception.Diagnostic.Descriptor);
        Assert.Contains("'CUDA'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_faulty_model_is_not_laid_at_a_providers_door()
    {
        using ProviderLibrary library = new();
        byte[] model = TinyModel.Affine();
        ExecutionProvider required = new("CUDA") { IsRequired = true };
        RsdtrException exception = Assert.Throws<RsdtrException>(() => InferenceSession.Load(model.AsSpan(0, model.Length - 20), Asking(required), library.Runtime));
        Assert.Equal(ModelDiagnostics.NotAModel, exception.Diagnostic.Descriptor);
    }

    [Fact]
    public void The_real_functions_stand_where_they_are_called()
    {
        // Each says of itself that this build lacks it, where it does: a wrong place in the table would say something else, or crash.
        OnnxRuntime runtime = OnnxRuntime.Current;
        unsafe
        {
            nint options, settings;
            runtime.Check(runtime.Api.CreateSessionOptions(&options));
            using OrtOptions _ = new(options);
            if (!runtime.AvailableProviders.Contains("CUDAExecutionProvider"))
            {
                Assert.Contains("CUDA", Reason(runtime, runtime.Api.CreateCudaProviderOptions(&settings)), StringComparison.Ordinal);
            }

            if (!runtime.AvailableProviders.Contains("TensorrtExecutionProvider"))
            {
                Assert.Contains("TensorRT", Reason(runtime, runtime.Api.CreateTensorRtProviderOptions(&settings)), StringComparison.Ordinal);
            }

            fixed (byte* name = "Abacus"u8)
            {
                Assert.Contains("XNNPACK", Reason(runtime, runtime.Api.SessionOptionsAppendExecutionProvider(options, name, null, null, 0)), StringComparison.Ordinal);
            }
        }
    }

    private static SessionOptions Asking(params ExecutionProvider[] providers) => new() { Providers = [.. providers] };

    private static string Reason(OnnxRuntime runtime, nint status)
    {
        Assert.NotEqual(0, status);
        return runtime.TakeError(status).Message;
    }

    private readonly ref struct OrtOptions(nint options)
    {
        public unsafe void Dispose() => OnnxRuntime.Current.Api.ReleaseSessionOptions(options);
    }
}
