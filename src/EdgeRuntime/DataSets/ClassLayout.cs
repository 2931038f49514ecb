using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>
/// Finds the classes in the images' paths. Folders that all images share (the one that an archive usually wraps around its content) say nothing and are
/// passed over; the next folder is the class, its rank in ordinal name order the label. Images that all lie directly there have no labels, and neither have
/// those of a set where only some lie in folders.
/// </summary>
internal sealed class ClassLayout
{
    // Folders of these names are splits of a data set: labels 0 for "test" and 1 for "train" are never what was meant.
    private static readonly string[] SplitNames = ["test", "testing", "train", "training", "val", "valid", "validation"];

    private ClassLayout(int[]? labels, string[] classNames) => (Labels, ClassNames) = (labels, classNames);

    /// <summary>Each image's label, or null.</summary>
    public int[]? Labels { get; }

    /// <summary>The folders' names, by label.</summary>
    public string[] ClassNames { get; }

    /// <summary>Finds the classes.</summary>
    /// <param name="paths">The images' paths, with <c>/</c>.</param>
    /// <param name="source">The folder or archive, for the error.</param>
    /// <exception cref="RsdtrException"><see cref="DataDiagnostics.LayoutAmbiguous"/>.</exception>
    public static ClassLayout Find(IReadOnlyList<string> paths, string source)
    {
        string[][] folders = [.. paths.Select(path => path.Split('/')[..^1])];
        int shared = SharedDepth(folders);
        if (folders.Length == 0 || folders.Any(parts => parts.Length <= shared))
        {
            return new ClassLayout(null, []);
        }

        string[] names = [.. folders.Select(parts => parts[shared]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (names.All(name => SplitNames.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            throw new RsdtrException(
                DataDiagnostics.LayoutAmbiguous,
                $"its folders {string.Join(", ", names)} are splits, not classes; give the folder (or an archive) of one of them",
                source);
        }

        Dictionary<string, int> labelOf = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            labelOf.Add(name, labelOf.Count);
        }

        return new ClassLayout([.. folders.Select(parts => labelOf[parts[shared]])], names);
    }

    private static int SharedDepth(string[][] folders)
    {
        int depth = 0;
        while (folders.Length > 0 && folders.All(parts => parts.Length > depth && parts[depth] == folders[0][depth]))
        {
            depth++;
        }

        return depth;
    }
}
