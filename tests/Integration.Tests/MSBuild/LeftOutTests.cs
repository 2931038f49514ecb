using System.IO.Compression;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>Networks that are compressed and checked, and are to land nowhere.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class LeftOutTests(PackageFeed feed) : FakeToolTest(feed)
{
    [Fact]
    public void A_network_that_is_never_copied_is_neither_in_the_output_nor_published()
    {
        using ConsumerProject project = Create("""
            <RsdtrModel Include="models/net.onnx" Budget="board" CopyToOutputDirectory="Never" />
            <RsdtrModel Include="models/other.onnx" Budget="board" />
            """, "net.onnx", "other.onnx");
        _ = project.DotNet("publish", "-c", "Debug", "-o", project.Full("published"), "-nologo").Succeeds();
        Assert.Equal(500, project.Size($"{ConsumerProject.IntermediateFolder}/models/net.onnx"));
        Assert.All(new[] { ConsumerProject.OutputFolder, "published" }, folder =>
        {
            Assert.False(project.Has($"{folder}/models/net.onnx"));
            Assert.True(project.Has($"{folder}/models/other.onnx"));
        });
    }

    [Fact]
    public void A_network_that_is_never_copied_is_in_no_package()
    {
        using ConsumerProject project = Create("""
            <RsdtrModel Include="models/net.onnx" Budget="board" CopyToOutputDirectory="Never" ReportLink="net.json" />
            <RsdtrModel Include="models/other.onnx" Budget="board" />
            """, "net.onnx", "other.onnx");
        _ = project.DotNet("pack", "-c", "Debug", "-o", project.Full("packed"), "-nologo").Succeeds();
        using ZipArchive package = ZipFile.OpenRead(project.Full("packed/consumer.1.0.0.nupkg"));
        Assert.DoesNotContain(package.Entries, entry => entry.Name is "net.onnx" or "net.json");
        Assert.Contains(package.Entries, entry => entry.Name == "other.onnx");
    }

    [Fact]
    public void The_package_of_a_tool_has_the_network_once_beside_the_program()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        project.Write("Program.cs", "return 0;");
        Rewrite(project, """<RsdtrModel Include="models/net.onnx" Budget="board" /><Compile Include="Program.cs" />""",
            $"{FakeTool.PropertyFor(FakeTool.AssemblyPath)}<OutputType>Exe</OutputType><PackAsTool>true</PackAsTool><UseAppHost>false</UseAppHost>");
        _ = project.DotNet("pack", "-c", "Debug", "-o", project.Full("packed"), "-nologo").Succeeds();
        using ZipArchive package = ZipFile.OpenRead(project.Full("packed/consumer.1.0.0.nupkg"));
        Assert.Equal("tools/net10.0/any/models/net.onnx", Assert.Single(package.Entries, entry => entry.Name == "net.onnx").FullName);
    }

    [Theory]
    [InlineData("Worker")]
    [InlineData("Web")]
    public void What_only_the_build_reads_is_not_published_unless_it_is_asked_for(string sdk)
    {
        const string Item = """<RsdtrModel Include="models/net.onnx" Budget="board" />""";
        using ConsumerProject project = Create(Item);
        project.Write("rsdtr.lock.json", "{}");
        project.Write("appsettings.json", "{}");
        string[] published = Publish("", "first");
        Assert.Contains("appsettings.json", published);
        Assert.Contains("models/net.onnx", published);
        Assert.DoesNotContain(published, file => file is "rsdtr.lock.json" or "devices/board.json");
        Assert.Contains("devices/board.json", Publish("""<Content Update="devices/*.json" CopyToPublishDirectory="Always" />""", "second"));

        string[] Publish(string items, string folder)
        {
            // The lock file is none that this tool could read.
            Rewrite(project, Item + items, $"{FakeTool.PropertyFor(FakeTool.AssemblyPath)}<OutputType>Library</OutputType><RsdtrCompressEnabled>false</RsdtrCompressEnabled>");
            project.Write("consumer.csproj", File.ReadAllText(project.Full("consumer.csproj")).Replace("Microsoft.NET.Sdk\"", $"Microsoft.NET.Sdk.{sdk}\"", StringComparison.Ordinal));
            _ = project.DotNet("publish", "-c", "Debug", "-o", project.Full(folder), "-nologo").Succeeds();
            return [.. Directory.EnumerateFiles(project.Full(folder), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(project.Full(folder), file).Replace('\\', '/'))];
        }
    }

    [Fact]
    public void A_package_without_content_has_no_network()
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        _ = project.DotNet("pack", "-c", "Debug", "-o", project.Full("packed"), "-nologo", "-p:IncludeContentInPack=false").Succeeds();
        using ZipArchive package = ZipFile.OpenRead(project.Full("packed/consumer.1.0.0.nupkg"));
        Assert.DoesNotContain(package.Entries, entry => entry.Name == "net.onnx");
        Assert.Contains(package.Entries, entry => entry.Name == "consumer.dll");
    }
}
