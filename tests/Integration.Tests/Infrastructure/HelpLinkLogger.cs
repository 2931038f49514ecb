using Microsoft.Build.Framework;

namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>A logger that MSBuild loads: writes the codes of errors and warnings, and what they link to, into the file that is its parameter.</summary>
public sealed class HelpLinkLogger : ILogger
{
    private readonly List<string> _lines = [];

    /// <inheritdoc />
    public LoggerVerbosity Verbosity { get; set; }

    /// <inheritdoc />
    public string? Parameters { get; set; }

    /// <summary>What <c>dotnet build</c> is told to write into a file.</summary>
    internal static string ArgumentFor(string file) => $"-logger:{typeof(HelpLinkLogger).FullName},{typeof(HelpLinkLogger).Assembly.Location};{file}";

    /// <inheritdoc />
    public void Initialize(IEventSource eventSource)
    {
        ArgumentNullException.ThrowIfNull(eventSource);
        eventSource.ErrorRaised += (_, error) => _lines.Add($"{error.Code} {error.HelpLink}");
        eventSource.WarningRaised += (_, warning) => _lines.Add($"{warning.Code} {warning.HelpLink}");
    }

    /// <inheritdoc />
    public void Shutdown() => File.WriteAllLines(Parameters!, _lines);
}
