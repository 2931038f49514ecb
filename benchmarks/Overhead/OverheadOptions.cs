using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>What the command line asks for.</summary>
/// <param name="Shared">The folder with models.</param>
/// <param name="Seconds">How long each side runs at least.</param>
/// <param name="Starts">How often each program is started.</param>
/// <param name="Compiler">The C compiler.</param>
/// <param name="Markdown">The page whose section is replaced; null for none.</param>
/// <param name="Command">The command line in a form that serves everybody, for the page.</param>
internal sealed record OverheadOptions(string Shared, double Seconds, int Starts, string Compiler, string? Markdown, string Command)
{
    /// <summary>How the command is used.</summary>
    public const string Usage = "overhead --shared DIR [--seconds S] [--starts N] [--cc PROGRAM] [--markdown FILE]";

    private static readonly string[] s_told = ["--seconds", "--starts"];

    private static readonly string[] s_known = ["--shared", .. s_told, "--cc", "--markdown"];

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static OverheadOptions Parse(string[] args)
    {
        Dictionary<string, string> values = CommandLine.ReadPairs(args, s_known);
        return new OverheadOptions(
            CommandLine.ReadShared(values),
            double.TryParse(values.GetValueOrDefault("--seconds", "10"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds <= 3600
                ? seconds
                : throw new FormatException("--seconds takes a number up to 3600"),
            int.TryParse(values.GetValueOrDefault("--starts", "20"), NumberStyles.None, CultureInfo.InvariantCulture, out int starts) && starts is > 0 and <= 1000
                ? starts
                : throw new FormatException("--starts takes a whole number from 1 to 1000"),
            values.GetValueOrDefault("--cc", "cc"),
            values.GetValueOrDefault("--markdown"),
            string.Join(' ', ["overhead --shared ../shared", .. s_told.Where(values.ContainsKey).Select(option => $"{option} {values[option]}")]));
    }
}
