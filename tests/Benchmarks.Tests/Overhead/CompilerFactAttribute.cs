namespace RsdtrEdge.Benchmarks.Tests.Overhead;

/// <summary>A test that compiles C, skipped where there is no compiler.</summary>
internal sealed class CompilerFactAttribute : FactAttribute
{
    /// <summary>The compiler's name.</summary>
    public const string Compiler = "cc";

    public CompilerFactAttribute() => Skip = OperatingSystem.IsWindows() || !IsFound() ? $"There is no C compiler '{Compiler}'." : null;

    private static bool IsFound() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Compiler)));
}
