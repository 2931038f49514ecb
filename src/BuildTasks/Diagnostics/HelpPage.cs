using System.Reflection;

namespace RsdtrEdge.BuildTasks.Diagnostics;

/// <summary>The page that explains the codes, docs/errors.md, where its project publishes it.</summary>
internal static class HelpPage
{
    /// <summary>The page's address; null where the package was built without one (the property <c>RsdtrErrorPage</c>).</summary>
    public static string? Uri { get; } = typeof(HelpPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => attribute.Key == "ErrorPage")?.Value is { Length: > 0 } page ? page : null;
}
