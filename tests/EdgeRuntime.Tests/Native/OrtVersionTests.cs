using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Tests.Native;

public sealed class OrtVersionTests
{
    [Theory]
    [InlineData("1.17.0", 17)]
    [InlineData("1.23.2", 23)]
    [InlineData("1.30.0", 30)]
    [InlineData("1.31.1", 31)]
    [InlineData("1.32.0-dev", 31)]
    [InlineData("2.0.0", 31)]
    [InlineData("custom", 17)]
    public void A_library_is_asked_for_the_newest_version_that_both_sides_know(string library, int expected) =>
        Assert.Equal(expected, OrtVersion.Negotiate(library, "lib.so"));

    [Theory]
    [InlineData("1.16.3")]
    [InlineData("0.5.0")]
    public void A_library_that_is_too_old_is_named_with_both_versions(string library)
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => OrtVersion.Negotiate(library, "/opt/lib.so"));
        Assert.Equal(RuntimeDiagnostics.NativeLibraryTooOld, exception.Diagnostic.Descriptor);
        Assert.Contains(library, exception.Message, StringComparison.Ordinal);
        Assert.Contains("1.17", exception.Message, StringComparison.Ordinal);
        Assert.Contains("/opt/lib.so", exception.Message, StringComparison.Ordinal);
    }
}
