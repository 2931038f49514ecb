using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>The arguments of one run: native names and values, and a hold on every handle until the run has returned.</summary>
internal sealed unsafe class RunArguments : IDisposable
{
    private readonly InferenceSession _session;
    private readonly List<SafeHandle> _held = [];
    private readonly nint[] _inputNames;
    private readonly nint[] _inputValues;
    private readonly nint[] _outputNames;

    /// <summary>Collects the inputs and the names of the outputs.</summary>
    public RunArguments(InferenceSession session, IReadOnlyDictionary<string, Tensor> inputs, ImmutableArray<string> outputs)
    {
        _session = session;
        ObjectDisposedException.ThrowIf(session.Handle.IsClosed, session);
        Hold(session.Handle);
        try
        {
            _inputNames = new nint[inputs.Count];
            _inputValues = new nint[inputs.Count];
            _outputNames = new nint[outputs.Length];
            int index = 0;
            foreach ((string name, Tensor tensor) in inputs)
            {
                RequireType(InferenceSession.Find(session.Inputs, name, "input"), tensor);
                _inputNames[index] = (nint)session.Handle.NameOf(name);
                _inputValues[index++] = Use(tensor);
            }

            for (int i = 0; i < outputs.Length; i++)
            {
                _ = InferenceSession.Find(session.Outputs, outputs[i], "output");
                _outputNames[i] = (nint)session.Handle.NameOf(outputs[i]);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The native value of a tensor, held until the end.</summary>
    public nint Use(Tensor tensor)
    {
        ObjectDisposedException.ThrowIf(tensor.Handle.IsClosed, tensor);
        Hold(tensor.Handle);
        return tensor.Handle.DangerousGetHandle();
    }

    /// <summary>Runs the session; zeros among the output values are replaced by new values.</summary>
    public void Run(nint[] outputValues, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OnnxRuntime runtime = _session.Runtime;
        using OrtHandle? options = cancellationToken.CanBeCanceled ? CreateRunOptions(runtime) : null;
        // Disposing the registration waits for a callback in progress, so that the options outlive it.
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static state => Terminate((OrtHandle)state!), options);
        nint status;
        fixed (nint* names = _inputNames, values = _inputValues, requested = _outputNames, results = outputValues)
        {
            status = runtime.Api.Run(
                _session.Handle.DangerousGetHandle(), options?.DangerousGetHandle() ?? 0,
                (byte**)names, values, (nuint)_inputValues.Length, (byte**)requested, (nuint)_outputNames.Length, results);
        }

        if (status != 0)
        {
            OrtError error = runtime.TakeError(status);
            cancellationToken.ThrowIfCancellationRequested();
            throw _session.RunFailure(error);
        }
    }

    /// <summary>Lets go of the handles.</summary>
    public void Dispose()
    {
        foreach (SafeHandle handle in _held)
        {
            handle.DangerousRelease();
        }

        _held.Clear();
    }

    private static OrtHandle CreateRunOptions(OnnxRuntime runtime)
    {
        nint options;
        runtime.Check(runtime.Api.CreateRunOptions(&options));
        return new OrtHandle(options, runtime.Api.ReleaseRunOptions);
    }

    private static void Terminate(OrtHandle options)
    {
        OnnxRuntime runtime = OnnxRuntime.Current;
        runtime.Check(runtime.Api.RunOptionsSetTerminate(options.DangerousGetHandle()));
    }

    private static void RequireType(TensorDescription description, Tensor tensor)
    {
        if (description.ElementType != tensor.ElementType)
        {
            throw new RsdtrException(
                RuntimeDiagnostics.TensorMismatch,
                $"the input '{description.Name}' takes {description.ElementType} {description.Shape}; {tensor.ElementType} {TensorShape.Describe(tensor.Dimensions.AsSpan())} was given.");
        }
    }

    private void Hold(SafeHandle handle)
    {
        bool added = false;
        handle.DangerousAddRef(ref added);
        _held.Add(handle);
    }
}
