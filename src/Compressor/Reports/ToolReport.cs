namespace RsdtrEdge.Compressor.Reports;

/// <summary>The program that wrote a report.</summary>
/// <param name="Name">The program's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="OnnxRuntime">The version of ONNX Runtime that verified the result; null where none ran.</param>
/// <param name="Method">The method: auto or paper.</param>
/// <param name="Options">The options that bear on the result.</param>
public sealed record ToolReport(string Name, string Version, string? OnnxRuntime, string Method, string Options);
