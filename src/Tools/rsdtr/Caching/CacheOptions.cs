using System.CommandLine;
using System.Globalization;
using RsdtrEdge.Compressor.Caching;
using RsdtrEdge.Tools.Common;

namespace RsdtrEdge.Tools.Rsdtr.Caching;

/// <summary>The options that say where results are kept for the next one who asks for the same.</summary>
internal sealed class CacheOptions
{
    private const int UsualMegabytes = 2048;
    private const long Megabyte = 1_000_000;

    private readonly Option<string?> _directory = new("--cache") { Description = "Takes the result from this folder where one was kept for the same model, budget, options, data and tool, and keeps it there otherwise.", HelpName = "DIR" };
    private readonly Option<int?> _megabytes = NumberOption.Create(
        "--cache-megabytes", "N", 1, string.Create(CultureInfo.InvariantCulture, $"The most that the folder may take; what was not used for longest goes. Default {UsualMegabytes}."));

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_directory);
        command.Add(_megabytes);
        OptionNeeds.Add(command, [_megabytes], _directory);
    }

    /// <summary>The cache that a command line asks for; null for none.</summary>
    public ResultCache? Read(ParseResult arguments) => arguments.GetValue(_directory) is { } directory
        ? new ResultCache(directory, (arguments.GetValue(_megabytes) ?? UsualMegabytes) * Megabyte, CacheText.Tell)
        : null;
}
