using RsdtrEdge.Benchmarks.Measurement;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>What a table says of one variant of a row that was measured.</summary>
/// <param name="run">The row's run.</param>
/// <param name="variant">The variant's number.</param>
internal sealed class VariantFigures(RowRun run, int variant)
{
    /// <summary>The variant.</summary>
    public RowVariant Variant => run.Variants[variant];

    /// <summary>The original's measurement.</summary>
    public PairedSubject Dense => run.Measurement!.Subjects[0];

    /// <summary>The variant's measurement.</summary>
    public PairedSubject Subject => run.Measurement!.Subjects[variant + 1];

    /// <summary>How many times faster than the original.</summary>
    public double SpeedUp => Subject.First.Speedup;

    /// <summary>Whether it is so many times faster than the original; null where nothing is asked for, or where something speaks against the measured times.</summary>
    public bool? IsAsFast(double? bar) => bar is null || run.IsVoid ? null : SpeedUp >= bar;

    /// <summary>The original's FLOPs over the variant's.</summary>
    public double Reduction => (double)run.Original.Macs / Variant.Figures.Macs;

    /// <summary>The speed-up over the reduction of FLOPs.</summary>
    public double Efficiency => SpeedUp / Reduction;

    /// <summary>The size of the file over that of the numbers in it.</summary>
    public double FileRatio => (double)Variant.Figures.Bytes / Variant.Figures.ParameterBytes;

    /// <summary>The time to load the file over that of the original's.</summary>
    public double LoadRatio => Subject.LoadMs / Dense.LoadMs;

    /// <summary>How far the predicted time is from the measured one, relative to that; null where nothing was predicted.</summary>
    public double? PredictionError => (Variant.PredictedMs / Subject.Figures.P50Ms) - 1;

    /// <summary>How many times faster than the last variant, the authors' layout, the own one is; null of rows without it, and of itself.</summary>
    public double? OverAuthors => variant == 0 && run.Variants.Count > 1 ? Subject.TimesFasterThan(run.Measurement!.Subjects[^1]) : null;
}
