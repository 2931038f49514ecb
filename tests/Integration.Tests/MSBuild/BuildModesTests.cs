using System.IO.Compression;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>The ways in which a build can be started, and the log that it can leave.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class BuildModesTests(PackageFeed feed) : FakeToolTest(feed)
{
    private const string Item = """<RsdtrModel Include="models/net.onnx" Budget="board" />""";

    [Fact]
    public void A_graph_build_compresses_once_and_carries_the_model_to_the_application()
    {
        using ConsumerProject project = new(Feed);
        project.WriteProject(Item, FakeTool.PropertyFor(FakeTool.AssemblyPath), "library/library.csproj");
        project.WriteBytes("library/models/net.onnx", new byte[1000]);
        project.WriteBudget("library/devices/board.json", "1000");
        project.Write("application/application.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><ProjectReference Include="../library/library.csproj" /></ItemGroup>
            </Project>
            """);
        _ = project.DotNet("restore", "application/application.csproj").Succeeds();
        CommandResult build = project.DotNet("msbuild", "application/application.csproj", "-graph", "-m", "-nologo", "-v:normal", "-tl:off").Succeeds();
        _ = Assert.Single(build.Lines(Compressed));
        Assert.Equal(500, project.Size($"application/{ConsumerProject.OutputFolder}/models/net.onnx"));
    }

    [Fact]
    public void A_binary_log_holds_the_options_and_the_report_also_where_the_budget_is_not_met()
    {
        using ConsumerProject project = Create(Item);
        project.WriteBudget("devices/board.json", "100");
        _ = project.Build("-bl:build.binlog").Fails();
        string[] embedded = EmbeddedFiles(Content(project.Full("build.binlog")));
        Assert.Contains(embedded, name => name.EndsWith("rsdtr/models/net.report.json", StringComparison.Ordinal));
        Assert.Contains(embedded, name => name.EndsWith("rsdtr/models/net.rsp", StringComparison.Ordinal));
    }

    // A log is one stream of gzip, with an archive of the files in its midst.
    private static byte[] Content(string log)
    {
        using MemoryStream content = new();
        using GZipStream stream = new(File.OpenRead(log), CompressionMode.Decompress);
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static string[] EmbeddedFiles(byte[] bytes)
    {
        int start = bytes.AsSpan().IndexOf("PK\u0003\u0004"u8);
        Assert.True(start >= 0);
        using ZipArchive archive = new(new MemoryStream(bytes[start..]));
        return [.. archive.Entries.Select(entry => entry.FullName.Replace('\\', '/'))];
    }
}
