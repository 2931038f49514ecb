namespace RsdtrEdge.BuildTasks.Models;

/// <summary>Finds the file that a budget's name stands for, in the order of rsdtr's own search, so that the build can watch it.</summary>
/// <param name="projectDirectory">What a relative path starts from.</param>
/// <param name="devicesDirectories">The folders where a name is looked for, first match first; the built-in one last.</param>
internal sealed class BudgetLocator(string projectDirectory, IReadOnlyList<string> devicesDirectories)
{
    /// <summary>The full path of a budget file.</summary>
    /// <param name="budget">A name such as <c>pi4</c>, or a path.</param>
    /// <returns>Null where there is none; the tool then says so and lists the names it knows.</returns>
    public string? Find(string budget)
    {
        if (IsPath(budget))
        {
            string path = Path.GetFullPath(Path.Combine(projectDirectory, budget));
            return File.Exists(path) ? path : null;
        }

        return devicesDirectories.Select(folder => Path.Combine(folder, budget + ".json")).FirstOrDefault(File.Exists);
    }

    /// <summary>Whether a budget is given as a path, not by name.</summary>
    public static bool IsPath(string budget) =>
        budget.IndexOfAny(['/', '\\']) >= 0 || budget.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
}
