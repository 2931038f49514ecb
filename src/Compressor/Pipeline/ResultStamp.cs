using System.Globalization;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>What a compressed network says of how it was made (<see cref="ModelStamp"/>).</summary>
/// <param name="source">The original.</param>
/// <param name="options">What was asked for.</param>
/// <param name="objective">What was sought within the limits.</param>
/// <param name="machine">The times that were known; null for none.</param>
/// <param name="guaranteeThreads">The threads that speed was measured with; null where it was not.</param>
internal sealed class ResultStamp(
    OnnxModel source, CompressionOptions options, CompressionObjective objective, MachineTimes? machine, int? guaranteeThreads)
{
    /// <summary>The method's name.</summary>
    public string Method => options.Method == CompressionMethod.Paper ? "paper" : "auto";

    /// <summary>The options, but only what bears on the result, so that the same input gives the same bytes on every machine.</summary>
    public string Options => string.Join(' ', OptionParts());

    /// <summary>Says where the network comes from and what it was made with.</summary>
    /// <param name="model">The compressed network.</param>
    /// <param name="before">The original's figures.</param>
    public void Put(ModelProto model, CostFigures before)
    {
        ModelStamp.Set(model, ModelStamp.Tool, $"rsdtr {ModelStamp.Version}");
        ModelStamp.Set(model, ModelStamp.Source, source.SourceHash);
        ModelStamp.Set(model, ModelStamp.Budget, options.Budget.Name.Length > 0 ? options.Budget.Name : null);
        ModelStamp.Set(model, ModelStamp.Options, Options);
        ModelStamp.Set(model, ModelStamp.OriginalParameters, before.Parameters);
        ModelStamp.Set(model, ModelStamp.OriginalFlops, before.Flops);
        ModelStamp.Set(model, ModelStamp.OriginalBytes, before.Bytes);
        ModelStamp.Set(model, ModelStamp.OriginalPeakActivationBytes, before.PeakActivationBytes);
        // A trained original may say so, but this is another network; where it is trained, that is put anew.
        ModelStamp.Set(model, ModelStamp.FineTuned, (string?)null);
    }

    /// <summary>Says what became of it.</summary>
    /// <param name="model">The compressed network.</param>
    /// <param name="figures">Its figures.</param>
    /// <param name="receipt">Its distance to the original.</param>
    public static void PutFigures(ModelProto model, CostFigures figures, Receipt receipt)
    {
        ModelStamp.Set(model, ModelStamp.Parameters, figures.Parameters);
        ModelStamp.Set(model, ModelStamp.Flops, figures.Flops);
        // Four digits: what ONNX Runtime's rounding may change from machine to machine stays out.
        ModelStamp.Set(model, ModelStamp.OutputError, receipt.OutputError?.ToString("F4", CultureInfo.InvariantCulture));
        ModelStamp.Set(
            model, ModelStamp.OutputErrorInputs,
            receipt.OutputError is null ? null : string.Create(CultureInfo.InvariantCulture, $"{receipt.Images} {receipt.Inputs}"));
    }

    /// <summary>All that a finished network says of itself, figures that are not known yet with as many digits as they may have.</summary>
    /// <param name="model">A network whose size is asked for.</param>
    /// <param name="before">The original's figures.</param>
    public void PutForSize(ModelProto model, CostFigures before)
    {
        Put(model, before);
        SelfTestStamp.PutForSize(model);
        if (options.FineTuning is not null)
        {
            FineTuningStamp.PutForSize(model);
        }

        PutFigures(model, before, new Receipt(InputKinds.Synthetic, int.MaxValue, 1e6, new Dictionary<string, double>(), null, null, null));
    }

    private IEnumerable<string> OptionParts()
    {
        yield return $"method={Method}";
        yield return string.Create(CultureInfo.InvariantCulture, $"seed={options.Seed}");
        if (options.RelativeError is { } error)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"relative-error={error}");
        }

        if (guaranteeThreads is { } threads)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"speed-guarantee-threads={threads}");
        }

        if (options.FineTuning is { } training)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"finetune-epochs={training.Epochs}");
            if (training.Outputs != OutputKind.Auto)
            {
                yield return $"finetune-outputs={training.Outputs.ToString().ToLowerInvariant()}";
            }
        }

        BudgetLimits limits = options.Budget.Limits;
        foreach ((LimitKind kind, string name, Limit? limit) in ((LimitKind, string, Limit?)[])
            [(LimitKind.Parameters, "parameters", limits.Parameters), (LimitKind.Flops, "flops", limits.Flops)])
        {
            if (limit is not null)
            {
                yield return $"{(limits.IsFromFile(kind) ? "" : "max-")}{name}={limit}";
            }
        }

        if (machine is { IsMeasured: true } && (options.Method == CompressionMethod.Auto || options.Objective == CompressionObjective.Latency))
        {
            yield return $"objective={objective.ToString().ToLowerInvariant()} times={machine.Model.Source.Replace(", ", "/", StringComparison.Ordinal).Replace(' ', '-')}";
        }
    }
}
