using System.Runtime.CompilerServices;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary>
/// The numbers of V4L2's system calls, made as asm-generic/ioctl.h makes them: direction, size of the argument, the letter V, number. x64 and arm64 have the same.
/// </summary>
internal static class V4l2Requests
{
    /// <summary>Frames in one buffer (<c>V4L2_BUF_TYPE_VIDEO_CAPTURE</c>).</summary>
    public const uint CaptureStream = 1;

    /// <summary>Buffers of the driver that a program maps (<c>V4L2_MEMORY_MMAP</c>).</summary>
    public const uint MappedMemory = 1;

    private const uint Write = 1;
    private const uint Read = 2;

    /// <summary>VIDIOC_QUERYCAP.</summary>
    public static readonly uint QueryCapability = Number<V4l2Capability>(Read, 0);

    /// <summary>VIDIOC_S_FMT.</summary>
    public static readonly uint SetFormat = Number<V4l2Format>(Read | Write, 5);

    /// <summary>VIDIOC_REQBUFS.</summary>
    public static readonly uint RequestBuffers = Number<V4l2RequestBuffers>(Read | Write, 8);

    /// <summary>VIDIOC_QUERYBUF.</summary>
    public static readonly uint QueryBuffer = Number<V4l2Buffer>(Read | Write, 9);

    /// <summary>VIDIOC_QBUF.</summary>
    public static readonly uint Queue = Number<V4l2Buffer>(Read | Write, 15);

    /// <summary>VIDIOC_DQBUF.</summary>
    public static readonly uint Dequeue = Number<V4l2Buffer>(Read | Write, 17);

    /// <summary>VIDIOC_STREAMON.</summary>
    public static readonly uint StreamOn = Number<int>(Write, 18);

    /// <summary>VIDIOC_STREAMOFF.</summary>
    public static readonly uint StreamOff = Number<int>(Write, 19);

    private static uint Number<T>(uint direction, uint number)
        where T : unmanaged => (direction << 30) | ((uint)Unsafe.SizeOf<T>() << 16) | ((uint)'V' << 8) | number;
}
