using System.CommandLine;

namespace RsdtrEdge.Tools.Common;

/// <summary>An argument that names a file.</summary>
internal static class FileArgument
{
    /// <summary>Creates the argument.</summary>
    /// <param name="name">What stands for it in the help.</param>
    /// <param name="description">What file it is.</param>
    public static Argument<string> Create(string name, string description)
    {
        Argument<string> file = new(name) { Description = description };
        file.Validators.Add(result =>
        {
            // The parser takes an option that it does not know for the file.
            if (result.Tokens is [var token] && token.Value.StartsWith('-') && !File.Exists(token.Value))
            {
                result.AddError($"'{token.Value}' is no option here");
            }
        });
        return file;
    }
}
