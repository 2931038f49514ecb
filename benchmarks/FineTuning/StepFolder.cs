using System.Security.Cryptography;
using System.Text.Json;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.FineTuning;

/// <summary>A folder of a step of a long run: when the step is finished it is not repeated, and when it was interrupted it goes on from what is there.</summary>
/// <remarks>The folder knows by which command it was made, and with which ONNX Runtime; what another one left is removed, so that results of two are never mixed.</remarks>
internal sealed class StepFolder
{
    private const string RecordName = "step.json";

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    private readonly string _path;
    private readonly string[] _command;

    private StepFolder(string path, string[] command, StepOutcome? outcome) => (_path, _command, Outcome) = (path, command, outcome);

    /// <summary>What came of the step; null while it is not finished.</summary>
    public StepOutcome? Outcome { get; private set; }

    /// <summary>Opens a folder for a step.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="command">All that bears on the step's result.</param>
    /// <param name="inputs">Files that bear on it by their content.</param>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public static StepFolder Open(string path, IEnumerable<string> command, params IEnumerable<string> inputs)
    {
        string[] wanted = Wanted(command, inputs);
        if (Read(Path.Combine(path, RecordName)) is { } record && record.Command.SequenceEqual(wanted))
        {
            return new StepFolder(path, wanted, record.Outcome);
        }

        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        Directory.CreateDirectory(path);
        StepFolder folder = new(path, wanted, outcome: null);
        folder.Write();
        return folder;
    }

    /// <summary>Finds a finished step; nothing is changed.</summary>
    /// <inheritdoc cref="Open"/>
    /// <returns>The step; null where it is not finished, or another one is in the folder.</returns>
    public static StepFolder? Find(string path, IEnumerable<string> command, params IEnumerable<string> inputs)
    {
        string[] wanted = Wanted(command, inputs);
        return Read(Path.Combine(path, RecordName)) is { Outcome: { } outcome } record && record.Command.SequenceEqual(wanted) ? new StepFolder(path, wanted, outcome) : null;
    }

    /// <summary>The path of a file in the folder.</summary>
    public string PathOf(string name) => Path.Combine(_path, name);

    /// <summary>Marks the step as finished.</summary>
    public StepOutcome Finish(StepOutcome outcome)
    {
        Outcome = outcome;
        Write();
        return outcome;
    }

    private static string[] Wanted(IEnumerable<string> command, IEnumerable<string> inputs) =>
        [.. command, $"ONNX Runtime {OnnxRuntime.Current.Version}", .. inputs.Select(input => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(input))))];

    private static Record? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Record>(File.ReadAllText(file), s_json) : null;
        }
        catch (JsonException)
        {
            // Nobody knows what it was, so that it is made anew.
            return null;
        }
    }

    private void Write() => AtomicFile.WriteText(PathOf(RecordName), $"{JsonSerializer.Serialize(new Record(_command, Outcome), s_json)}\n");

    private sealed record Record(string[] Command, StepOutcome? Outcome);
}
