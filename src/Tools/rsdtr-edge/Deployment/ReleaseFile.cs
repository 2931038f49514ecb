namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>A file of a release.</summary>
/// <param name="Name">Its path within the release, with forward slashes.</param>
/// <param name="Source">Where it is here.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Hash">The SHA-256 of its bytes, in small hexadecimal digits, as <c>sha256sum</c> prints it.</param>
/// <param name="Machine">The processor that its code is for, where it is an ELF file; otherwise null.</param>
/// <param name="IsExecutable">Whether it may be started there.</param>
internal sealed record ReleaseFile(string Name, string Source, long Length, string Hash, ElfMachine? Machine, bool IsExecutable);
