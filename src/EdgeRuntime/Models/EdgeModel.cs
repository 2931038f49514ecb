using System.Collections.Immutable;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Monitoring;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Models;

/// <summary>
/// A model with one float32 input of a fixed shape, whose first output is float32, for a program that runs it again and again: its buffers are
/// native and made once, and where output shapes do not change a run allocates no managed memory. Not for use by several threads at once; load one for each. Its spans do not
/// keep it alive: dispose it after the last use of what a run gave, as <c>using</c> does. What a run in progress on another thread uses is freed when it has returned.
/// </summary>
public sealed class EdgeModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OnnxRuntime _runtime;
    private readonly OutputBuffer[] _outputs;
    private readonly RunBuffers _buffers;
    private readonly RunRecorder _recorder;

    private EdgeModel(InferenceSession session, ImmutableArray<long> inputShape, RunRecorder recorder, string? file)
    {
        _recorder = recorder;
        _session = session;
        _runtime = session.Runtime;
        TensorDescription input = session.Inputs[0];
        InputName = input.Name;
        InputShape = inputShape;
        _outputs = [.. session.Outputs.Select(output => new OutputBuffer(output, input, inputShape, file))];
        _buffers = new RunBuffers(session, inputShape);
    }

    /// <summary>What the model file says of itself.</summary>
    public ModelMetadata Metadata => _session.Metadata;

    /// <summary>What was asked for and could not be had: RSDTR4011 for each execution provider that the model does without.</summary>
    public ImmutableArray<Diagnostic> Warnings => _session.Warnings;

    /// <summary>The execution providers that the model runs with, in the order in which they take operators.</summary>
    public ImmutableArray<string> Providers => _session.Providers;

    /// <summary>The input's name.</summary>
    public string InputName { get; }

    /// <summary>The input's shape.</summary>
    public ImmutableArray<long> InputShape { get; }

    /// <summary>The outputs as the model declares them; <see cref="Run(ReadOnlySpan{float})"/> gives the first.</summary>
    public ImmutableArray<TensorDescription> Outputs => _session.Outputs;

    /// <summary>The first output's shape: that of the last run, and before it what is known, with -1 where it depends on the run.</summary>
    public ImmutableArray<long> OutputShape => _outputs[0].Shape;

    /// <summary>
    /// The input's native buffer, in row-major order of <see cref="InputShape"/>: fill it in place and call <see cref="Run()"/>
    /// to save a copy. It keeps its contents between runs.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public Span<float> Input
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffers.IsDisposed, this);
            return _buffers.Input;
        }
    }

    /// <summary>Loads a model file.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="options">How to load and run it; null: the defaults.</param>
    /// <exception cref="RsdtrException">
    /// RSDTR1001: the file cannot be read; RSDTR1002: it is not a model; RSDTR1004: a file with its tensors is missing or too short; RSDTR1008: ONNX Runtime refuses it;
    /// RSDTR4001 and RSDTR4002: no usable ONNX Runtime; RSDTR4004: the input is not one float32 tensor, or its shape stays open;
    /// RSDTR4011: an execution provider that is required cannot be used.
    /// </exception>
    public static EdgeModel Load(string path, EdgeModelOptions? options = null)
    {
        options ??= new EdgeModelOptions();
        return Create(InferenceSession.Load(path, options.Session), options, path);
    }

    /// <summary>Loads a model from memory, which may be reused at once.</summary>
    /// <param name="model">The bytes of an ONNX file.</param>
    /// <param name="options">How to load and run it; null: the defaults.</param>
    /// <exception cref="RsdtrException">As <see cref="Load(string, EdgeModelOptions)"/>.</exception>
    public static EdgeModel Load(ReadOnlySpan<byte> model, EdgeModelOptions? options = null)
    {
        options ??= new EdgeModelOptions();
        return Create(InferenceSession.Load(model, options.Session), options, null);
    }

    /// <summary>Runs the model on an input.</summary>
    /// <param name="input">The elements in row-major order of <see cref="InputShape"/>.</param>
    /// <returns>The first output, valid until the next run or <see cref="Dispose"/>.</returns>
    /// <exception cref="RsdtrException">RSDTR4004: the input has not as many elements as the shape, or the first output is not float32; RSDTR4003: the run failed.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    /// <exception cref="InvalidOperationException">It is running on another thread.</exception>
    public ReadOnlySpan<float> Run(ReadOnlySpan<float> input)
    {
        _buffers.Enter(this);
        try
        {
            Span<float> buffer = _buffers.Input;
            if (input.Length != buffer.Length)
            {
                throw WrongLength(input.Length, buffer.Length);
            }

            input.CopyTo(buffer);
            return RunEntered();
        }
        finally
        {
            _buffers.Exit();
        }
    }

    /// <summary>Runs the model on what <see cref="Input"/> holds.</summary>
    /// <returns>The first output, valid until the next run or <see cref="Dispose"/>.</returns>
    /// <exception cref="RsdtrException">RSDTR4004: the first output is not float32; RSDTR4003: the run failed.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    /// <exception cref="InvalidOperationException">It is running on another thread.</exception>
    public ReadOnlySpan<float> Run()
    {
        _buffers.Enter(this);
        try
        {
            return RunEntered();
        }
        finally
        {
            _buffers.Exit();
        }
    }

    // Behind a disposal meanwhile the last line throws: what the run has written is about to be freed.
    private ReadOnlySpan<float> RunEntered()
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            if (!_outputs[i].IsFixed)
            {
                _outputs[i].Forget();
                _buffers.ReleaseOutput(i);
            }
        }

        long begin = _recorder.Begin();
        nint status = _buffers.Run();
        if (status != 0 && ForgetOutputs())
        {
            // A value of the last run is refused where the shape is not the declared one after all.
            _ = _runtime.TakeError(status);
            status = _buffers.Run();
        }

        if (status != 0)
        {
            _ = ForgetOutputs();
            throw _session.RunFailure(_runtime.TakeError(status));
        }

        for (int i = 0; i < _outputs.Length; i++)
        {
            _outputs[i].Read(_runtime, _buffers.GetOutput(i));
        }

        _recorder.End(begin);
        return GetOutput(0);
    }

    // Releases all values, of which the run that failed may have written a part, and tells whether one was there to be written again.
    private bool ForgetOutputs()
    {
        bool any = false;
        for (int i = 0; i < _outputs.Length; i++)
        {
            any |= _buffers.GetOutput(i) != 0;
            _outputs[i].Forget();
            _buffers.ReleaseOutput(i);
        }

        return any;
    }

    /// <summary>An output of the last run.</summary>
    /// <param name="index">Its place in <see cref="Outputs"/>.</param>
    /// <returns>The elements, valid until the next run or <see cref="Dispose"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">There was no run, or it failed.</exception>
    /// <exception cref="RsdtrException">RSDTR4004: it is not float32.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public ReadOnlySpan<float> GetOutput(int index)
    {
        ObjectDisposedException.ThrowIf(_buffers.IsDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _outputs.Length);
        return _outputs[index].AsSpan();
    }

    /// <summary>An output of the last run.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The elements, valid until the next run or <see cref="Dispose"/>.</returns>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">There was no run, or it failed.</exception>
    /// <exception cref="RsdtrException">RSDTR4004: it is not float32.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public ReadOnlySpan<float> GetOutput(string name)
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            if (_outputs[i].Description.Name == name)
            {
                return GetOutput(i);
            }
        }

        throw new KeyNotFoundException($"The model has no output '{name}'.");
    }

    /// <summary>The shape of an output: that of the last run, and before it what is known, with -1 where it depends on the run.</summary>
    /// <param name="index">Its place in <see cref="Outputs"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    public ImmutableArray<long> GetOutputShape(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _outputs.Length);
        return _outputs[index].Shape;
    }

    /// <summary>Frees the model and its buffers.</summary>
    public void Dispose()
    {
        _buffers.Dispose();
        _session.Dispose();
    }

    private static EdgeModel Create(InferenceSession session, EdgeModelOptions options, string? file)
    {
        try
        {
            return new EdgeModel(session, InputShapes.Resolve(session.Inputs, options.InputShape, file), new RunRecorder(options, session.Metadata, file), file);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private RsdtrException WrongLength(int given, int expected) => new(
        RuntimeDiagnostics.TensorMismatch,
        $"the input '{InputName}' {TensorShape.Describe(InputShape.AsSpan())} takes {expected} elements; {given} were given.");
}
