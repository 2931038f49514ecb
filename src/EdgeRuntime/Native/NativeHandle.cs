using System.Runtime.InteropServices;

namespace RsdtrEdge.Runtime.Native;

/// <summary>
/// A <see cref="SafeHandle"/> that refuses new calls from the moment it is disposed. A SafeHandle itself takes them as long as one that began before holds it: calls
/// that overlap on several threads would keep it alive for ever.
/// </summary>
internal abstract class NativeHandle() : SafeHandle(0, ownsHandle: true)
{
    private volatile bool _isDisposed;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Whether it was disposed, although calls in progress may hold it still.</summary>
    public bool IsDisposed => _isDisposed || IsClosed;

    /// <summary>Holds it until <see cref="SafeHandle.DangerousRelease"/>, whoever disposes it meanwhile.</summary>
    /// <param name="owner">The object that was disposed, for the exception.</param>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public void Hold(object owner)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, owner);
        bool isHeld = false;
        DangerousAddRef(ref isHeld);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        base.Dispose(disposing);
    }
}
