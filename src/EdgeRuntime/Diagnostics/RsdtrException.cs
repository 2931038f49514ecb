namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>An expected failure with a code: the programs print its diagnostic as one line and end with its exit code.</summary>
public sealed class RsdtrException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="descriptor">The kind of trouble.</param>
    /// <param name="message">What, the figure, the limit, the remedy.</param>
    /// <param name="file">The file that the message is about.</param>
    /// <param name="line">The line in the file, 1 or more.</param>
    /// <param name="innerException">What caused it.</param>
    public RsdtrException(
        DiagnosticDescriptor descriptor, string message, string? file = null, int line = 1, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        Diagnostic = new Diagnostic(descriptor, DiagnosticSeverity.Error, file, line, message);
    }

    /// <summary>The message in the form that is shown.</summary>
    public Diagnostic Diagnostic { get; }

    /// <summary>The same failure, said of a file where the thrower did not know it.</summary>
    /// <param name="file">The file.</param>
    public RsdtrException WithFile(string file) =>
        Diagnostic.File is not null ? this : new RsdtrException(Diagnostic.Descriptor, Message, file, Diagnostic.Line, this);
}
