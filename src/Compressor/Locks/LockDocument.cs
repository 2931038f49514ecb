namespace RsdtrEdge.Compressor.Locks;

/// <summary>What a lock file holds.</summary>
/// <param name="Tool">The version of rsdtr that wrote it: where a figure grew for no other reason, the tool may be one.</param>
/// <param name="Models">The networks, in the order of <see cref="LockedModel.Order"/>.</param>
public sealed record LockDocument(string Tool, IReadOnlyList<LockedModel> Models)
{
    /// <summary>A lock of no network.</summary>
    public static LockDocument Empty { get; } = new("", []);

    /// <summary>The entry of a network and budget; null for none.</summary>
    public LockedModel? Find(LockedModel model) => Models.FirstOrDefault(model.IsSame);

    /// <summary>
    /// The lock after a build: its networks have the build's figures, those whose source is gone are gone, and the others stay as they are.
    /// They may belong to another framework, runtime identifier or configuration, which this build does not see.
    /// </summary>
    /// <param name="built">The build's networks.</param>
    /// <param name="tool">The tool's version.</param>
    /// <param name="sourceExists">Whether a source, as entries name it, is there.</param>
    public LockDocument Update(IReadOnlyList<LockedModel> built, string tool, Func<string, bool> sourceExists)
    {
        ArgumentNullException.ThrowIfNull(built);
        IEnumerable<LockedModel> kept = Models.Where(model => sourceExists(model.Source) && !built.Any(model.IsSame));
        return new LockDocument(tool, [.. kept.Concat(built).Order(LockedModel.Order)]);
    }
}
