using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Edge = RsdtrEdge.Runtime.Sessions;
using Package = Microsoft.ML.OnnxRuntime;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>
/// Runs through the package Microsoft.ML.OnnxRuntime.Managed, on the very library that the other sides run on, and by the call of it that takes least:
/// input and outputs, in ONNX Runtime's own memory, are bound once.
/// </summary>
internal sealed class PackageSide : IRunSide
{
    private static readonly Lazy<string?> s_refusal = new(FindRefusal);

    private readonly Package.SessionOptions _options = new() { IntraOpNumThreads = 1 };
    private readonly Package.RunOptions _run = new();
    private readonly Package.InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly OrtValue _input;
    private readonly OrtValue _output;

    /// <summary>Loads a network.</summary>
    /// <param name="model">The ONNX file, of one input and one output.</param>
    /// <param name="shape">The input's shape.</param>
    /// <param name="outputShape">The output's shape.</param>
    public PackageSide(string model, IReadOnlyList<long> shape, IReadOnlyList<long> outputShape)
    {
        _session = new Package.InferenceSession(model, _options);
        _input = Allocate(shape);
        _output = Allocate(outputShape);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(_session.InputNames[0], _input);
        _binding.BindOutput(_session.OutputNames[0], _output);
    }

    /// <summary>Why the package cannot be used with the library in use; null where it can. It asks for the newest interface that it knows, and an older library has not got that.</summary>
    public static string? Refusal => s_refusal.Value;

    /// <summary>The input's elements.</summary>
    public Span<float> Input => _input.GetTensorMutableDataAsSpan<float>();

    /// <inheritdoc/>
    public ReadOnlySpan<float> Output => _output.GetTensorDataAsSpan<float>();

    /// <inheritdoc/>
    public void Run() => _session.RunWithBinding(_run, _binding);

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _output.Dispose();
        _input.Dispose();
        _session.Dispose();
        _run.Dispose();
        _options.Dispose();
    }

    private static OrtValue Allocate(IReadOnlyList<long> shape) => OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, [.. shape]);

    private static string? FindRefusal()
    {
        // By its name alone the library is nowhere that .NET looks, and another one might be.
        NativeLibrary.SetDllImportResolver(
            typeof(OrtValue).Assembly,
            (name, _, _) => name.Contains("onnxruntime", StringComparison.Ordinal) ? NativeLibrary.Load(Edge.OnnxRuntime.Current.LibraryPath) : 0);
        try
        {
            using Package.RunOptions options = new();
            return null;
        }
        catch (TypeInitializationException exception)
        {
            return $"Microsoft.ML.OnnxRuntime.Managed {typeof(OrtValue).Assembly.GetName().Version?.ToString(3)} refuses ONNX Runtime {Edge.OnnxRuntime.Current.Version}: {exception.GetBaseException().Message}";
        }
    }
}
