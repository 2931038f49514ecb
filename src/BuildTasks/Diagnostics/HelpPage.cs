using System.Reflection;

namespace RsdtrEdge.BuildTasks.Diagnostics;

/// <summary>The page that explains the codes, docs/errors.md.</summary>
internal static class HelpPage
{
    private const string PlaceInPackage = "../../docs/errors.md";

    /// <summary>The address where the project publishes the page; null where the package was built without one (the property <c>RsdtrErrorPage</c>).</summary>
    public static string? Uri { get; } = typeof(HelpPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => attribute.Key == "ErrorPage")?.Value is { Length: > 0 } page ? page : null;

    /// <summary>What errors and warnings link to: the published page, else the package's own copy; null where there is neither.</summary>
    public static string? Link { get; } = LinkOf(Uri, Path.GetDirectoryName(typeof(HelpPage).Assembly.Location)!);

    /// <summary>What is linked to, given what there is.</summary>
    /// <param name="published">The published page's address, or null.</param>
    /// <param name="folder">The folder of the tasks' assembly in the package.</param>
    internal static string? LinkOf(string? published, string folder)
    {
        string copy = Path.GetFullPath(Path.Combine(folder, PlaceInPackage));
        return published ?? (File.Exists(copy) ? new Uri(copy).AbsoluteUri : null);
    }
}
