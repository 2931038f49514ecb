using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary>The system calls that .NET has no names for.</summary>
internal static unsafe partial class LibC
{
    /// <summary>The call was interrupted by a signal and may be repeated (<c>EINTR</c>).</summary>
    public const int Interrupted = 4;

    /// <summary>There is nothing to take yet (<c>EAGAIN</c>).</summary>
    public const int TryAgain = 11;

    /// <summary>There is something to read (<c>POLLIN</c>).</summary>
    public const short Readable = 1;

    /// <summary>Calls a device's driver.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle device, nuint request, void* argument);

    /// <summary>Maps a device's memory; -1: it failed.</summary>
    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, SafeFileHandle device, nint offset);

    /// <summary>Undoes <see cref="Map"/>.</summary>
    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint length);

    /// <summary>Waits for a device; 0: the time is over.</summary>
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollRequest* requests, nuint count, int milliseconds);
}
