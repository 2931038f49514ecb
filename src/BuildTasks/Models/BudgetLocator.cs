namespace RsdtrEdge.BuildTasks.Models;

/// <summary>Finds the file that a budget's name stands for, in the order of rsdtr's own search, so that the build can watch it.</summary>
/// <param name="projectDirectory">What a relative path starts from.</param>
/// <param name="devicesDirectories">The folders where a name is looked for, first match first; the built-in one last.</param>
internal sealed class BudgetLocator(string projectDirectory, IReadOnlyList<string> devicesDirectories)
{
    /// <summary>A budget as the tool is to be given it: a name as it is, a path in full.</summary>
    /// <param name="budget">A name such as <c>pi4</c>, or a path: whatever holds a separator or ends in <c>.json</c>.</param>
    public string Normalize(string budget) =>
        // A project file written on Windows names its budget with backslashes, wherever it is built.
        IsPath(budget) ? Path.GetFullPath(Path.Combine(projectDirectory, budget.Replace('\\', '/'))) : budget;

    /// <summary>The full path of a budget's file.</summary>
    /// <param name="normalized">A normalized budget.</param>
    /// <returns>Null where there is none; the tool then says so and lists the names it knows.</returns>
    public string? Find(string normalized)
    {
        if (IsPath(normalized))
        {
            return File.Exists(normalized) ? normalized : null;
        }

        // A dot marks another kind of file: NAME.profile.json, device-budget.schema.json.
        return normalized.Length == 0 || normalized.IndexOf('.') >= 0 ? null
            : devicesDirectories.Select(folder => Path.Combine(folder, normalized + ".json")).FirstOrDefault(File.Exists);
    }

    private static bool IsPath(string budget) =>
        budget.IndexOfAny(['/', '\\']) >= 0 || budget.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
}
