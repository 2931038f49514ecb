using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Devices;

/// <summary>Finds budget files by name or path: a project's own come before the shipped ones.</summary>
public static class DeviceCatalog
{
    /// <summary>The folder of a project that holds budget files of its own.</summary>
    public const string ProjectFolder = "devices";

    private const string Extension = ".json";

    /// <summary>The folder of the shipped budget files: <c>devices</c> beside the program.</summary>
    public static string BuiltInDirectory { get; } = Path.Combine(AppContext.BaseDirectory, ProjectFolder);

    /// <summary>The file of a budget.</summary>
    /// <param name="nameOrPath">A name such as <c>pi4</c>, or a path: whatever holds a separator or ends in <c>.json</c>.</param>
    /// <param name="searchDirectories">Where a name is looked for before the shipped budgets, in order; those that do not exist are passed over.</param>
    /// <returns>The path: as it was given, or below the directory where the name was found.</returns>
    /// <exception cref="RsdtrException">RSDTR2001: no such budget.</exception>
    public static string Resolve(string nameOrPath, IReadOnlyList<string> searchDirectories)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        ArgumentNullException.ThrowIfNull(searchDirectories);
        return IsPath(nameOrPath) ? ResolvePath(nameOrPath) : ResolveName(nameOrPath, searchDirectories);
    }

    /// <summary>Finds and reads a budget.</summary>
    /// <param name="nameOrPath">As for <see cref="Resolve"/>.</param>
    /// <param name="searchDirectories">As for <see cref="Resolve"/>.</param>
    /// <exception cref="RsdtrException">
    /// As for <see cref="Resolve"/> and <see cref="DeviceBudgetReader.Read"/>; also RSDTR2004 where a budget found by name calls itself
    /// something else, because reports would then name the wrong board. A file given by its path may have any name.
    /// </exception>
    public static DeviceBudget Load(string nameOrPath, IReadOnlyList<string> searchDirectories)
    {
        string path = Resolve(nameOrPath, searchDirectories);
        DeviceBudget budget = DeviceBudgetReader.Read(path);
        if (!IsPath(nameOrPath) && !string.Equals(budget.Name, nameOrPath, StringComparison.OrdinalIgnoreCase))
        {
            throw new RsdtrException(
                BudgetDiagnostics.InvalidValue, $"\"name\" is \"{budget.Name}\", but the file is found by the name \"{nameOrPath}\": make them the same", path, budget.NameLine);
        }

        return budget;
    }

    /// <summary>Whether a budget file is one of those that came with the program.</summary>
    /// <param name="path">The file.</param>
    internal static bool IsBuiltIn(string path) => File.Exists(path)
        && string.Equals(Path.GetDirectoryName(Path.GetFullPath(path)), Path.TrimEndingDirectorySeparator(Path.GetFullPath(BuiltInDirectory)), StringComparison.Ordinal);

    /// <summary>The names that can be asked for, in order, each once.</summary>
    /// <param name="searchDirectories">As for <see cref="Resolve"/>.</param>
    public static IReadOnlyList<string> KnownNames(IReadOnlyList<string> searchDirectories)
    {
        ArgumentNullException.ThrowIfNull(searchDirectories);
        return [.. searchDirectories.Append(BuiltInDirectory).SelectMany(NamesIn).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static bool IsPath(string nameOrPath) =>
        nameOrPath.AsSpan().ContainsAny('/', '\\') || nameOrPath.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    private static string ResolvePath(string given)
    {
        // A project file written on Windows names its budget with backslashes, wherever it is built.
        string portable = given.Replace('\\', Path.DirectorySeparatorChar);
        return File.Exists(given) ? given
            : File.Exists(portable) ? portable
            : throw new RsdtrException(
                BudgetDiagnostics.UnknownBudget, $"there is no budget file \"{given}\" (looked for from {Environment.CurrentDirectory}): correct the path, or give a name: {string.Join(", ", KnownNames([]))}");
    }

    private static string ResolveName(string name, IReadOnlyList<string> searchDirectories)
    {
        string[] directories = [.. searchDirectories.Append(BuiltInDirectory)];
        foreach (string directory in directories)
        {
            string path = Path.Combine(directory, name + Extension);
            if (IsBudgetName(name) && File.Exists(path))
            {
                return path;
            }
        }

        IReadOnlyList<string> known = KnownNames(searchDirectories);
        string remedy = NearestName.Find(name, known) is string nearest
            ? $"did you mean \"{nearest}\"?"
            : "give one of these, or the path of a budget file";
        throw new RsdtrException(
            BudgetDiagnostics.UnknownBudget, $"there is no budget \"{name}\"; known: {string.Join(", ", known)}; looked in {string.Join(", ", directories)}; {remedy}");
    }

    // A dot marks another kind of file: NAME.profile.json, device-budget.schema.json.
    private static bool IsBudgetName(string name) => name.Length > 0 && !name.Contains('.', StringComparison.Ordinal);

    private static IEnumerable<string> NamesIn(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)).Where(IsBudgetName)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The list serves an error message; a directory that cannot be listed has no names to offer.
            return [];
        }
    }
}
