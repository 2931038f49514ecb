using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>Items made from real paths: MSBuild reads % and ; in an item's name and metadata as its own syntax.</summary>
internal static class EscapedItem
{
    /// <summary>An item with a path for a name.</summary>
    public static ITaskItem2 Create(string path) => new TaskItem(Escape(path));

    /// <summary>An item with a path for a name and a copy of another item's metadata.</summary>
    public static ITaskItem2 Create(string path, ITaskItem metadataSource)
    {
        ITaskItem2 item = Create(path);
        metadataSource.CopyMetadataTo(item);
        return item;
    }

    private static string Escape(string path)
    {
        var escaped = new StringBuilder(path.Length);
        foreach (char c in path)
        {
            _ = c is '%' or ';' or '*' or '?' or '$' or '@' or '(' or ')' or '\''
                ? escaped.Append('%').Append(((int)c).ToString("x2", System.Globalization.CultureInfo.InvariantCulture))
                : escaped.Append(c);
        }

        return escaped.ToString();
    }
}
