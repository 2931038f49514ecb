namespace RsdtrEdge.Tests.Common;

/// <summary>Where the checkout and the optional material beside it lie.</summary>
internal static class RepositoryLayout
{
    /// <summary>The folder that holds RsdtrEdge.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Real models and images beside the checkout; absent on a stranger's machine.</summary>
    public static string SharedDirectory { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    /// <summary>The path of a file in the material beside the checkout.</summary>
    public static string Shared(params string[] parts) => Path.Combine([SharedDirectory, .. parts]);

    /// <summary>Whether the material beside the checkout is there.</summary>
    public static bool HasShared => Directory.Exists(Path.Combine(SharedDirectory, "models"));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RsdtrEdge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No RsdtrEdge.sln above {AppContext.BaseDirectory}.");
    }
}
