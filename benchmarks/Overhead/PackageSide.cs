using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Edge = RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>
/// Runs through the package Microsoft.ML.OnnxRuntime.Managed, on the very library that the other sides run on, and by the call of it that takes least:
/// values that are made once, for the outputs as well.
/// </summary>
internal sealed class PackageSide : IRunSide
{
    private readonly Microsoft.ML.OnnxRuntime.SessionOptions _options;
    private readonly Microsoft.ML.OnnxRuntime.RunOptions _run;
    private readonly Microsoft.ML.OnnxRuntime.InferenceSession _session;
    private readonly OrtValue[] _inputs;
    private readonly OrtValue[] _outputs;

    // By its name alone the library is nowhere that .NET looks, and another one might be.
    static PackageSide() => NativeLibrary.SetDllImportResolver(
        typeof(OrtValue).Assembly,
        (name, _, _) => name.Contains("onnxruntime", StringComparison.Ordinal) ? NativeLibrary.Load(Edge.OnnxRuntime.Current.LibraryPath) : 0);

    /// <summary>Loads a network.</summary>
    /// <param name="model">The ONNX file, of one input.</param>
    /// <param name="input">The input's elements.</param>
    /// <param name="shape">The input's shape.</param>
    /// <param name="outputShape">The first output's shape.</param>
    /// <exception cref="InvalidOperationException">The library is older than the package, which asks for the newest interface that it knows.</exception>
    public PackageSide(string model, float[] input, IReadOnlyList<long> shape, IReadOnlyList<long> outputShape)
    {
        try
        {
            _options = new() { IntraOpNumThreads = 1 };
        }
        catch (TypeInitializationException exception)
        {
            throw new InvalidOperationException($"The package Microsoft.ML.OnnxRuntime.Managed refuses '{Edge.OnnxRuntime.Current.LibraryPath}': {exception.GetBaseException().Message}", exception);
        }

        _run = new();
        _session = new Microsoft.ML.OnnxRuntime.InferenceSession(model, _options);
        _inputs = [OrtValue.CreateTensorValueFromMemory(input, [.. shape])];
        _outputs = [OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, [.. outputShape])];
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Output => _outputs[0].GetTensorDataAsSpan<float>();

    /// <inheritdoc/>
    public void Run() => _session.Run(_run, _session.InputNames, _inputs, _session.OutputNames, _outputs);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (OrtValue value in (OrtValue[])[.. _inputs, .. _outputs])
        {
            value.Dispose();
        }

        _session.Dispose();
        _run.Dispose();
        _options.Dispose();
    }
}
