using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Common;

/// <summary>Parses and runs a command line, with the error lines and exit codes that both programs share.</summary>
internal static class CommandLineProgram
{
    /// <summary>Runs a program.</summary>
    /// <param name="program">Its name, for error lines.</param>
    /// <param name="root">Its commands.</param>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string program, RootCommand root, string[] args)
    {
        // What reads the output, a build above all, takes it for UTF-8 on every system.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Console.SetOut(new StandardOutput(Console.Out));
        ParseResult result = root.Parse(args);
        string? command = result.CommandResult.Command is RootCommand ? null : result.CommandResult.Command.Name;
        if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            // What scripts make of a variable that is not set; no argument here may be empty.
            return ProgramExit.WrongUsage(program, "an argument is empty", Console.Error, command);
        }

        if (result.Action is ParseErrorAction or null)
        {
            // An unknown word explains the errors that follow from it.
            string message = result.UnmatchedTokens.Count > 0
                ? $"'{result.UnmatchedTokens[0]}' is no command or option here"
                : result.Errors.Count > 0 ? result.Errors[0].Message : "no command was given";
            return ProgramExit.WrongUsage(program, message, Console.Error, command);
        }

        InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return ProgramExit.Run(program, token => result.InvokeAsync(configuration, token).GetAwaiter().GetResult());
    }
}
