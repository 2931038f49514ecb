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
        string[] natives = [.. package.Names.Where(name => name.Contains("onnxruntime", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(2, natives.Length);
        Assert.Contains($"tools/net10.0/any/runtimes/{PackageFeed.OtherRid}/native/libonnxruntime.so.1", natives);
        Assert.Contains(natives, name => name.StartsWith($"tools/net10.0/any/runtimes/{PackageFeed.HostRid}/native/", StringComparison.Ordinal));
        Assert.Equal("DotnetTool", package.Element("packageTypes")!.Elements().Single().Attribute("name")!.Value);
        Assert.Contains("tools/net10.0/any/devices/pi4.json", package.Names);
        Assert.Contains("THIRD-PARTY-NOTICES.txt", package.Names);
    }

    [Theory]
    [InlineData("rsdtr", "evaluate MODEL --data IMAGES --mean 0.5,0.5,0.5 --std 0.25,0.25,0.25 --json", "\"top1\": ")]
    [InlineData("rsdtr-edge", "bench MODEL --seconds 0.1 --force", "p90")]
    public void An_installed_tool_runs_under_its_command_name(string id, string arguments, string expected)
    {
        using var folder = new ConsumerProject(feed, "tools");
        _ = folder.DotNet("tool", "install", id, "--version", feed.Version, "--tool-path", folder.Full("installed")).Succeeds();
        string program = folder.Full($"installed/{id}{(OperatingSystem.IsWindows() ? ".exe" : "")}");
        string sample = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier");
        CommandResult run = Command.Run(program, folder.Path, arguments.Split(' ').Select(argument => argument switch
        {
            "MODEL" => Path.Combine(sample, "models", "classifier.onnx"),
            "IMAGES" => Path.Combine(sample, "images"),
            _ => argument,
        })).Succeeds();
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }
}
