using System.ComponentModel;
using System.Diagnostics;

namespace RsdtrEdge.Runtime.Board;

/// <summary>The Raspberry Pi's <c>vcgencmd get_throttled</c>, where the kernel does not show the word itself.</summary>
internal static class VideoCoreCommand
{
    private static readonly string[] Paths = ["/usr/bin/vcgencmd", "/opt/vc/bin/vcgencmd"];

    /// <summary>The query for a root: the command belongs to the real machine only.</summary>
    public static Func<string?> ForRoot(string root) => root == "/" ? Query : () => null;

    private static string? Query()
    {
        string? path = Paths.FirstOrDefault(File.Exists);
        if (path is null)
        {
            return null;
        }

        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(path, "get_throttled") { RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null)
            {
                return null;
            }

            Task<string> output = process.StandardOutput.ReadToEndAsync();
            if (!output.Wait(TimeSpan.FromSeconds(2)))
            {
                process.Kill();
                return null;
            }

            return output.Result;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or IOException or AggregateException)
        {
            return null;
        }
    }
}
