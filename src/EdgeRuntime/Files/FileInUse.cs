namespace RsdtrEdge.Runtime.Files;

/// <summary>Tells a file that another program holds from one that cannot be opened for another reason.</summary>
internal static class FileInUse
{
    /// <summary>Whether a file could not be opened because another program has it for itself.</summary>
    /// <param name="exception">What came of opening it.</param>
    /// <remarks>ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION on Windows; elsewhere EWOULDBLOCK, 11 on Linux and 35 on macOS.</remarks>
    public static bool IsReasonOf(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) is 32 or 33 : exception.HResult is 11 or 35;
}
