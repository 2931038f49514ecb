using System.Xml;
using Microsoft.Build.Framework;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>Finds the line of a project file that includes an item; MSBuild tells a task only the file.</summary>
internal static class ItemLocation
{
    /// <summary>The project file that defines an item and the line of its element.</summary>
    /// <param name="item">The item, as the project gave it.</param>
    /// <returns>The file, null where the item was not defined in one, and the line, 1 or more; 0 without a file.</returns>
    public static (string? File, int Line) Of(ITaskItem item)
    {
        string resolved = item.GetMetadata(ModelMetadata.DefiningProject);
        string file = resolved.Length > 0 ? resolved : item.GetMetadata("DefiningProjectFullPath");
        string include = item.GetMetadata(ModelMetadata.Include);
        return string.IsNullOrEmpty(file) || !File.Exists(file)
            ? (null, 0)
            : (file, FindLine(file, include.Length > 0 ? include : item.ItemSpec));
    }

    /// <summary>The line of the RsdtrModel element that includes an item; of the first such element where the include is a pattern.</summary>
    internal static int FindLine(string projectFile, string include)
    {
        int first = 0;
        try
        {
            using XmlReader reader = XmlReader.Create(projectFile, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "RsdtrModel" || reader.GetAttribute("Include") is not { } value)
                {
                    continue;
                }

                int line = ((IXmlLineInfo)reader).LineNumber;
                if (value.Split(';').Any(part => SamePath(part.Trim(), include)))
                {
                    return line;
                }

                first = first == 0 ? line : first;
            }
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            // The line is a courtesy: a project that cannot be read as XML here was already evaluated by MSBuild.
        }

        return Math.Max(1, first);
    }

    private static bool SamePath(string left, string right) =>
        string.Equals(left.Replace('\\', '/'), right.Replace('\\', '/'), StringComparison.Ordinal);
}
