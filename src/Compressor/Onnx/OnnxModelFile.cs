using System.Globalization;
using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Reads and writes ONNX files without losing anything that is not understood.</summary>
/// <remarks>
/// Fields that this library does not know survive as unknown fields. External tensor data is read into the model, so that
/// what is saved is one self-contained file. The same content gives the same bytes: protobuf writes known fields in the
/// order of their numbers, and the format has no maps.
/// </remarks>
public static class OnnxModelFile
{
    /// <summary>The largest file in bytes that protobuf can hold: 2 GiB less one.</summary>
    internal const long MaxBytes = int.MaxValue;

    /// <summary>Reads a model, its external data, and checks that its graph and tensors are well formed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the work between its steps.</param>
    /// <returns>The model; nodes of an unsorted but acyclic graph are in topological order.</returns>
    /// <exception cref="RsdtrException">
    /// The file is missing or unreadable (RSDTR1001), not a model (RSDTR1002), its graph is not well formed (RSDTR1003), its
    /// external data cannot be had (RSDTR1004), a tensor's data does not fit its shape (RSDTR1005), or it is too large (RSDTR1010).
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static OnnxModel Load(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            byte[] bytes = ReadFile(path);
            SourceHasher hasher = new();
            hasher.Append(bytes);
            cancellationToken.ThrowIfCancellationRequested();

            ModelProto proto = Parse(bytes);
            IReadOnlyList<string> externalFiles = ExternalDataLoader.Load(proto, path, bytes.Length, hasher, cancellationToken);
            TensorValidator.Check(proto);
            cancellationToken.ThrowIfCancellationRequested();
            GraphOrder.CheckAndSort(proto.Graph);
            return new OnnxModel(proto, path, hasher.ToHex()) { ExternalFiles = externalFiles };
        }
        catch (RsdtrException exception) when (exception.Diagnostic.File is null)
        {
            throw exception.WithFile(path);
        }
    }

    /// <summary>The hash of a loaded model's files as they are now: another than <see cref="OnnxModel.SourceHash"/> where they were changed since.</summary>
    /// <param name="model">The model as it was loaded.</param>
    /// <param name="path">The file that it was loaded from.</param>
    /// <exception cref="RsdtrException">As of <see cref="Load"/>, of a model with external data.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string HashOf(OnnxModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.ExternalFiles.Count > 0)
        {
            // Which files there are stands in the model.
            return Load(path).SourceHash!;
        }

        SourceHasher hasher = new();
        using FileStream file = File.OpenRead(path);
        hasher.Append(file);
        return hasher.ToHex();
    }

    /// <summary>Writes a model: to a temporary name in the same folder, then moved over <paramref name="path"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="RsdtrException">The file cannot be written (RSDTR3001), or the model is over 2 GiB (RSDTR1010).</exception>
    public static void Save(OnnxModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        Save(model.Proto, path);
    }

    /// <inheritdoc cref="Save(OnnxModel, string)"/>
    public static void Save(ModelProto model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (SerializedSize.TryMeasure(model) is null)
        {
            throw TooLarge("The model's tensors hold more than 2 GiB", path);
        }

        AtomicFile.Write(path, stream => model.WriteTo(stream));
    }

    /// <summary>
    /// Writes a model that was not changed: byte for byte where the file is all there is to it and still what was loaded, which may be long ago; as it was loaded, with its
    /// external data in one file, otherwise.
    /// </summary>
    /// <param name="model">The model as it was loaded.</param>
    /// <param name="source">The file that it was loaded from.</param>
    /// <param name="target">The file to write.</param>
    /// <exception cref="RsdtrException">The file cannot be written (RSDTR3001).</exception>
    public static void CopyUnchanged(OnnxModel model, string source, string target)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.ExternalFiles.Count > 0 || ReadUnchanged(model, source) is not { } bytes)
        {
            Save(model, target);
            return;
        }

        AtomicFile.Write(target, stream => stream.Write(bytes));
    }

    // What is hashed is what is written: a file may be replaced at any time. Null where it was, or is gone.
    private static byte[]? ReadUnchanged(OnnxModel model, string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            SourceHasher hasher = new();
            hasher.Append(bytes);
            return hasher.ToHex() == model.SourceHash ? bytes : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    internal static RsdtrException TooLarge(string what, string? path) => new(
        ModelDiagnostics.ModelTooLarge, $"{what}, the limit of one ONNX file is 2 GiB: compress a smaller part of the network, or store its weights as float16.", path);

    private static byte[] ReadFile(string path)
    {
        try
        {
            long length = new FileInfo(path).Length;
            return length > MaxBytes
                ? throw TooLarge(string.Create(CultureInfo.InvariantCulture, $"The file has {length} bytes"), path)
                : File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RsdtrException(
                ModelDiagnostics.FileUnreadable,
                Directory.Exists(path) ? "The path is a folder: give the model file in it." : "The model file does not exist: check the path.",
                path, innerException: exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RsdtrException(
                ModelDiagnostics.FileUnreadable, $"The model file cannot be read: {exception.Message}", path, innerException: exception);
        }
    }

    private static ModelProto Parse(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            throw NotAModel("The file is empty (0 bytes): export the model again.");
        }

        if (GitLfsPointer.Is(bytes))
        {
            throw NotAModel(string.Create(CultureInfo.InvariantCulture, $"The file ({bytes.Length} bytes) {GitLfsPointer.Told}"));
        }

        ModelProto proto;
        try
        {
            proto = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw NotAModel(
                string.Create(CultureInfo.InvariantCulture, $"The file ({bytes.Length} bytes) is truncated or not an ONNX model: {exception.Message}"), exception);
        }

        // Any text can by chance parse as a message of unknown fields: only a graph of operators makes a model.
        if (proto.Graph is null)
        {
            throw NotAModel(string.Create(CultureInfo.InvariantCulture, $"The file ({bytes.Length} bytes) holds no graph, so it is not an ONNX model: export the model again."));
        }

        if (proto.Graph.Node.Count == 0)
        {
            throw NotAModel("The graph has no nodes: the file is truncated, or there is nothing to compute.");
        }

        if (proto.Graph.Node.FirstOrDefault(node => node.OpType.Length == 0) is { } nameless)
        {
            throw NotAModel($"The node '{nameless.Name}' has no operator: the file is damaged or not an ONNX model.");
        }

        // From IR version 3 on each model says which operators it uses; the field follows the graph, so its absence means a cut file.
        if (proto.IrVersion >= 3 && proto.OpsetImport.Count == 0)
        {
            throw NotAModel(string.Create(
                CultureInfo.InvariantCulture, $"The model has IR version {proto.IrVersion} but imports no operator set: the file is truncated, export the model again."));
        }

        return proto;
    }

    private static RsdtrException NotAModel(string message, Exception? inner = null) =>
        new(ModelDiagnostics.NotAModel, message, innerException: inner);
}
