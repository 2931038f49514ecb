using System.IO.Compression;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>A .npy file, or the arrays of a .npz (a zip archive of .npy files, as <c>numpy.savez</c> writes it).</summary>
internal sealed class ArrayFile(string path)
{
    /// <summary>Whether it is an archive: its arrays are read from front to back.</summary>
    public bool IsArchive { get; } = path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens the samples: the file's only array, or the archive's <c>x</c>.</summary>
    public NpyReader OpenSamples() =>
        Open("x") ?? throw new RsdtrException(DataDiagnostics.ArrayUnreadable, "holds no array 'x'; save with numpy.savez(file, x=samples, y=labels)", path);

    /// <summary>Opens the labels, an archive's <c>y</c>; null where there are none.</summary>
    public NpyReader? OpenLabels() => IsArchive ? Open("y") : null;

    /// <summary>Does something with the file and gives what goes wrong its code and name.</summary>
    public T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
        {
            string what = exception is EndOfStreamException ? "it ends early" : exception.Message;
            throw new RsdtrException(DataDiagnostics.ArrayUnreadable, $"cannot be read as an array: {what}", path, innerException: exception);
        }
        catch (NotSupportedException exception)
        {
            throw new RsdtrException(DataDiagnostics.PathUnreadable, "cannot be read: it is no file of a known length, such as a pipe; save it to one first", path, innerException: exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(DataDiagnostics.PathUnreadable, $"cannot be read: {exception.Message}", path, innerException: exception);
        }
    }

    private NpyReader? Open(string name) => Guard(() =>
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        if (!IsArchive)
        {
            return NpyReader.Open(file, file.Length);
        }

        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(file, ZipArchiveMode.Read);
            ZipArchiveEntry? entry = archive.GetEntry(name + ".npy");
            if (entry is not null)
            {
                return NpyReader.Open(new ZipEntryStream(archive, entry.Open()), entry.Length);
            }

            archive.Dispose();
            return null;
        }
        catch
        {
            // Both are safe to dispose of twice.
            archive?.Dispose();
            file.Dispose();
            throw;
        }
    });
}
