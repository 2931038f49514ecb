namespace RsdtrEdge.Integration.Tests.Samples;

/// <summary>How the samples were built that the build of these tests left.</summary>
internal static class SampleBuild
{
    /// <summary>The configuration, which is part of their folders.</summary>
    public const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif
}
