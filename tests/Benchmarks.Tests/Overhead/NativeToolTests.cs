using RsdtrEdge.Benchmarks.Overhead;

namespace RsdtrEdge.Benchmarks.Tests.Overhead;

public sealed class NativeToolTests
{
    [Theory]
    [InlineData(
        "dotnet publish ended with 1:\n/here/a.csproj : error NU1101: Unable to find package A.Native.linux-x64. No packages exist with this id in source(s): feed [/here/b.csproj]\n",
        "NU1101: Unable to find package A.Native.linux-x64")]
    [InlineData(
        "dotnet publish ended with 1:\n/sdk/Native.targets(180,5): error : Platform linker ('clang' or 'gcc') not found in PATH. Ensure you have all of it. [/here/b.csproj]\n",
        "Platform linker ('clang' or 'gcc') not found in PATH")]
    [InlineData("/here/A.cs(1,2): error IL2070: 'this' is not what it must be [/here/b.csproj]", "IL2070: 'this' is not what it must be")]
    [InlineData("dotnet did not start.", "dotnet did not start.")]
    public void What_a_publish_lacks_is_told_in_its_own_words(string output, string reason) => Assert.Equal(reason, NativeTool.ReasonOf(output));

    [Fact]
    public void Away_from_the_sources_there_is_no_tool_and_a_reason()
    {
        string folder = Directory.CreateTempSubdirectory("rsdtr-tests-").FullName;
        try
        {
            // The folder of a test run is none of the sources.
            NativeTool tool = NativeTool.Publish(folder);
            Assert.True(tool is { ProgramPath: null, Reason: not null });
            Assert.Contains("src/Tools/rsdtr-edge", tool.Reason, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
