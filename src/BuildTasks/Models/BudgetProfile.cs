using System.Text.RegularExpressions;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>Finds the file of times that a budget file names, so that the build can watch it.</summary>
internal static class BudgetProfile
{
    private const string Comment = @"//[^\r\n]*|/\*[\s\S]*?(\*/|\z)";
    private const string Gap = @"(?>(\s|" + Comment + ")*)";
    private const string Characters = @"([^""\\]|\\[\s\S])";

    // Comments and texts are taken whole, so that a key that stands within one is none.
    private static readonly Regex Named = new(
        Comment + @"|""profile""" + Gap + ":" + Gap + @"""(?<path>" + Characters + @"+)""|""" + Characters + @"*(""|\z)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>The file, where the budget names one and it exists; none of a budget that cannot be read: the tool says so.</summary>
    /// <param name="budgetFile">The budget file's full path.</param>
    public static IEnumerable<FileInfo> Of(string budgetFile)
    {
        Match? match = Named.Matches(TextOf(budgetFile)).Cast<Match>().FirstOrDefault(one => one.Groups["path"].Success);
        string path = match?.Groups["path"].Value.Replace("\\\\", "\\").Replace("\\/", "/") ?? "";
        if (match is null || path.IndexOfAny(Path.GetInvalidPathChars()) >= 0)
        {
            yield break;
        }

        var file = new FileInfo(Path.Combine(Path.GetDirectoryName(budgetFile)!, path));
        if (file.Exists)
        {
            yield return file;
        }
    }

    private static string TextOf(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
