using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>
/// The inputs and outputs of a session, bound once and used by many runs: a run copies no names, and writes into the same memory again.
/// With a provider that has memory of its own, such as CUDA, each run copies the inputs there.
/// With tensors for all outputs and a token that cannot be cancelled it allocates nothing in managed memory. Each input of the model
/// and each output that is wanted must be bound. Calls from several threads take turns; for runs side by side make a binding for each thread.
/// </summary>
/// <remarks>A tensor that is bound may be disposed: its memory is freed when it is bound no more. The session, too, lives on until its bindings are disposed.</remarks>
public sealed unsafe class SessionBinding : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OnnxRuntime _runtime;
    private readonly BindingHandle _handle;
    private readonly Lock _gate = new();

    // A provider with memory of its own, such as CUDA, has an input copied there when it is bound, and not again.
    private readonly bool _copiesInputs;

    // The outputs in the order in which the native binding has them, and whether each run makes a new tensor for them.
    private readonly List<string> _outputs = [];
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    internal SessionBinding(InferenceSession session)
    {
        _session = session;
        _runtime = session.Runtime;
        _copiesInputs = ExecutionProvider.AreElsewhere(session.Providers);
        session.Handle.Hold(session);
        try
        {
            _handle = new BindingHandle(_runtime, session.Handle);
        }
        catch
        {
            session.Handle.DangerousRelease();
            throw;
        }
    }

    /// <summary>Gives an input the tensor that the next runs read; what it holds may change between runs.</summary>
    /// <param name="name">The input.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="RsdtrException">RSDTR4004: its element type is not the input's.</exception>
    /// <exception cref="KeyNotFoundException">The model has no such input.</exception>
    /// <exception cref="ObjectDisposedException">The binding or the tensor is disposed.</exception>
    public void BindInput(string name, Tensor tensor)
    {
        RunArguments.RequireType(InferenceSession.Find(_session.Inputs, name, "input"), tensor, "input");
        lock (_gate)
        {
            using HandleHold hold = Hold();
            _handle.HoldInput(name, Bind(_runtime.Api.BindInput, name, tensor));
        }
    }

    /// <summary>Gives an output the tensor that the next runs write, of the shape that they give.</summary>
    /// <param name="name">The output.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="RsdtrException">RSDTR4004: its element type is not the output's.</exception>
    /// <exception cref="KeyNotFoundException">The model has no such output.</exception>
    /// <exception cref="ObjectDisposedException">The binding or the tensor is disposed.</exception>
    public void BindOutput(string name, Tensor tensor)
    {
        RunArguments.RequireType(InferenceSession.Find(_session.Outputs, name, "output"), tensor, "output");
        lock (_gate)
        {
            using HandleHold hold = Hold();
            _handle.HoldOutput(name, Bind(_runtime.Api.BindOutput, name, tensor));
            AddOutput(name, isMade: false);
        }
    }

    /// <summary>Lets each run make a new tensor for an output, in the processor's memory and of whatever shape comes out: <see cref="TakeOutputs"/>.</summary>
    /// <param name="name">The output.</param>
    /// <exception cref="KeyNotFoundException">The model has no such output.</exception>
    /// <exception cref="ObjectDisposedException">The binding is disposed.</exception>
    public void BindOutput(string name)
    {
        _ = InferenceSession.Find(_session.Outputs, name, "output");
        lock (_gate)
        {
            using HandleHold hold = Hold();
            BindToMemory(name);
            _handle.HoldOutput(name, null);
            AddOutput(name, isMade: true);
        }
    }

    /// <summary>Unbinds all inputs and outputs.</summary>
    /// <exception cref="ObjectDisposedException">The binding is disposed.</exception>
    public void Clear()
    {
        lock (_gate)
        {
            using HandleHold hold = Hold();
            _runtime.Api.ClearBoundInputs(_handle.DangerousGetHandle());
            _runtime.Api.ClearBoundOutputs(_handle.DangerousGetHandle());
            _handle.LetGoOfTensors();
            _outputs.Clear();
            _made.Clear();
        }
    }

    /// <summary>Runs the session on what is bound.</summary>
    /// <param name="cancellationToken">Stops the run at the next operator.</param>
    /// <exception cref="RsdtrException">RSDTR4004: a tensor's shape is not what the model takes or gives, or an input is not bound; RSDTR4003: the run failed.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The binding is disposed.</exception>
    public void Run(CancellationToken cancellationToken = default)
    {
        using RunStop? stop = RunStop.For(_runtime, cancellationToken);
        lock (_gate)
        {
            using HandleHold hold = Hold();
            foreach (string name in _made)
            {
                // What the last run made would be written again, and refused where the shape has changed.
                BindToMemory(name);
            }

            if (_copiesInputs)
            {
                foreach ((string name, SafeHandle tensor) in _handle.Inputs)
                {
                    _runtime.Check(_runtime.Api.BindInput(_handle.DangerousGetHandle(), _session.Handle.NameOf(name), tensor.DangerousGetHandle()), RuntimeDiagnostics.TensorMismatch);
                }
            }

            nint status = _runtime.Api.RunWithBinding(_session.Handle.DangerousGetHandle(), stop?.RunOptions ?? 0, _handle.DangerousGetHandle());
            RunStop.Check(_session, status, cancellationToken);
        }
    }

    /// <summary>The outputs that the last run made new tensors for.</summary>
    /// <returns>Those bound without a tensor, in the order in which they were bound first; the caller disposes them.</returns>
    /// <exception cref="InvalidOperationException">There was no run since they were bound.</exception>
    /// <exception cref="ObjectDisposedException">The binding is disposed.</exception>
    public TensorSet TakeOutputs()
    {
        lock (_gate)
        {
            using HandleHold hold = Hold();
            nint* values;
            nuint count;
            _runtime.Check(_runtime.Api.GetBoundOutputValues(_handle.DangerousGetHandle(), _runtime.Allocator, &values, &count));
            try
            {
                return Own(new ReadOnlySpan<nint>(values, (int)count));
            }
            finally
            {
                _runtime.Free(values);
            }
        }
    }

    /// <summary>Frees the binding when the run in progress has returned.</summary>
    public void Dispose() => _handle.Dispose();

    // Keeps the values that a run has made, and releases those of tensors that the caller has.
    private TensorSet Own(ReadOnlySpan<nint> values)
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        List<nint> made = [];
        bool hasRun = true;
        for (int i = 0; i < values.Length; i++)
        {
            int hasValue = 0;
            if (_made.Contains(_outputs[i]) && _runtime.Api.HasValue(values[i], &hasValue) == 0 && hasValue != 0)
            {
                made.Add(values[i]);
                names.Add(_outputs[i]);
            }
            else
            {
                hasRun &= !_made.Contains(_outputs[i]);
                _runtime.Api.ReleaseValue(values[i]);
            }
        }

        if (!hasRun)
        {
            made.ForEach(value => _runtime.Api.ReleaseValue(value));
            throw new InvalidOperationException("The binding has not run since its outputs were bound.");
        }

        return TensorSet.Own(_runtime, names.ToImmutable(), CollectionsMarshal.AsSpan(made));
    }

    private HandleHold Hold() => new(_handle, this);

    // The tensor's handle, held for as long as it is bound.
    private OrtHandle Bind(delegate* unmanaged<nint, byte*, nint, nint> bind, string name, Tensor tensor)
    {
        OrtHandle value = tensor.Handle;
        value.Hold(tensor);
        try
        {
            _runtime.Check(bind(_handle.DangerousGetHandle(), _session.Handle.NameOf(name), value.DangerousGetHandle()), RuntimeDiagnostics.TensorMismatch);
            return value;
        }
        catch
        {
            value.DangerousRelease();
            throw;
        }
    }

    private void BindToMemory(string name) =>
        _runtime.Check(_runtime.Api.BindOutputToDevice(_handle.DangerousGetHandle(), _session.Handle.NameOf(name), _runtime.CpuMemory));

    private void AddOutput(string name, bool isMade)
    {
        // The native binding keeps an output's place when it is bound again.
        if (!_outputs.Contains(name))
        {
            _outputs.Add(name);
        }

        _ = isMade ? _made.Add(name) : _made.Remove(name);
    }
}
