using System.Runtime.InteropServices;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Caching;

/// <summary>The name of what a compression gives: a hash of all that bears on it, and of nothing else. Where files lie, and threads, have no say.</summary>
/// <param name="Text">The XxHash128 as 32 lower-case hexadecimal digits.</param>
public sealed record CacheKey(string Text)
{
    /// <summary>The key of a compression.</summary>
    /// <param name="model">The model as it was loaded from its file.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="IOException">A file or a folder of images cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static CacheKey Of(OnnxModel model, CompressionOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(model, model.SourceHash, options, cancellation);
    }

    /// <summary>The key of the same compression by what the files hold now: another one where any of them was changed since the model was loaded.</summary>
    /// <param name="model">The model as it was loaded from its file.</param>
    /// <param name="path">The model's file.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="RsdtrException">The model's external data cannot be read any more.</exception>
    /// <exception cref="IOException">A file or a folder of images cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static CacheKey Now(OnnxModel model, string path, CompressionOptions options, CancellationToken cancellation = default) =>
        Of(model, OnnxModelFile.HashOf(model, path), options, cancellation);

    private static CacheKey Of(OnnxModel model, string? modelHash, CompressionOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        CacheKeyBuilder key = new(cancellation);
        key.Append("tool", ToolIdentity.Current(cancellation));
        key.Append("machine", $"{RuntimeInformation.ProcessArchitecture} {Environment.OSVersion.Platform}");
        // Reports and messages call the model by its file's name.
        key.Append("model", Path.GetFileName(model.SourcePath));
        key.Append("model.hash", modelHash);
        AppendBudget(key, options);
        key.Append("method", options.Method);
        key.Append("relative-error", options.RelativeError);
        key.Append("objective", options.Objective);
        key.Append("seed", options.Seed);
        key.Append("allow-unmet", options.AllowUnmet);
        key.Append("guarantee", options.SpeedGuaranteeThreads);
        key.Append("guarantee.time", options.SpeedGuaranteeTime.Ticks);
        key.AppendData("calibration", options.Calibration);
        AppendReading(key, "calibration", options.CalibrationOptions);
        if (options.FineTuning is { } training)
        {
            AppendTraining(key, training);
            key.Append("training.judges", CompressionTraining.JudgesTrained(options));
        }

        // Messages quote paths as they were given. Full ones become those of who takes the result (a build gives no others); of relative ones the same must be given.
        foreach (string? path in (string?[])[options.Budget.SourcePath, options.Calibration, options.FineTuning?.Data])
        {
            key.Append("path", Path.IsPathRooted(path) ? null : path);
        }

        return new CacheKey(key.ToHex());
    }

    private static void AppendBudget(CacheKeyBuilder key, CompressionOptions options)
    {
        // All that a budget says, whether it was read from a file or not; the file's bytes hold the lines, too, that messages point at.
        key.Append("budget", options.Budget with { SourcePath = null });
        if (options.Budget.SourcePath is { } file)
        {
            key.AppendFile("budget.file", file);
        }

        // Limits given as options are no lines of the file.
        AppendLimit(key, "max-parameters", options.Budget.Limits, LimitKind.Parameters, options.Budget.Limits.Parameters);
        AppendLimit(key, "max-flops", options.Budget.Limits, LimitKind.Flops, options.Budget.Limits.Flops);
        key.Append("max-latency", options.Budget.Limits.IsFromFile(LimitKind.LatencyMs));
        string? profile = options.Profile ?? options.Budget.ProfilePath;
        if (profile is not null && File.Exists(profile))
        {
            key.Append("profile", Path.GetFileName(profile));
            key.AppendFile("profile.file", profile);
        }

        key.Append("machine.timed", CacheMachine.Of(options.SpeedGuaranteeThreads is not null, profile, ProfileOrigin.OfThisMachine, Environment.MachineName));
    }

    private static void AppendLimit(CacheKeyBuilder key, string name, BudgetLimits limits, LimitKind kind, Limit? limit)
    {
        key.Append(name, limits.IsFromFile(kind));
        key.Append($"{name}.count", limit?.Count);
        key.Append($"{name}.percent", limit?.Percent);
    }

    private static void AppendReading(CacheKeyBuilder key, string name, DataSourceOptions options)
    {
        ImagePreprocessing steps = options.Preprocessing;
        key.Append($"{name}.mean", string.Join(',', steps.Mean.Select(CacheKeyBuilder.Invariant)));
        key.Append($"{name}.std", string.Join(',', steps.Std.Select(CacheKeyBuilder.Invariant)));
        key.Append($"{name}.channels", steps.Channels);
        key.Append($"{name}.resize", steps.Resize);
        key.Append($"{name}.images", options.Images);
        key.Append($"{name}.seed", options.Seed);
    }

    private static void AppendTraining(CacheKeyBuilder key, FineTuningOptions training)
    {
        key.AppendData("training", training.Data);
        AppendReading(key, "training", training.DataOptions);
        key.Append("training.outputs", training.Outputs);
        key.Append("training.normalization", training.Normalization);
        key.Append("training.labels", training.UseLabels);
        key.Append("training.label-weight", training.LabelWeight);
        key.Append("training.temperature", training.Temperature);
        key.Append("training.feature-weight", training.FeatureWeight);
        key.Append("training.epochs", training.Epochs);
        key.Append("training.batch", training.BatchSize);
        key.Append("training.optimizer", training.Optimizer);
        key.Append("training.rate", training.Rate);
        key.Append("training.schedule", training.Schedule);
        key.Append("training.weight-decay", training.WeightDecay);
        key.Append("training.clip", training.Clip);
        key.Append("training.average", training.AverageDecay);
        key.Append("training.held-out", training.HeldOutShare);
        key.Append("training.held-out.images", training.HeldOutImages);
        key.Append("training.patience", training.Patience);
        key.Append("training.flip", training.Flip);
        key.Append("training.turn", training.Turn);
        key.Append("training.shift", training.Shift);
        key.Append("training.colour-noise", training.ColourNoise);
    }
}
