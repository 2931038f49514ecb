namespace RsdtrEdge.Compressor.Reports;

/// <summary>The source model.</summary>
/// <param name="File">Its file name, without folders: reports are the same on every machine.</param>
/// <param name="XxHash128">The hash of its bytes, external data included, as 32 hexadecimal digits.</param>
public sealed record SourceReport(string File, string? XxHash128);
