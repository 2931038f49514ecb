using System.Globalization;
using System.Text.Json;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>What device profiles and lists of stages have in common as files.</summary>
internal static class ProfileJson
{
    /// <summary>The version of lists of stages that is written, and the newest that is read; of profiles, that of one without what came later.</summary>
    public const int ListSchema = 2;

    /// <summary>The version of a profile that holds a power mode or something unsettled.</summary>
    public const int MarkedProfileSchema = 3;

    /// <summary>The newest version of profiles.</summary>
    public const int ProfileSchema = 4;

    /// <summary>The largest file, in bytes: far more stages than a machine has days for.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The most characters of a name in a file.</summary>
    public const int MaxTextLength = 200;

    /// <summary>A device profile's errors.</summary>
    public static readonly JsonFileKind Profile = Kind("device profile", "the profile");

    /// <summary>The errors of a list of stages.</summary>
    public static readonly JsonFileKind Shapes = Kind("list of stages", "the list");

    /// <summary>Reads a file's content.</summary>
    /// <exception cref="RsdtrException">It cannot be read (RSDTR4101) or is too large (RSDTR4104).</exception>
    public static byte[] ReadBytes(string path, JsonFileKind kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > MaxBytes)
            {
                throw new RsdtrException(
                    RuntimeDiagnostics.ProfileInvalidValue,
                    string.Create(CultureInfo.InvariantCulture, $"the file has {file.Length} bytes, more than the {MaxBytes} of a {kind.Name}: is it another file?"),
                    path);
            }

            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new RsdtrException(
                RuntimeDiagnostics.ProfileUnreadable, $"the {kind.Name} cannot be read: {exception.Message} Give the path of a readable file", path, innerException: exception);
        }
    }

    /// <summary>Reads the current value as the version of the file's form.</summary>
    /// <param name="json">The file.</param>
    /// <param name="newest">The newest version that is known.</param>
    public static void ReadSchema(ref StrictJson json, int newest)
    {
        if (json.Number is { } version && decimal.IsInteger(version) && version > newest)
        {
            throw json.Unsuitable(string.Create(CultureInfo.InvariantCulture, $"{newest}, the version that this program knows: a newer one wrote the file, update this one"));
        }

        json.GetInteger(1, newest);
    }

    /// <summary>A value as JSON; null where there is none.</summary>
    public static string Text(string? value) => value is null ? "null" : $"\"{JsonEncodedText.Encode(value, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static JsonFileKind Kind(string name, string subject) => new(
        name,
        subject,
        RuntimeDiagnostics.ProfileNotJson,
        RuntimeDiagnostics.ProfileUnknownKey,
        RuntimeDiagnostics.ProfileInvalidValue,
        RuntimeDiagnostics.ProfileMissingKey);
}
