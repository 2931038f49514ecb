using System.Text.Json;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Packaging;

/// <summary>The command lines as dotnet tools, as a stranger installs them.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class ToolPackageTests(PackageFeed feed)
{
    [Theory]
    [InlineData("rsdtr")]
    [InlineData("rsdtr-edge")]
    public void A_tool_holds_the_native_library_of_each_machine_once(string id)
    {
        using var package = new PackageContent(feed.FileOf(id));
        string[] natives = [.. package.Names.Where(name => name.Contains("/native/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(2, natives.Length);
        Assert.Contains($"tools/net10.0/any/runtimes/{PackageFeed.OtherRid}/native/libonnxruntime.so", natives);
        Assert.Contains(natives, name => name.StartsWith($"tools/net10.0/any/runtimes/{PackageFeed.HostRid}/native/", StringComparison.Ordinal));
        Assert.Equal("DotnetTool", package.Element("packageTypes")!.Elements().Single().Attribute("name")!.Value);
        Assert.Contains("tools/net10.0/any/devices/pi4.json", package.Names);
        Assert.Contains("THIRD-PARTY-NOTICES.txt", package.Names);
        Assert.Contains("onnxruntime/ThirdPartyNotices.txt", package.Names);
    }

    [Fact]
    public void An_installed_rsdtr_evaluates_the_samples_network()
    {
        CommandResult run = RunInstalled("rsdtr", "evaluate", Sample("models/classifier.onnx"), "--data", Sample("images"), "--mean", "0.5,0.5,0.5", "--std", "0.25,0.25,0.25", "--json");
        using JsonDocument evaluated = JsonDocument.Parse(run.Output);
        Assert.InRange(evaluated.RootElement.GetProperty("top1").GetDouble(), 0.9, 1);
    }

    [Fact]
    public void An_installed_rsdtr_edge_times_the_samples_network() =>
        Assert.Contains("p90", RunInstalled("rsdtr-edge", "bench", Sample("models/classifier.onnx"), "--seconds", "0.1", "--force").Output, StringComparison.Ordinal);

    // Under its command's name.
    private CommandResult RunInstalled(string id, params string[] arguments)
    {
        using var folder = new ConsumerProject(feed, "tools");
        _ = folder.DotNet("tool", "install", id, "--version", feed.Version, "--tool-path", folder.Full("installed")).Succeeds();
        string program = folder.Full($"installed/{id}{(OperatingSystem.IsWindows() ? ".exe" : "")}");
        return Command.Run(program, folder.Path, arguments).Succeeds();
    }

    private static string Sample(string path) => Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", path);
}
