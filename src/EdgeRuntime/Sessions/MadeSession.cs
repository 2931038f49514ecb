using System.Collections.Immutable;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>A native session that was just made.</summary>
/// <param name="Session">The session.</param>
/// <param name="Providers">The execution providers that it has.</param>
/// <param name="Warnings">What was asked for and cannot be had.</param>
/// <param name="Operators">Operators that it calls as long as it lives; null where it has none of its own.</param>
internal readonly record struct MadeSession(nint Session, ImmutableArray<string> Providers, ImmutableArray<Diagnostic> Warnings, IDisposable? Operators);
