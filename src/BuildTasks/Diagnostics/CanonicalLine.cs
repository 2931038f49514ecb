using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RsdtrEdge.BuildTasks.Diagnostics;

/// <summary>
/// A diagnostic that rsdtr printed: <c>FILE(LINE): error|warning RSDTRnnnn: text</c>, or with the program's name for a file.
/// MSBuild's own parser would also take an ordinary line such as <c>conv1: relative error 0.15: fine</c> for an error, so
/// only lines with a code of the registry's form are recognized.
/// </summary>
/// <param name="File">The file, or null where the line names only the program.</param>
/// <param name="Line">The line in the file, 1 or more; 0 where there is no file.</param>
/// <param name="IsError">Whether it is an error; else it is a warning.</param>
/// <param name="Code">The code, <c>RSDTRnnnn</c>.</param>
/// <param name="Text">The message.</param>
internal sealed record CanonicalLine(string? File, int Line, bool IsError, string Code, string Text)
{
    // Culture-free, and bounded in time: the line comes from another process.
    private static readonly Regex Form = new(
        @"^(?<origin>.+?)(\((?<line>\d+)(,\d+)?\))?\s?: (?<severity>error|warning) (?<code>RSDTR\d{4}): (?<text>.*)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>Recognizes a line of the tool's output.</summary>
    /// <param name="text">One line, without its end.</param>
    /// <param name="line">The diagnostic.</param>
    /// <returns>False for any other text.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out CanonicalLine? line)
    {
        line = null;
        Match match = Form.Match(text);
        if (!match.Success)
        {
            return false;
        }

        bool hasFile = match.Groups["line"].Success;
        line = new CanonicalLine(
            hasFile ? match.Groups["origin"].Value : null,
            // MSBuild drops a line of 0, and then nothing can annotate the message.
            hasFile ? Math.Max(1, ParseLine(match.Groups["line"].Value)) : 0,
            match.Groups["severity"].Value == "error",
            match.Groups["code"].Value,
            match.Groups["text"].Value);
        return true;
    }

    private static int ParseLine(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int line) ? line : 1;
}
