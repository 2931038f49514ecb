using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Tests;

/// <summary>That the tests of this project meet the library that they are here for.</summary>
public sealed class OldestVersionTests
{
    [Fact]
    public void The_tests_run_on_the_oldest_version_that_is_supported()
    {
        Assert.Equal(OrtVersion.Oldest, OnnxRuntime.Current.ApiVersion);
        Assert.StartsWith($"1.{OrtVersion.Oldest}.", OnnxRuntime.Current.Version, StringComparison.Ordinal);
    }
}
