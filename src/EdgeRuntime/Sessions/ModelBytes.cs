using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>Sessions of a model in memory.</summary>
internal static unsafe class ModelBytes
{
    /// <summary>The setting by which ONNX Runtime keeps reading from the bytes that it was given (files of its own format alone).</summary>
    public const string InPlaceKey = "session.use_ort_model_bytes_directly";

    private const string InPlaceWeightsKey = "session.use_ort_model_bytes_for_initializers";
    private const string FolderKey = "session.model_external_initializers_file_folder_path";

    // The first version that knows FolderKey.
    private const int FolderApiVersion = 21;

    // Bytes 4 to 7 of a file in ONNX Runtime's own format: FlatBuffers' file identifier.
    private static ReadOnlySpan<byte> OwnFormat => "ORTM"u8;

    /// <summary>Whether a session reads from its bytes as long as it lives.</summary>
    public static bool AreUsedInPlace(SessionOptions options) => options.ConfigEntries.TryGetValue(InPlaceKey, out string? value) && value == "1";

    /// <summary>Whether a file gives the same session mapped as read: an older library looks for external tensor data where the process runs.</summary>
    public static bool CanMap(OnnxRuntime runtime, string path)
    {
        if (runtime.ApiVersion >= FolderApiVersion)
        {
            return true;
        }

        Span<byte> head = stackalloc byte[8];
        using FileStream stream = File.OpenRead(path);
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head[4..].SequenceEqual(OwnFormat);
    }

    /// <summary>The options for a mapped file: weights in place where the format allows it, otherwise external data beside the file.</summary>
    public static SessionOptions ForMapped(SessionOptions options, MappedFile file, string path)
    {
        Dictionary<string, string> entries = new(options.ConfigEntries, StringComparer.Ordinal);
        if (file.Length >= 8 && new ReadOnlySpan<byte>(file.Pointer + 4, 4).SequenceEqual(OwnFormat))
        {
            entries[InPlaceKey] = entries[InPlaceWeightsKey] = "1";
        }
        else
        {
            entries.Remove(InPlaceKey);
            entries.TryAdd(FolderKey, Path.GetDirectoryName(Path.GetFullPath(path))!);
        }

        return options with { ConfigEntries = entries };
    }

    /// <summary>Makes a session of the bytes.</summary>
    public static MadeSession Make(OnnxRuntime runtime, SessionOptions options, string? file, byte* bytes, long length) =>
        SessionFactory.Make(runtime, options, file, (nint native, out nint session) =>
        {
            fixed (nint* result = &session)
            {
                return runtime.Api.CreateSessionFromArray(runtime.OrtEnvironment, bytes, (nuint)length, native, result);
            }
        });
}
