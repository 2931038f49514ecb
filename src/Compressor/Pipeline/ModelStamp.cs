using System.Globalization;
using System.Reflection;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Reports;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>What a compressed model says of itself in <c>metadata_props</c>: keys <c>rsdtr.*</c>, the same bytes for the same input.</summary>
public static class ModelStamp
{
    /// <summary>The program and its version.</summary>
    public const string Tool = "rsdtr.tool";

    /// <summary>The XxHash128 of the source model.</summary>
    public const string Source = "rsdtr.source";

    /// <summary>The budget's name.</summary>
    public const string Budget = "rsdtr.budget";

    /// <summary>The options that bear on the result.</summary>
    public const string Options = "rsdtr.options";

    /// <summary>The original's parameters.</summary>
    public const string OriginalParameters = "rsdtr.original.parameters";

    /// <summary>The original's FLOPs.</summary>
    public const string OriginalFlops = "rsdtr.original.flops";

    /// <summary>The original's file size in bytes.</summary>
    public const string OriginalBytes = "rsdtr.original.bytes";

    /// <summary>The original's activation peak in bytes.</summary>
    public const string OriginalPeakActivationBytes = "rsdtr.original.peakActivationBytes";

    /// <summary>The compressed network's parameters.</summary>
    public const string Parameters = "rsdtr.parameters";

    /// <summary>The compressed network's FLOPs.</summary>
    public const string Flops = "rsdtr.flops";

    /// <summary>The relative output error.</summary>
    public const string OutputError = "rsdtr.outputError";

    /// <summary>What the output error was measured with: images or synthetic.</summary>
    public const string OutputErrorInputs = "rsdtr.outputError.inputs";

    /// <summary>That the network was fine-tuned: from what, taught by what, how long, with how many images.</summary>
    public const string FineTuned = "rsdtr.finetuned";

    /// <summary>The tool's version: of the assembly, without a build's own marks.</summary>
    public static string Version { get; } =
        typeof(ModelStamp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>Reads the original's figures from a compressed model; null where it does not carry them.</summary>
    public static CostFigures? ReadOriginal(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        long? Read(string key) => model.MetadataProps.FirstOrDefault(entry => entry.Key == key) is { } entry
            && long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;
        return Read(OriginalParameters) is { } parameters && Read(OriginalBytes) is { } bytes
            ? new CostFigures(parameters, ConvolutionCost.Macs(Read(OriginalFlops)), Read(OriginalFlops), bytes, Read(OriginalPeakActivationBytes))
            : null;
    }

    /// <summary>Sets an entry; null removes it.</summary>
    internal static void Set(ModelProto model, string key, string? value)
    {
        StringStringEntryProto? existing = model.MetadataProps.FirstOrDefault(entry => entry.Key == key);
        if (existing is not null)
        {
            model.MetadataProps.Remove(existing);
        }

        if (value is not null)
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }
    }

    internal static void Set(ModelProto model, string key, long? value) => Set(model, key, value?.ToString(CultureInfo.InvariantCulture));
}
