using System.CommandLine;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary>The option that names the board's times.</summary>
internal static class ProfileOption
{
    /// <summary>Creates it.</summary>
    public static Option<string?> Create() => new("--profile")
    {
        Description = "Times measured on the board, from rsdtr-edge profile. Default: the file that the budget names, where it exists.",
        HelpName = "FILE",
    };
}
