namespace RsdtrEdge.Compressor.Locks;

/// <summary>The lines of an entry and of its figures in a lock file, 1 or more, for messages.</summary>
public sealed record LockLines
{
    /// <summary>Where the entry begins.</summary>
    public int Entry { get; init; } = 1;

    /// <summary>The parameters.</summary>
    public int Parameters { get; init; } = 1;

    /// <summary>The FLOPs.</summary>
    public int Flops { get; init; } = 1;

    /// <summary>The bytes of the file.</summary>
    public int ModelBytes { get; init; } = 1;

    /// <summary>The output error.</summary>
    public int OutputError { get; init; } = 1;
}
