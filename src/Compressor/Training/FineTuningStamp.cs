using System.Globalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;

namespace RsdtrEdge.Compressor.Training;

/// <summary>What a fine-tuned network says of itself, beside what it said before (<see cref="ModelStamp"/>).</summary>
internal static class FineTuningStamp
{
    /// <summary>What stands for the hash and the file of a network that was compressed a moment ago and is no file yet.</summary>
    public const string Compression = "compression";

    /// <summary>Puts it.</summary>
    /// <param name="model">The fine-tuned network.</param>
    /// <param name="source">The network as it was.</param>
    /// <param name="teacher">What taught it; null for labels alone.</param>
    /// <param name="report">What was done.</param>
    public static void Put(ModelProto model, OnnxModel source, OnnxModel? teacher, FineTuningReport report)
    {
        ModelStamp.Set(
            model, ModelStamp.FineTuned,
            Text(source.SourceHash ?? Compression, teacher is null ? "none" : teacher.SourceHash ?? "unknown", report.BestEpoch, report.Epochs.Count, report.Images));
        string? original = Read(model, ModelStamp.Source);
        if (original is null)
        {
            return;
        }

        // What it said of its outputs is no longer so; the held-out images say it anew where they were held against the same original.
        bool isKnown = teacher?.SourceHash == original && report.After.OutputError is not null;
        ModelStamp.Set(model, ModelStamp.OutputError, isKnown ? report.After.OutputError!.Value.ToString("F4", CultureInfo.InvariantCulture) : null);
        ModelStamp.Set(
            model, ModelStamp.OutputErrorInputs, isKnown ? string.Create(CultureInfo.InvariantCulture, $"{report.After.Images} {InputKinds.Images}") : null);
    }

    /// <summary>Puts the longest text that a compression that trains may put.</summary>
    /// <param name="model">A network whose size is asked for.</param>
    public static void PutForSize(ModelProto model) =>
        ModelStamp.Set(model, ModelStamp.FineTuned, Text(Compression, new string('0', HashLength), int.MaxValue, int.MaxValue, int.MaxValue));

    // An XxHash128 in hexadecimal digits.
    private const int HashLength = 32;

    private static string Text(string source, string teacher, int best, int epochs, int images) => string.Create(
        CultureInfo.InvariantCulture, $"rsdtr {ModelStamp.Version} source={source} teacher={teacher} epochs={best}/{epochs} images={images}");

    private static string? Read(ModelProto model, string key) => model.MetadataProps.FirstOrDefault(entry => entry.Key == key)?.Value;
}
