namespace RsdtrEdge.BuildTasks.Diagnostics;

/// <summary>A task whose diagnostics the SARIF file is to hold, too.</summary>
internal interface IRecordsDiagnostics
{
    /// <summary>The SARIF file that the build writes; empty for none. It names the record.</summary>
    string SarifFile { get; }
}
