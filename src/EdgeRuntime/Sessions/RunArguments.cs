using System.Collections.Immutable;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>The arguments of one run: native names and values, and a hold on every handle until the run has returned.</summary>
internal sealed unsafe class RunArguments : IDisposable
{
    private readonly InferenceSession _session;
    private readonly List<NativeHandle> _held = [];
    private readonly nint[] _inputNames;
    private readonly nint[] _inputValues;
    private readonly nint[] _outputNames;

    /// <summary>Collects the inputs and the names of the outputs.</summary>
    public RunArguments(InferenceSession session, IReadOnlyDictionary<string, Tensor> inputs, ImmutableArray<string> outputs)
    {
        _session = session;
        Hold(session.Handle, session);
        try
        {
            _inputNames = new nint[inputs.Count];
            _inputValues = new nint[inputs.Count];
            _outputNames = new nint[outputs.Length];
            int index = 0;
            foreach ((string name, Tensor tensor) in inputs)
            {
                RequireType(InferenceSession.Find(session.Inputs, name, "input"), tensor, "input");
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
        Hold(tensor.Handle, tensor);
        return tensor.Handle.DangerousGetHandle();
    }

    /// <summary>Runs the session; zeros among the output values are replaced by new values.</summary>
    public void Run(nint[] outputValues, CancellationToken cancellationToken)
    {
        using RunStop? stop = RunStop.For(_session.Runtime, cancellationToken);
        nint status;
        fixed (nint* names = _inputNames, values = _inputValues, requested = _outputNames, results = outputValues)
        {
            status = _session.Runtime.Api.Run(
                _session.Handle.DangerousGetHandle(), stop?.RunOptions ?? 0,
                (byte**)names, values, (nuint)_inputValues.Length, (byte**)requested, (nuint)_outputNames.Length, results);
        }

        RunStop.Check(_session, status, cancellationToken);
    }

    /// <summary>Lets go of the handles.</summary>
    public void Dispose()
    {
        foreach (NativeHandle handle in _held)
        {
            handle.DangerousRelease();
        }

        _held.Clear();
    }

    /// <summary>Refuses a tensor of another element type than an input or output has.</summary>
    /// <exception cref="RsdtrException">RSDTR4004: the types differ.</exception>
    public static void RequireType(TensorDescription description, Tensor tensor, string kind)
    {
        if (description.ElementType != tensor.ElementType)
        {
            throw new RsdtrException(
                RuntimeDiagnostics.TensorMismatch,
                $"the {kind} '{description.Name}' takes {description.ElementType} {description.Shape}; {tensor.ElementType} {TensorShape.Describe(tensor.Dimensions.AsSpan())} was given.");
        }
    }

    private void Hold(NativeHandle handle, object owner)
    {
        handle.Hold(owner);
        _held.Add(handle);
    }
}
