namespace RsdtrEdge.BuildTasks.Diagnostics;

/// <summary>A task whose diagnostics the SARIF file, and the summary of a build that fails, are to hold, too.</summary>
internal interface IRecordsDiagnostics
{
    /// <summary>The name of the record, which tells one project and framework from others; empty where nothing is recorded.</summary>
    string Record { get; }
}
