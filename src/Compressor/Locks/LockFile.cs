using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Compressor.Locks;

/// <summary>
/// Reads and writes lock files: camelCase JSON, one figure a line, so that a commit shows what changed. What the package's
/// schemas/rsdtr-lock.schema.json refuses is refused here, with a code and the line.
/// </summary>
public static class LockFile
{
    /// <summary>The version of the format.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The largest lock file, in bytes: some ten thousand networks.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a lock file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="RsdtrException">It cannot be read (RSDTR2201), or is no lock file (RSDTR2202 to RSDTR2205).</exception>
    public static LockDocument? TryRead(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] content;
        try
        {
            content = new FileInfo(path).Length <= MaxBytes
                ? File.ReadAllBytes(path)
                : throw new RsdtrException(LockDiagnostics.Unreadable, $"the file has more than the {MaxBytes} bytes that a lock file may have: is it another file?", path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(LockDiagnostics.Unreadable, $"the lock file cannot be read: {exception.Message}", path, innerException: exception);
        }

        return LockFileReader.Parse(content, path);
    }

    /// <summary>Writes a lock file whole or not at all, and only where its text changes; a folder that is absent is made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="document">What it is to hold.</param>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="RsdtrException">The file cannot be written (RSDTR3001).</exception>
    public static bool Write(string path, LockDocument document)
    {
        string text = ToJson(document);
        // What git made of the line ends is no change.
        if (File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text)
        {
            return false;
        }

        MakeFolder(path);
        AtomicFile.WriteText(path, text);
        return true;
    }

    /// <summary>A lock as JSON text.</summary>
    public static string ToJson(LockDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Layout))
        {
            json.WriteStartObject();
            json.WriteNumber("version", CurrentVersion);
            json.WriteString("tool", document.Tool);
            json.WriteStartArray("models");
            foreach (LockedModel model in document.Models)
            {
                Write(json, model);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void MakeFolder(string path)
    {
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(ToolDiagnostics.OutputUnwritable, $"The lock file's folder cannot be made: {exception.Message}", path, innerException: exception);
        }
    }

    private static void Write(Utf8JsonWriter json, LockedModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteString("budget", model.Budget);
        json.WriteString("source", model.Source);
        json.WriteStartObject("inputs");
        json.WriteString("model", model.Inputs.Model);
        json.WriteString("budget", model.Inputs.Budget);
        json.WriteString("options", model.Inputs.Options);
        json.WriteEndObject();
        json.WriteNumber("parameters", model.Parameters);
        WriteNumber(json, "flops", model.Flops);
        json.WriteNumber("modelBytes", model.ModelBytes);
        WriteNumber(json, "outputError", model.OutputError);
        if (model.IsTimed)
        {
            json.WriteBoolean("timed", true);
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string key, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(key, number);
        }
        else
        {
            json.WriteNull(key);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string key, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(key, number);
        }
        else
        {
            json.WriteNull(key);
        }
    }
}
