using System.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Supervision;

/// <summary>Starts this program again.</summary>
internal static class ChildProcess
{
    /// <summary>How to start it, without arguments yet.</summary>
    public static ProcessStartInfo CreateStart()
    {
        ProcessStartInfo start = new(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        return start;
    }
}
