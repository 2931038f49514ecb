using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>
/// Owns a native binding, and holds the session that it belongs to and the tensors that are bound: they are freed after it, whoever disposes them and in
/// whatever order finalizers run.
/// </summary>
internal sealed unsafe class BindingHandle : NativeHandle
{
    private readonly OrtApi _api;
    private readonly SessionHandle _session;
    private readonly Dictionary<string, SafeHandle> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafeHandle> _outputs = new(StringComparer.Ordinal);

    /// <summary>Makes the binding.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="session">The session, held by the caller for this object, which lets go of it when it is released.</param>
    public BindingHandle(OnnxRuntime runtime, SessionHandle session)
    {
        _api = runtime.Api;
        _session = session;
        nint binding;
        runtime.Check(_api.CreateIoBinding(session.DangerousGetHandle(), &binding));
        SetHandle(binding);
    }

    /// <summary>Holds an input's tensor, in place of the one before.</summary>
    public void HoldInput(string name, SafeHandle? tensor) => Replace(_inputs, name, tensor);

    /// <summary>The inputs that have tensors, with these.</summary>
    public Dictionary<string, SafeHandle> Inputs => _inputs;

    /// <summary>Holds an output's tensor, in place of the one before.</summary>
    public void HoldOutput(string name, SafeHandle? tensor) => Replace(_outputs, name, tensor);

    /// <summary>Lets go of all tensors.</summary>
    public void LetGoOfTensors()
    {
        foreach (SafeHandle tensor in _inputs.Values.Concat(_outputs.Values))
        {
            tensor.DangerousRelease();
        }

        _inputs.Clear();
        _outputs.Clear();
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _api.ReleaseIoBinding(handle);
        LetGoOfTensors();
        _session.DangerousRelease();
        return true;
    }

    // A tensor that is given is held by the caller already.
    private static void Replace(Dictionary<string, SafeHandle> held, string name, SafeHandle? tensor)
    {
        if (held.Remove(name, out SafeHandle? before))
        {
            before.DangerousRelease();
        }

        if (tensor is not null)
        {
            held.Add(name, tensor);
        }
    }
}
