using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>The files that make a release: a published application, and beside it the program that measures it.</summary>
internal sealed class ReleaseContent
{
    /// <summary>The folder in a release that holds the program that measures.</summary>
    public const string ToolFolder = "rsdtr-edge";

    /// <summary>The budget's name in a release.</summary>
    public const string BudgetFile = ToolFolder + "/budget.json";

    private const string ToolName = "rsdtr-edge";

    private readonly List<ReleaseFile> _files = [];

    /// <summary>The files, in ascending order of their names.</summary>
    public ImmutableArray<ReleaseFile> Files => [.. _files.OrderBy(file => file.Name, StringComparer.Ordinal)];

    /// <summary>Bytes of all files.</summary>
    public long Length => _files.Sum(file => file.Length);

    /// <summary>Whether a .NET runtime is needed to start what is here: managed programs without a runtime of their own.</summary>
    public bool NeedsRuntime =>
        _files.Any(file => file.Name.EndsWith(".runtimeconfig.json", StringComparison.Ordinal)) && !_files.Any(file => Path.GetFileName(file.Name) == "libcoreclr.so");

    /// <summary>Eight hexadecimal digits that tell contents apart.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Files.Select(file => $"{file.Hash} {file.Name}")))))[..8];

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="RsdtrException">RSDTR4201: it cannot be read, holds nothing, or a name that no shell should see.</exception>
    public static ReleaseContent Read(string folder)
    {
        ReleaseContent content = new();
        try
        {
            foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                content.Add(Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(DeploymentDiagnostics.SourceUnusable, $"the folder cannot be read: {exception.Message}", folder, innerException: exception);
        }

        return content._files.Count > 0
            ? content
            : throw new RsdtrException(DeploymentDiagnostics.SourceUnusable, "the folder is empty: publish the application into it first", folder);
    }

    /// <summary>Adds this program, as it runs here, without native libraries.</summary>
    /// <param name="directory">The folder of this program.</param>
    /// <exception cref="RsdtrException">RSDTR4201: it is not there as assemblies, such as in a single file.</exception>
    public void AddTool(string directory)
    {
        string[] names =
            [$"{ToolName}.dll", $"{ToolName}.deps.json", $"{ToolName}.runtimeconfig.json", "RsdtrEdge.Runtime.dll", "System.CommandLine.dll"];
        foreach (string name in names)
        {
            string path = Path.Combine(directory, name);
            if (!File.Exists(path))
            {
                throw new RsdtrException(
                    DeploymentDiagnostics.SourceUnusable, $"{name} is not beside this program, so that it cannot measure on the board: take the dotnet tool rsdtr-edge, or add --no-bench", directory);
            }

            AddReadable($"{ToolFolder}/{name}", path);
        }
    }

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its path within the release.</param>
    /// <param name="path">Where it is here.</param>
    /// <exception cref="RsdtrException">RSDTR4201: it cannot be read.</exception>
    public void AddReadable(string name, string path)
    {
        try
        {
            Add(name, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(DeploymentDiagnostics.SourceUnusable, $"the file cannot be read: {exception.Message}", path, innerException: exception);
        }
    }

    /// <summary>The network to measure.</summary>
    /// <param name="name">Its path within the release; null: the only one.</param>
    /// <exception cref="RsdtrException">RSDTR4201: there is no such network, or there are several.</exception>
    public string FindModel(string? name)
    {
        string[] models = [.. Files.Select(file => file.Name).Where(file => file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))];
        string? wanted = name?.Replace('\\', '/');
        return (wanted, models) switch
        {
            (null, [var only]) => only,
            (not null, _) when _files.Exists(file => file.Name == wanted) => wanted,
            (null, []) => throw Unusable("it holds no .onnx file to measure: add --no-bench"),
            (null, _) => throw Unusable($"it holds {string.Join(", ", models)}: say with --model which one to measure, or add --no-bench"),
            _ => throw Unusable($"it holds no '{wanted}' to measure{(models.Length == 0 ? "" : $", but {string.Join(", ", models)}")}"),
        };
    }

    /// <summary>The ONNX Runtime library for a processor.</summary>
    /// <returns>Its path within the release; null where the release has none at all, for no processor.</returns>
    /// <exception cref="RsdtrException">RSDTR4203: it has one for another processor alone.</exception>
    public string? FindOnnxRuntime(ElfMachine machine)
    {
        ReleaseFile[] libraries =
            [.. Files.Where(file => file.Machine is not null && Path.GetFileName(file.Name).StartsWith("libonnxruntime.so", StringComparison.Ordinal))];
        return libraries.FirstOrDefault(file => file.Machine == machine)?.Name
            ?? (libraries.Length == 0
                ? null
                : throw new RsdtrException(
                    DeploymentDiagnostics.BoardUnsuitable, $"{libraries[0].Name} is for {libraries[0].Machine}, and the board is {machine}: publish for the board's runtime identifier"));
    }

    private static RsdtrException Unusable(string message) => new(DeploymentDiagnostics.SourceUnusable, message);

    private void Add(string name, string path)
    {
        if (name.Any(character => char.IsControl(character) || character == '\\'))
        {
            throw new RsdtrException(DeploymentDiagnostics.SourceUnusable, "a file's name has a control character or a backslash in it: rename it", path);
        }

        using FileStream stream = File.OpenRead(path);
        ElfMachine? machine = ReadMachine(stream);
        stream.Position = 0;
        bool isExecutable = !OperatingSystem.IsWindows()
            ? File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute)
            : machine is not null;
        _files.Add(new ReleaseFile(name, path, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)), machine, isExecutable));
    }

    // The magic number, 64 bits, little-endian; e_machine stands at byte 18.
    private static ElfMachine? ReadMachine(FileStream stream)
    {
        Span<byte> header = stackalloc byte[20];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.StartsWith("\u007fELF"u8))
        {
            return null;
        }

        ElfMachine machine = header[4] == 2 && header[5] == 1 ? (ElfMachine)(header[18] | (header[19] << 8)) : ElfMachine.Other;
        return Enum.IsDefined(machine) ? machine : ElfMachine.Other;
    }
}
