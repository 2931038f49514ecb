using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.Images;

/// <summary>What <see cref="ImagesBenchmark"/> is told.</summary>
/// <param name="Shared">The folder of models and data.</param>
/// <param name="Fixtures">The folder of JPEG files that each have libjpeg-turbo's pixels beside them.</param>
/// <param name="Page">The page whose part is replaced; null for none.</param>
internal sealed record ImagesOptions(string Shared, string Fixtures, string? Page)
{
    /// <summary>How the command is used.</summary>
    public const string Usage = "images --shared DIR [--fixtures DIR] [--markdown FILE]";

    private const string DefaultFixtures = "tests/EdgeRuntime.Tests/Imaging/Fixtures";

    /// <summary>Reads the command line.</summary>
    /// <param name="args">What stands behind the benchmark's name.</param>
    /// <exception cref="FormatException">It cannot be understood.</exception>
    public static ImagesOptions Parse(string[] args)
    {
        Dictionary<string, string> values = CommandLine.ReadPairs(args, ["--shared", "--fixtures", "--markdown"]);
        string fixtures = values.GetValueOrDefault("--fixtures", DefaultFixtures);
        return Directory.Exists(fixtures)
            ? new ImagesOptions(CommandLine.ReadShared(values, "data"), fixtures, values.GetValueOrDefault("--markdown"))
            : throw new FormatException($"there is no folder '{fixtures}': --fixtures takes that of the runtime's tests");
    }
}
