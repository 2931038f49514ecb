using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>Image files somewhere: listed once, in ordinal path order, and read as often as wanted.</summary>
internal abstract class ImageStore
{
    /// <summary>The largest image file that is read, in bytes.</summary>
    public const int MaximumFileBytes = 256 << 20;

    /// <summary>The folder, archive or file.</summary>
    public abstract string Location { get; }

    /// <summary>Whether images are entries of the location, not the location itself.</summary>
    public virtual bool HasEntries => true;

    /// <summary>Whether an image is read without reading those before it.</summary>
    public virtual bool IsRandomAccess => true;

    /// <summary>The images' paths with <c>/</c>, in ordinal order, whatever the order of the file system or the archive.</summary>
    public abstract IReadOnlyList<string> Paths { get; }

    /// <summary>The file that an image is, or is in.</summary>
    /// <param name="index">Its rank in <see cref="Paths"/>.</param>
    public virtual string FileOf(int index) => Location;

    /// <summary>Entries that are neither folders nor images.</summary>
    public abstract int IgnoredEntries { get; }

    /// <summary>Reads some of the images.</summary>
    /// <param name="indices">Ranks in <see cref="Paths"/>, ascending.</param>
    /// <returns>Those images, in that order.</returns>
    public abstract IEnumerable<EncodedImage> Read(IReadOnlyList<int> indices);

    /// <summary>Refuses an image file that is larger than <see cref="MaximumFileBytes"/>.</summary>
    protected void CheckSize(string path, long bytes)
    {
        if (bytes > MaximumFileBytes)
        {
            throw new RsdtrException(
                DataDiagnostics.ImageUndecodable,
                string.Create(CultureInfo.InvariantCulture, $"'{path}' has {bytes} bytes; an image may have {MaximumFileBytes}; remove it"),
                Location);
        }
    }

    /// <summary>The coded form of what the file system throws.</summary>
    protected RsdtrException Unreadable(Exception exception) =>
        new(DataDiagnostics.PathUnreadable, $"cannot be read: {exception.Message}", Location, innerException: exception);
}
