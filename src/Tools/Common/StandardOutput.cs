using System.Text;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Common;

/// <summary>The standard output, which may be a file on a full disk or closed: that is an error of its own, and no fault of the program.</summary>
/// <param name="console">The console's.</param>
internal sealed class StandardOutput(TextWriter console) : TextWriter(console.FormatProvider)
{
    public override Encoding Encoding => console.Encoding;

    public override void Write(char value) => Guard(() => console.Write(value));

    public override void Write(char[] buffer, int index, int count) => Guard(() => console.Write(buffer, index, count));

    public override void Write(string? value) => Guard(() => console.Write(value));

    public override void WriteLine() => Guard(console.WriteLine);

    public override void WriteLine(string? value) => Guard(() => console.WriteLine(value));

    public override void Flush() => Guard(console.Flush);

    private static void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(ToolDiagnostics.OutputUnwritable, $"the standard output cannot be written: {exception.Message}", innerException: exception);
        }
    }
}
