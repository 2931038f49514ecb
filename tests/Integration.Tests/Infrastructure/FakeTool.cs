namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>The stand-in for rsdtr that these tests build.</summary>
internal static class FakeTool
{
    /// <summary>The property that makes a consumer use it.</summary>
    public static string PropertyFor(string assembly) => $"<RsdtrToolPath>{assembly}</RsdtrToolPath>";

    /// <summary>Its assembly, as built with the tests.</summary>
    public static string AssemblyPath { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "fake-tool", "fake-rsdtr.dll");

    /// <summary>Copies it, so that a test can change the tool.</summary>
    /// <param name="folder">The folder to create.</param>
    /// <returns>The copy's assembly.</returns>
    public static string CopyTo(string folder)
    {
        _ = Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(System.IO.Path.GetDirectoryName(AssemblyPath)!))
        {
            File.Copy(file, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file)));
        }

        return System.IO.Path.Combine(folder, System.IO.Path.GetFileName(AssemblyPath));
    }
}
