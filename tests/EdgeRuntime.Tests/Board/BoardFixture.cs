using System.Text;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Board;

/// <summary>The files of a board in a folder that is removed with the test (Fixtures/README.md says how they are written).</summary>
internal sealed class BoardFixture : IDisposable
{
    private readonly TemporaryFolder _root = new();

    /// <summary>An empty machine.</summary>
    public BoardFixture()
    {
    }

    /// <summary>A board.</summary>
    /// <param name="name">The fixture's name.</param>
    public BoardFixture(string name)
    {
        string? path = null;
        StringBuilder content = new();
        foreach (string line in File.ReadLines(Path.Combine(RepositoryLayout.Root, "tests", "EdgeRuntime.Tests", "Board", "Fixtures", $"{name}.txt")))
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                Flush();
                string[] parts = line[3..].Split(" = ", 2);
                path = parts[0];
                content.Append(parts.Length == 2 ? parts[1] + "\n" : "");
            }
            else if (path is not null)
            {
                content.Append(line).Append('\n');
            }
        }

        Flush();

        void Flush()
        {
            if (path is not null)
            {
                Write(path, content.ToString());
            }

            content.Clear();
        }
    }

    /// <summary>The board.</summary>
    public BoardInfo Info => Telemetry.Describe();

    /// <summary>Its telemetry.</summary>
    public KernelTelemetry Telemetry => new(_root.Path);

    /// <summary>Its telemetry, with the firmware's command.</summary>
    public KernelTelemetry TelemetryWith(string? firmware) => new(_root.Path) { QueryFirmware = () => firmware };

    /// <summary>Its telemetry, with a command that is the test's.</summary>
    public KernelTelemetry TelemetryAsking(Func<string?> firmware) => new(_root.Path) { QueryFirmware = firmware };

    /// <summary>Writes a file; <c>\0</c> in the text is the character zero.</summary>
    public BoardFixture Write(string path, string text)
    {
        _root.AddBytes(path, Encoding.UTF8.GetBytes(text.Replace("\\0", "\0", StringComparison.Ordinal)));
        return this;
    }

    /// <summary>Removes a file.</summary>
    public void Delete(string path) => File.Delete(_root.File(path));

    public void Dispose() => _root.Dispose();
}
