namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>Where programs are found that a command names without a folder.</summary>
internal static class SearchPath
{
    /// <summary>Looks for a program.</summary>
    /// <param name="program">Its file name.</param>
    /// <returns>Its path; null where there is none.</returns>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
