namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>One kind of trouble that a user can meet: its code, what it means in one line, and the exit code it leads to.</summary>
/// <param name="Id">The code, <c>RSDTRnnnn</c>: 1xxx input, 2xxx budget, 3xxx tool and environment, 4xxx runtime.</param>
/// <param name="Title">What it means, in one line, for the page of codes (docs/errors.md).</param>
/// <param name="ExitCode">The exit code of a program that ends with it as an error.</param>
public sealed record DiagnosticDescriptor(string Id, string Title, ExitCode ExitCode);
