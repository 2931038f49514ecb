using System.IO.Compression;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Packaging;

/// <summary>RsdtrEdge.Runtime in an application of a stranger's: which native library lands beside it.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class RuntimePackageTests(PackageFeed feed)
{
    private const string Application = """
        using RsdtrEdge.Runtime.Devices;
        using RsdtrEdge.Runtime.Models;
        using RsdtrEdge.Runtime.Sessions;
        using EdgeModel model = EdgeModel.Load(args[0]);
        System.Console.WriteLine($"{model.Run().Length} scores by {OnnxRuntime.Current.LibraryPath}");
        System.Console.WriteLine($"pi4 has {DeviceCatalog.Load("pi4", []).Hardware.Cores} cores");
        """;

    private static readonly string s_model = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "models", "classifier.onnx");

    private static readonly byte[] s_standIn =
        [.. File.ReadAllBytes(Assert.Single(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "runtimes", PackageFeed.HostRid, "native")))), 0];

    [Fact]
    public void It_holds_the_library_its_documentation_and_the_natives()
    {
        using var package = new PackageContent(feed.FileOf("RsdtrEdge.Runtime"));
        string[] expected =
        [
            "lib/net10.0/RsdtrEdge.Runtime.dll", "lib/net10.0/RsdtrEdge.Runtime.xml", "THIRD-PARTY-NOTICES.txt",
            "contentFiles/any/any/devices/pi4.json", $"runtimes/{PackageFeed.OtherRid}/native/libonnxruntime.so",
        ];
        Assert.All(expected, name => Assert.Contains(name, package.Names));
        Assert.Equal(PackageFeed.OnnxRuntimeNotices, System.Text.Encoding.UTF8.GetString(package.Bytes("onnxruntime/ThirdPartyNotices.txt")));
        _ = Assert.Single(package.Names, name => name.StartsWith($"runtimes/{PackageFeed.HostRid}/native/", StringComparison.Ordinal));
    }

    [Fact]
    public void A_portable_application_gets_all_natives_and_one_for_a_board_gets_its_own()
    {
        using ConsumerProject project = Create("");
        _ = project.Build().Succeeds();
        Assert.Equal(PackageFeed.OtherNative, File.ReadAllText(project.Full($"{ConsumerProject.OutputFolder}/runtimes/{PackageFeed.OtherRid}/native/libonnxruntime.so")));
        CommandResult run = Run(project, $"{ConsumerProject.OutputFolder}/app.dll");
        _ = Assert.Single(run.Lines($"10 scores by {project.Full($"{ConsumerProject.OutputFolder}/runtimes/{PackageFeed.HostRid}/native/")}".Replace('/', Path.DirectorySeparatorChar)));
        _ = Assert.Single(run.Lines("pi4 has 4 cores"));

        _ = project.DotNet("publish", "-r", PackageFeed.OtherRid, "--self-contained", "false", "-p:UseAppHost=false", "-c", "Debug", "-o", project.Full("board"), "-nologo").Succeeds();
        Assert.Equal(PackageFeed.OtherNative, File.ReadAllText(project.Full("board/libonnxruntime.so")));
        Assert.False(Directory.Exists(project.Full("board/runtimes")));
        Assert.True(project.Has("board/app.dll") && project.Has("board/devices/pi4.json"));

        _ = project.DotNet("publish", "-r", PackageFeed.HostRid, "--self-contained", "false", "-c", "Debug", "-o", project.Full("host"), "-nologo").Succeeds();
        _ = Assert.Single(Run(project, "host/app.dll").Lines($"10 scores by {project.Full("host")}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""<Content Include="devices/*.json" CopyToOutputDirectory="PreserveNewest" />""")]
    [InlineData("""<None Update="devices/*.json" CopyToPublishDirectory="Always" />""")]
    public void A_budget_of_the_applications_own_takes_the_place_of_the_one_of_its_name(string item)
    {
        using ConsumerProject project = Create(item);
        string budget = File.ReadAllText(Path.Combine(RepositoryLayout.Root, "devices/pi4.json"));
        project.Write("devices/pi4.json", budget.Replace("\"cores\": 4", "\"cores\": 3", StringComparison.Ordinal));
        _ = project.DotNet("publish", "-c", "Debug", "-o", project.Full("published"), "-nologo").Succeeds();
        foreach (string folder in (string[])[ConsumerProject.OutputFolder, "published"])
        {
            _ = Assert.Single(Run(project, $"{folder}/app.dll").Lines("pi4 has 3 cores"));
            Assert.True(project.Has($"{folder}/devices/pi5.json"));
        }
    }

    [Fact]
    public void An_ONNX_Runtime_of_the_applications_own_takes_its_place()
    {
        string file = PackageFeed.HostNativeFile;
        using ConsumerProject project = Create("""<PackageReference Include="Microsoft.ML.OnnxRuntime" Version="9.9.9" />""");
        WriteNativePackage(project, "Microsoft.ML.OnnxRuntime", file, PackageFeed.HostRid, PackageFeed.OtherRid);
        _ = project.Build().Succeeds();
        string folder = $"{ConsumerProject.OutputFolder}/runtimes";
        Assert.Equal([file, file], Directory.GetFiles(project.Full(folder), "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)));
        Assert.Equal(s_standIn, File.ReadAllBytes(project.Full($"{folder}/{PackageFeed.HostRid}/native/{file}")));
        Assert.Equal(s_standIn, File.ReadAllBytes(project.Full($"{folder}/{PackageFeed.OtherRid}/native/{file}")));
        // Once for each machine: the package's own are not named.
        Assert.Equal(2, File.ReadAllText(project.Full($"{ConsumerProject.OutputFolder}/app.deps.json")).Split($"/native/{file}\"").Length - 1);
        _ = Assert.Single(Run(project, $"{ConsumerProject.OutputFolder}/app.dll").Lines("10 scores by"), line => line.EndsWith(file, StringComparison.Ordinal));

        _ = project.DotNet("publish", "-r", PackageFeed.HostRid, "--self-contained", "false", "-c", "Debug", "-o", project.Full("host"), "-nologo").Succeeds();
        Assert.Equal(s_standIn, File.ReadAllBytes(Assert.Single(Directory.GetFiles(project.Full("host"), "*onnxruntime*"))));
    }

    [Fact]
    public void An_ONNX_Runtime_for_other_machines_and_what_is_beside_ONNX_Runtime_leave_this_machines_in_its_place()
    {
        using ConsumerProject project = Create("""
            <PackageReference Include="Microsoft.ML.OnnxRuntime.DirectML" Version="9.9.9" />
            <PackageReference Include="Microsoft.ML.OnnxRuntime.Extensions" Version="9.9.9" />
            """);
        WriteNativePackage(project, "Microsoft.ML.OnnxRuntime.DirectML", "libonnxruntime.so", PackageFeed.OtherRid);
        WriteNativePackage(project, "Microsoft.ML.OnnxRuntime.Extensions", "libortextensions.so", PackageFeed.HostRid);
        _ = project.Build().Succeeds();
        string folder = $"{ConsumerProject.OutputFolder}/runtimes";
        Assert.Equal(["libonnxruntime.so"], FilesIn(project, $"{folder}/{PackageFeed.OtherRid}/native"));
        Assert.Equal(s_standIn, File.ReadAllBytes(project.Full($"{folder}/{PackageFeed.OtherRid}/native/libonnxruntime.so")));
        string[] own = FilesIn(project, $"{folder}/{PackageFeed.HostRid}/native");
        Assert.Equal(2, own.Length);
        Assert.Contains("libortextensions.so", own);
        _ = Assert.Single(Run(project, $"{ConsumerProject.OutputFolder}/app.dll").Lines($"10 scores by {project.Full($"{folder}/{PackageFeed.HostRid}/native/")}".Replace('/', Path.DirectorySeparatorChar)));

        // For one machine no file has a runtime identifier of its own.
        _ = project.DotNet("publish", "-r", PackageFeed.HostRid, "--self-contained", "false", "-c", "Debug", "-o", project.Full("host"), "-nologo").Succeeds();
        _ = Assert.Single(FilesIn(project, "host"), name => name.Contains("onnxruntime", StringComparison.Ordinal));
        Assert.Contains("libortextensions.so", FilesIn(project, "host"));
    }

    [Fact]
    public void The_native_library_can_be_left_out()
    {
        using ConsumerProject project = Create("", " ExcludeAssets=\"native\"");
        _ = project.Build().Succeeds();
        Assert.Empty(Directory.GetFiles(project.Full(ConsumerProject.OutputFolder), "*onnxruntime*", SearchOption.AllDirectories));
    }

    private ConsumerProject Create(string items, string attributes = "")
    {
        var project = new ConsumerProject(feed);
        project.Write("Program.cs", Application);
        project.Write("app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="RsdtrEdge.Runtime" Version="{feed.Version}"{attributes} />
                {items}
              </ItemGroup>
            </Project>
            """);
        return project;
    }

    private static CommandResult Run(ConsumerProject project, string application) => project.DotNet("exec", project.Full(application), s_model).Succeeds();

    private static string[] FilesIn(ConsumerProject project, string folder) => [.. Directory.GetFiles(project.Full(folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    // Stands for a package of Microsoft's: its layout, with this machine's library and a byte that it never reads, by which it is told from the one of our package.
    private static void WriteNativePackage(ConsumerProject project, string id, string file, params string[] rids)
    {
        string folder = project.Full("own");
        if (!Directory.Exists(folder))
        {
            project.Write("NuGet.config", File.ReadAllText(project.Full("NuGet.config")).Replace("</packageSources>", "<add key=\"own\" value=\"own\" /></packageSources>", StringComparison.Ordinal));
            _ = Directory.CreateDirectory(folder);
        }

        using ZipArchive package = ZipFile.Open(Path.Combine(folder, $"{id}.9.9.9.nupkg"), ZipArchiveMode.Create);
        using (var nuspec = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open()))
        {
            nuspec.Write($"""
                <package><metadata><id>{id}</id><version>9.9.9</version><authors>tests</authors><description>stand-in</description></metadata></package>
                """);
        }

        foreach (string rid in rids)
        {
            using Stream native = package.CreateEntry($"runtimes/{rid}/native/{file}", CompressionLevel.Fastest).Open();
            native.Write(s_standIn);
        }
    }
}
