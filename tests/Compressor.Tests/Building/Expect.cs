using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Building;

/// <summary>Expectations on coded errors.</summary>
internal static class Expect
{
    /// <summary>The action fails with a code, in one line that holds all the fragments.</summary>
    public static RsdtrException Error(DiagnosticDescriptor descriptor, Action action, params string[] fragments)
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(action);
        Assert.Equal(descriptor.Id, exception.Diagnostic.Descriptor.Id);
        Assert.DoesNotContain('\n', exception.Diagnostic.ToCanonicalLine("test"));
        foreach (string fragment in fragments)
        {
            Assert.Contains(fragment, exception.Message, StringComparison.Ordinal);
        }

        return exception;
    }
}
