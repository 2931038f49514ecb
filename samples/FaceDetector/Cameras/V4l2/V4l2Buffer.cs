using System.Runtime.InteropServices;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary><c>struct v4l2_buffer</c> of linux/videodev2.h: 88 bytes on 64-bit machines.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct V4l2Buffer
{
    /// <summary>The buffer holds a frame that was damaged on its way (<c>V4L2_BUF_FLAG_ERROR</c>).</summary>
    public const uint ErrorFlag = 0x40;

    /// <summary>Which buffer.</summary>
    public uint Index;

    /// <summary>The kind of stream.</summary>
    public uint Type;

    /// <summary>Bytes that the driver filled.</summary>
    public uint BytesUsed;

    /// <summary>Its state.</summary>
    public uint Flags;

    /// <summary>Whether the frame is interlaced.</summary>
    public uint Field;

    /// <summary>When it was taken.</summary>
    public V4l2Time Time;

    /// <summary>A time code; unused by cameras.</summary>
    public V4l2TimeCode TimeCode;

    /// <summary>The frame's number.</summary>
    public uint Sequence;

    /// <summary>The kind of memory.</summary>
    public uint Memory;

    /// <summary>A union; for mapped memory its first four bytes say where to map the buffer.</summary>
    public ulong Location;

    /// <summary>The buffer's size in bytes.</summary>
    public uint Length;

    private readonly uint _reserved;
    private readonly uint _request;
}
