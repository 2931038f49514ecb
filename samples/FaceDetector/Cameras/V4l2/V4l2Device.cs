using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary>An open device file and the calls to its driver; what fails is RSDTR1101 with the device's name and the system's reason.</summary>
internal sealed unsafe class V4l2Device : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;

    /// <summary>Opens a device file.</summary>
    /// <param name="path">Such as <c>/dev/video0</c>.</param>
    /// <exception cref="RsdtrException">RSDTR1101: there is none, it may not be opened, or this is no 64-bit Linux.</exception>
    public V4l2Device(string path)
    {
        _path = path;
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            throw Failure("cameras are read on 64-bit Linux only; give images, or frames on the standard input with --camera -");
        }

        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Failure($"cannot open the camera: {exception.Message} 'v4l2-ctl --list-devices' shows the cameras; the user must be in the group video", exception);
        }
    }

    /// <summary>The open file.</summary>
    public SafeFileHandle Handle => _file;

    /// <summary>Calls the driver.</summary>
    /// <typeparam name="T">The structure that the request takes.</typeparam>
    /// <param name="request">The request's number.</param>
    /// <param name="argument">Is read and written.</param>
    /// <returns>0, or the system's error number.</returns>
    public int TryControl<T>(uint request, ref T argument)
        where T : unmanaged
    {
        fixed (T* pointer = &argument)
        {
            int error;
            do
            {
                error = LibC.Control(_file, request, pointer) == -1 ? Marshal.GetLastPInvokeError() : 0;
            }
            while (error == LibC.Interrupted);
            return error;
        }
    }

    /// <summary>Calls the driver, where a refusal is an error.</summary>
    /// <typeparam name="T">The structure that the request takes.</typeparam>
    /// <param name="request">The request's number.</param>
    /// <param name="argument">Is read and written.</param>
    /// <param name="what">What fails, for the message.</param>
    public void Control<T>(uint request, ref T argument, string what)
        where T : unmanaged
    {
        if (TryControl(request, ref argument) is not 0 and int error)
        {
            throw Failure($"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    /// <summary>Waits until there is something to take, or something is wrong, which the next call tells.</summary>
    /// <param name="milliseconds">For how long.</param>
    /// <returns>Whether something happened.</returns>
    public bool Wait(int milliseconds)
    {
        PollRequest request = new() { File = (int)_file.DangerousGetHandle(), Events = LibC.Readable };
        return LibC.Poll(&request, 1, milliseconds) > 0;
    }

    /// <summary>The error that names the device.</summary>
    /// <param name="message">What, and the remedy.</param>
    /// <param name="cause">What caused it.</param>
    public RsdtrException Failure(string message, Exception? cause = null) => new(DataDiagnostics.PathUnreadable, message, _path, innerException: cause);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
