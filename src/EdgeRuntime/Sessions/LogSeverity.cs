namespace RsdtrEdge.Runtime.Sessions;

/// <summary>The least severity of the messages that ONNX Runtime writes to the standard error stream.</summary>
public enum LogSeverity
{
    /// <summary>Everything.</summary>
    Verbose = 0,

    /// <summary>What it does.</summary>
    Information = 1,

    /// <summary>What may be unintended.</summary>
    Warning = 2,

    /// <summary>What failed.</summary>
    Error = 3,

    /// <summary>What ends the process.</summary>
    Fatal = 4,
}
