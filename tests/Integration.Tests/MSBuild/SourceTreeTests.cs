using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>Where the sources lie, and what a build leaves among them.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class SourceTreeTests(PackageFeed feed) : FakeToolTest(feed)
{
    private const string Item = """<RsdtrModel Include="models/net.onnx" Budget="board" />""";

    [Fact]
    public void A_source_tree_that_cannot_be_written_builds_into_other_folders()
    {
        using ConsumerProject project = Create("");
        using TemporaryFolder output = new("artifacts");
        string artifacts = $"-p:ArtifactsPath={output.Path}";
        Rewrite(project, Item, $"{FakeTool.PropertyFor(FakeTool.AssemblyPath)}");
        string[] before = FilesOf(project.Path);
        SetWritable(project.Path, isWritable: false);
        try
        {
            _ = Assert.Single(project.Build(artifacts).Succeeds().Lines(Compressed));
            Assert.Empty(project.Build(artifacts).Succeeds().Lines(Compressed));
        }
        finally
        {
            SetWritable(project.Path, isWritable: true);
        }

        // Rights do not stop an administrator, so what lies there is looked at, too.
        Assert.Equal(before, FilesOf(project.Path));
        Assert.Equal(500, new FileInfo(Path.Combine(output.Path, "bin", "consumer", "debug", "models", "net.onnx")).Length);
    }

    [Fact]
    public void An_edit_of_the_file_behind_a_link_is_noticed()
    {
        using ConsumerProject project = Create(Item, "elsewhere.onnx");
        try
        {
            _ = File.CreateSymbolicLink(project.Full("models/net.onnx"), project.Full("models/elsewhere.onnx"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows gives this right to few.
            return;
        }

        AssertRan(project, "net.onnx");
        Assert.Equal(500, project.Size($"{ConsumerProject.OutputFolder}/models/net.onnx"));
        AssertRan(project, models: []);

        project.WriteBytes("models/elsewhere.onnx", new byte[600]);
        File.SetLastWriteTimeUtc(project.Full("models/elsewhere.onnx"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        AssertRan(project, "net.onnx");
        Assert.Equal(300, project.Size($"{ConsumerProject.OutputFolder}/models/net.onnx"));
    }

    private static string[] FilesOf(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O}").Order(StringComparer.Ordinal)];

    private static void SetWritable(string folder, bool isWritable)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, isWritable ? File.GetAttributes(file) & ~FileAttributes.ReadOnly : File.GetAttributes(file) | FileAttributes.ReadOnly);
        }

        if (!OperatingSystem.IsWindows())
        {
            foreach (string directory in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder))
            {
                const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
                File.SetUnixFileMode(directory, isWritable ? File.GetUnixFileMode(directory) | UnixFileMode.UserWrite : File.GetUnixFileMode(directory) & ~Write);
            }
        }
    }
}
