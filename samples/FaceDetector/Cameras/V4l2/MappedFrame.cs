using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary>A buffer of the driver, mapped into the process.</summary>
internal sealed unsafe class MappedFrame : SafeHandle
{
    private const int ReadAndWrite = 3;
    private const int Shared = 1;
    private readonly nuint _length;

    /// <summary>Maps a buffer.</summary>
    /// <param name="device">The open device file.</param>
    /// <param name="buffer">Where it is and how long.</param>
    public MappedFrame(SafeFileHandle device, in V4l2Buffer buffer)
        : base(-1, ownsHandle: true)
    {
        _length = buffer.Length;
        SetHandle(LibC.Map(0, _length, ReadAndWrite, Shared, device, (nint)(uint)buffer.Location));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == -1;

    /// <summary>The bytes that the driver filled.</summary>
    /// <param name="count">How many; more than the buffer holds are none.</param>
    public ReadOnlySpan<byte> Bytes(uint count) => new((void*)handle, (int)Math.Min(count, (uint)_length));

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.Unmap(handle, _length) == 0;
}
