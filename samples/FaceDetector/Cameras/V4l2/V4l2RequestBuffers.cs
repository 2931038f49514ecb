using System.Runtime.InteropServices;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary><c>struct v4l2_requestbuffers</c> of linux/videodev2.h: 20 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct V4l2RequestBuffers
{
    /// <summary>How many buffers; the driver may change it.</summary>
    public uint Count;

    /// <summary>The kind of stream.</summary>
    public uint Type;

    /// <summary>The kind of memory.</summary>
    public uint Memory;

    /// <summary>What the driver's buffers can do.</summary>
    public uint Capabilities;

    /// <summary>Flags of the memory.</summary>
    public byte Flags;

    private fixed byte _reserved[3];
}
