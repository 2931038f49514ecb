using System.Formats.Tar;
using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>Writes a release as a tar stream.</summary>
internal static class ReleaseArchive
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes the files; anyone may read them there, and their owner write.</summary>
    /// <param name="files">The files.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="RsdtrException">RSDTR4201: a file cannot be read any more, or is another one than when its hash was taken.</exception>
    /// <exception cref="IOException">The other side has ended.</exception>
    public static void Write(IEnumerable<ReleaseFile> files, Stream output)
    {
        using TarWriter writer = new(output, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (ReleaseFile file in files)
        {
            using SourceStream content = SourceStream.Open(file.Source);
            writer.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, file.Name)
            {
                DataStream = content,
                Mode = file.IsExecutable ? Executable : Readable,
            });
            content.RequireHash(file.Hash);
        }
    }

    /// <summary>The name of a release: ascending in time, and telling contents apart.</summary>
    /// <param name="time">When it is made.</param>
    /// <param name="content">What it holds.</param>
    public static string NameOf(DateTimeOffset time, ReleaseContent content) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{content.Digest}");
}
