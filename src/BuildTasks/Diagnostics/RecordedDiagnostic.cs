namespace RsdtrEdge.BuildTasks.Diagnostics;

/// <summary>A diagnostic as it was said to MSBuild.</summary>
/// <param name="IsError">Whether it is an error; else it is a warning.</param>
/// <param name="Code">The code, <c>RSDTRnnnn</c>.</param>
/// <param name="File">The full path of the file that it is about; null where there is none.</param>
/// <param name="Line">The line, 1 or more; 0 without a file.</param>
/// <param name="Text">The message.</param>
internal sealed record RecordedDiagnostic(bool IsError, string Code, string? File, int Line, string Text);
