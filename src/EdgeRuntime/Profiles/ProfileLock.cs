using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>
/// Keeps a second measurement out of a profile that is being measured: both would write the whole file now and then, each without what the other has timed, and
/// disturb each other besides. The system lets go of it when the process ends, however that comes about.
/// </summary>
internal sealed class ProfileLock : IDisposable
{
    /// <summary>What is added to the profile's name: a name that nobody else gives a file, because it goes with the lock.</summary>
    public const string Extension = ".rsdtr-lock";

    private readonly FileStream? _file;

    private ProfileLock(FileStream? file) => _file = file;

    /// <summary>Takes the lock of a profile.</summary>
    /// <param name="path">The profile.</param>
    /// <exception cref="RsdtrException">Another measurement holds it (RSDTR3001).</exception>
    public static ProfileLock Take(string path)
    {
        try
        {
            return new ProfileLock(new FileStream(path + Extension, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (IOException exception) when (FileInUse.IsReasonOf(exception))
        {
            throw new RsdtrException(
                ToolDiagnostics.OutputUnwritable,
                $"another rsdtr-edge profile is measuring into this file and holds {Path.GetFileName(path)}{Extension}: wait until it has ended, or give another file with -o",
                path,
                innerException: exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Where no file can be made beside the profile, the profile cannot be written either, and that error says more.
            return new ProfileLock(null);
        }
    }

    /// <summary>Lets go; the file goes, too.</summary>
    public void Dispose() => _file?.Dispose();
}
