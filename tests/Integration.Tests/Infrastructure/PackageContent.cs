using System.IO.Compression;
using System.Xml.Linq;

namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>What lies in a package.</summary>
internal sealed class PackageContent : IDisposable
{
    private readonly ZipArchive _archive;

    /// <summary>Opens a .nupkg or .snupkg.</summary>
    public PackageContent(string file)
    {
        _archive = ZipFile.OpenRead(file);
        using Stream nuspec = Assert.Single(_archive.Entries, entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        Metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    /// <summary>The nuspec's metadata.</summary>
    public XElement Metadata { get; }

    /// <summary>The paths of all files.</summary>
    public IReadOnlyList<string> Names => [.. _archive.Entries.Select(entry => entry.FullName)];

    /// <summary>When the files were written, as the package says.</summary>
    public IReadOnlyList<DateTime> Times => [.. _archive.Entries.Select(entry => entry.LastWriteTime.DateTime)];

    /// <summary>A metadatum's text; null where there is none.</summary>
    public string? Value(string name) => Element(name)?.Value;

    /// <summary>A metadatum.</summary>
    public XElement? Element(string name) => Metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name);

    /// <summary>A file's bytes.</summary>
    public byte[] Bytes(string name)
    {
        ZipArchiveEntry entry = _archive.GetEntry(name) ?? throw new FileNotFoundException($"{name} is not in the package.");
        using Stream stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    /// <inheritdoc />
    public void Dispose() => _archive.Dispose();
}
