using System.Runtime.InteropServices;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary>The union within <c>struct v4l2_format</c>: 200 bytes, aligned as the pointers that other kinds of streams have in it.</summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct V4l2FormatData
{
    /// <summary>What cameras have.</summary>
    [FieldOffset(0)]
    public V4l2PixelFormat Pixels;

    [FieldOffset(0)]
    private fixed ulong _raw[25];
}
