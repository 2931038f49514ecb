using System.Formats.Tar;
using System.IO.Compression;

namespace RsdtrEdge.Runtime.Tests.DataSets;

/// <summary>Writes tar archives with entries in any order.</summary>
internal static class TestArchive
{
    public static byte[] TarGz(params (string Name, byte[] Bytes)[] entries)
    {
        using MemoryStream stream = new();
        using (GZipStream zip = new(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(Tar(entries));
        }

        return stream.ToArray();
    }

    public static byte[] Tar(params (string Name, byte[] Bytes)[] entries)
    {
        using MemoryStream stream = new();
        using (TarWriter writer = new(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                PaxTarEntry entry = name.EndsWith('/')
                    ? new(TarEntryType.Directory, name)
                    : new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) };
                writer.WriteEntry(entry);
            }
        }

        return stream.ToArray();
    }
}
