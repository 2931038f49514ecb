namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>A folder outside the repository that is removed at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Creates the folder.</summary>
    /// <param name="name">The last part of its path.</param>
    public TemporaryFolder(string name)
    {
        Root = Directory.CreateTempSubdirectory("rsdtr-tests-").FullName;
        Path = System.IO.Path.Combine(Root, name);
        _ = Directory.CreateDirectory(Path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The folder above it, which is removed, too.</summary>
    public string Root { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            // A file that a build server still holds is no fault of the test; the system clears its temporary folder.
        }
    }
}
