using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>Holds a handle for the length of a call, so that nobody's Dispose frees what the call uses.</summary>
internal readonly ref struct HandleHold
{
    private readonly NativeHandle _handle;

    /// <summary>Takes hold.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="owner">The object that was disposed, for the exception.</param>
    /// <exception cref="ObjectDisposedException">The handle is disposed.</exception>
    public HandleHold(NativeHandle handle, object owner)
    {
        handle.Hold(owner);
        _handle = handle;
    }

    /// <summary>Lets go.</summary>
    public void Dispose() => _handle.DangerousRelease();
}
