using System.Globalization;
using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Reads tensor data that is stored beside the model file into the model (ONNX specification, "External Tensor Data").</summary>
internal static class ExternalDataLoader
{
    /// <summary>Replaces every reference to an external file by the bytes themselves.</summary>
    /// <param name="model">The model; its tensors with external data get raw data.</param>
    /// <param name="modelPath">The model's file; locations are relative to its folder.</param>
    /// <param name="modelBytes">The size of the model's file in bytes, counted against the 2 GiB limit.</param>
    /// <param name="hasher">Takes in each referenced file once, in the order of their names.</param>
    /// <param name="cancellationToken">Stops the work between tensors.</param>
    /// <returns>The files that were read, in the model's folder as it was named, in the order of their names.</returns>
    /// <exception cref="RsdtrException">RSDTR1004, RSDTR1005 or RSDTR1010.</exception>
    public static IReadOnlyList<string> Load(
        ModelProto model, string modelPath, long modelBytes, SourceHasher hasher, CancellationToken cancellationToken)
    {
        List<ExternalReference> references =
        [
            .. ModelTensors.All(model)
                .Where(located => located.Tensor.DataLocation == TensorProto.Types.DataLocation.External)
                .Select(located => ExternalReference.Read(located, modelPath)),
        ];

        string folder = Path.GetDirectoryName(modelPath) ?? "";
        List<string> files = [];
        long total = modelBytes;
        foreach (IGrouping<string, ExternalReference> file in references
            .GroupBy(reference => reference.Location, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using FileStream stream = Open(file.First());
            files.Add(Path.Combine(folder, file.Key));
            hasher.Append(stream);
            foreach (ExternalReference reference in file)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int length = CheckedLength(reference, stream.Length);
                total += length;
                if (total > OnnxModelFile.MaxBytes)
                {
                    throw OnnxModelFile.TooLarge("The model with its external data has more than 2 GiB", modelPath);
                }

                byte[] bytes = new byte[length];
                stream.Position = reference.Offset;
                stream.ReadExactly(bytes);
                TensorProto tensor = reference.Owner.Tensor;
                tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
                tensor.ExternalData.Clear();
                tensor.ClearDataLocation();
            }
        }

        return files;
    }

    private static FileStream Open(ExternalReference reference)
    {
        try
        {
            return new FileStream(reference.FullPath, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw reference.Missing(
                exception is FileNotFoundException or DirectoryNotFoundException
                    ? "which does not exist: keep it in the model's folder"
                    : $"which cannot be read: {exception.Message}",
                exception);
        }
    }

    private static int CheckedLength(ExternalReference reference, long fileLength)
    {
        // Where no length is told, the shape tells it, as in ONNX Runtime: other tensors may lie behind in the same file.
        long? needed = reference.Length ?? TensorSizes.StoredBytes(reference.Owner);
        if (reference.Offset > fileLength || (needed is { } asked && asked > fileLength - reference.Offset))
        {
            throw reference.Missing(string.Create(
                CultureInfo.InvariantCulture,
                $"of which it needs {needed ?? 0} bytes from offset {reference.Offset}, but the file has {fileLength} bytes: copy it again"));
        }

        long length = needed ?? (fileLength - reference.Offset);

        // The declared shape bounds what is read: a wrong length is found before memory is taken for it.
        if (TensorSizes.StoredBytes(reference.Owner) is { } expected && expected != length)
        {
            throw new RsdtrException(ModelDiagnostics.MalformedTensor, string.Create(
                CultureInfo.InvariantCulture,
                $"The {reference.Owner.Place} needs {expected} bytes for its shape, but its external data in '{reference.Location}' has {length}: export the model again."));
        }

        return length > OnnxModelFile.MaxBytes
            ? throw OnnxModelFile.TooLarge(string.Create(CultureInfo.InvariantCulture, $"The {reference.Owner.Place} has {length} bytes"), null)
            : (int)length;
    }
}
