using System.Buffers;

namespace RsdtrEdge.Runtime.Native;

/// <summary>Owns an object of ONNX Runtime and releases it once, after the last call that uses it has returned.</summary>
internal sealed unsafe class OrtHandle : NativeHandle
{
    private readonly delegate* unmanaged<nint, void> _release;
    private MemoryHandle _memory;

    /// <summary>Takes ownership.</summary>
    /// <param name="value">The object.</param>
    /// <param name="release">The function of the C API that frees it.</param>
    /// <param name="memory">The pinned memory that the object refers to: it must stay in its place as long as the object is in use.</param>
    public OrtHandle(nint value, delegate* unmanaged<nint, void> release, MemoryHandle memory = default)
    {
        _release = release;
        _memory = memory;
        SetHandle(value);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _release(handle);
        _memory.Dispose();
        return true;
    }
}
