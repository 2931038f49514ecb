using System.Text.Json;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Samples;

/// <summary>What a build of the sample for a board hands on to the tool that runs on the machine that builds: nothing that would give it the board's ONNX Runtime.</summary>
public sealed class SampleReferenceTests
{
    [Theory]
    [InlineData(true, "own.so", true, true)]
    [InlineData(true, "nuget", false, true)]
    [InlineData(true, "npm", false, true)]
    [InlineData(true, null, false, true)]
    [InlineData(false, "own.so", false, false)]
    public void The_library_of_another_board_stays_from_the_tool(bool isForBoard, string? source, bool losesSource, bool losesRids)
    {
        (string[] removed, string[] downloads) = Evaluate(isForBoard ? PackageFeed.OtherRid : null, source);
        Assert.Equal(losesSource, removed.Contains("OnnxRuntimeSource"));
        Assert.Equal(losesRids, removed.Contains("OnnxRuntimeRids"));
        // The tool then takes the package's library, which restoring must have downloaded.
        Assert.Equal(losesSource, downloads.Contains("Microsoft.ML.OnnxRuntime"));
    }

    [Fact]
    public void The_library_of_a_board_of_this_machines_kind_serves_the_tool_as_well() =>
        Assert.DoesNotContain("OnnxRuntimeSource", Evaluate(PackageFeed.HostRid, "own.so").Removed);

    private static (string[] Removed, string[] Downloads) Evaluate(string? rid, string? source)
    {
        CommandResult result = Command.DotNet(
            RepositoryLayout.Root,
            [
                "msbuild", "samples/PiClassifier", "-nologo", "-getItem:ProjectReference", "-getItem:PackageDownload",
                .. rid is null ? Array.Empty<string>() : [$"-p:RuntimeIdentifier={rid}"], .. source is null ? Array.Empty<string>() : [$"-p:OnnxRuntimeSource={source}"],
            ]).Succeeds();
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement items = document.RootElement.GetProperty("Items");
        JsonElement tool = Assert.Single(items.GetProperty("ProjectReference").EnumerateArray(), item => item.GetProperty("Filename").GetString() == "rsdtr");
        return (
            tool.GetProperty("GlobalPropertiesToRemove").GetString()!.Split(';'),
            [.. items.GetProperty("PackageDownload").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)]);
    }
}
