using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Where a tensor's data lies outside the model file: the keys location, offset and length of its external_data.</summary>
/// <param name="Owner">The tensor.</param>
/// <param name="Location">The file relative to the model's folder, with forward slashes.</param>
/// <param name="FullPath">The file.</param>
/// <param name="Offset">Where the data begins, in bytes.</param>
/// <param name="Length">How many bytes there are, or null for as many as the shape takes.</param>
internal sealed record ExternalReference(LocatedTensor Owner, string Location, string FullPath, long Offset, long? Length)
{
    /// <summary>Reads and checks the reference of a tensor.</summary>
    /// <exception cref="RsdtrException">A key is missing or not a number, or the location leaves the model's folder (RSDTR1004).</exception>
    public static ExternalReference Read(LocatedTensor owner, string modelPath)
    {
        string location = (Value(owner, "location") ?? "").Replace('\\', '/');
        if (location.Length == 0 || location.Contains('\0', StringComparison.Ordinal))
        {
            throw new RsdtrException(
                ModelDiagnostics.ExternalDataMissing, $"The {owner.Place} is stored outside the model but names no file: export the model again.");
        }

        string fullModelPath = Path.GetFullPath(modelPath);
        string fullPath = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(fullModelPath)!, location));
        if (Path.IsPathRooted(location) || !ContainedPath.IsInside(fullPath, fullModelPath))
        {
            throw new RsdtrException(
                ModelDiagnostics.ExternalDataMissing,
                $"The {owner.Place} is stored in '{location}', outside the model's folder: models may only refer to files beside them.");
        }

        return new ExternalReference(owner, location, fullPath, Number(owner, "offset") ?? 0, Number(owner, "length"));
    }

    /// <summary>The error that the data cannot be had.</summary>
    public RsdtrException Missing(string why, Exception? inner = null) => new(
        ModelDiagnostics.ExternalDataMissing, $"The {Owner.Place} is stored in '{Location}', {why}.", innerException: inner);

    private static long? Number(LocatedTensor owner, string key)
    {
        if (Value(owner, key) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new RsdtrException(
                ModelDiagnostics.ExternalDataMissing, $"The {owner.Place} has external data with {key} '{text}', which is not a number of bytes: export the model again.");
    }

    private static string? Value(LocatedTensor owner, string key) =>
        owner.Tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;
}
