using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Files;

/// <summary>What a strictly read JSON file is, for its errors.</summary>
/// <param name="Name">The kind of file with no article, such as <c>budget file</c>.</param>
/// <param name="Subject">What the whole document is, such as <c>the budget</c>.</param>
/// <param name="InvalidJson">It is not JSON.</param>
/// <param name="UnknownKey">It has a key that is not known.</param>
/// <param name="InvalidValue">A value has the wrong type or is impossible.</param>
/// <param name="MissingKey">A required key is absent.</param>
internal sealed record JsonFileKind(
    string Name,
    string Subject,
    DiagnosticDescriptor InvalidJson,
    DiagnosticDescriptor UnknownKey,
    DiagnosticDescriptor InvalidValue,
    DiagnosticDescriptor MissingKey);
