using System.Globalization;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>Samples in memory, one after the other: [count, channels, height, width].</summary>
public sealed class DataSet
{
    /// <summary>Creates a set over the given arrays, which it does not copy.</summary>
    /// <param name="shape">The shape of each sample.</param>
    /// <param name="values">[names.Count, channels, height, width].</param>
    /// <param name="names">A name for each sample.</param>
    /// <param name="labels">A label for each sample, or null.</param>
    /// <param name="classNames">What the labels mean; empty where unknown.</param>
    /// <exception cref="ArgumentException">The lengths do not agree.</exception>
    public DataSet(SampleShape shape, float[] values, IReadOnlyList<string> names, int[]? labels = null, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(names);
        if (values.LongLength != names.Count * shape.Length)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{values.Length} values are not {names.Count} samples of {shape}"), nameof(values));
        }

        if (labels is not null && labels.Length != names.Count)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{labels.Length} labels are not those of {names.Count} samples"), nameof(labels));
        }

        (Shape, Values, Names, Labels, ClassNames) = (shape, values, names, labels, classNames ?? []);
    }

    /// <summary>The shape of each sample.</summary>
    public SampleShape Shape { get; }

    /// <summary>Samples.</summary>
    public int Count => Names.Count;

    /// <summary>All values: [count, channels, height, width].</summary>
    public float[] Values { get; }

    /// <summary>Each sample's class, or null where there are no labels.</summary>
    public int[]? Labels { get; }

    /// <summary>Each sample's name.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What the labels mean; empty where unknown.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The values of one sample: [channels, height, width].</summary>
    /// <param name="index">The sample.</param>
    public ReadOnlySpan<float> Tensor(int index) => Batch(index, 1);

    /// <summary>The values of neighbouring samples: [count, channels, height, width].</summary>
    /// <param name="start">The first sample.</param>
    /// <param name="count">Samples.</param>
    public ReadOnlySpan<float> Batch(int start, int count)
    {
        int length = (int)Shape.Length;
        return Values.AsSpan(start * length, count * length);
    }

    /// <summary>A copy of some of the samples.</summary>
    /// <param name="indices">The samples, in the order wanted.</param>
    public DataSet Subset(params ReadOnlySpan<int> indices)
    {
        int length = (int)Shape.Length;
        float[] values = new float[indices.Length * length];
        string[] names = new string[indices.Length];
        int[]? labels = Labels is null ? null : new int[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            Tensor(indices[i]).CopyTo(values.AsSpan(i * length));
            names[i] = Names[indices[i]];
            if (labels is not null)
            {
                labels[i] = Labels![indices[i]];
            }
        }

        return new DataSet(Shape, values, names, labels, ClassNames);
    }

    /// <summary>Splits the samples in two: one part to calibrate with, one to judge by. Stratified where there are labels.</summary>
    /// <param name="heldOutFraction">The share of the second part, 0 to 1, rounded to whole samples; above 0 and with two samples or more, each part gets at least one.</param>
    /// <param name="seed">Equal seeds give equal splits.</param>
    /// <returns>The indices of both parts, each ascending; together they are all samples, each once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public (int[] Calibration, int[] HeldOut) Split(double heldOutFraction, long seed)
    {
        if (!(heldOutFraction is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(heldOutFraction), heldOutFraction, "is not between 0 and 1");
        }

        int count = (int)Math.Round(Count * heldOutFraction, MidpointRounding.AwayFromZero);
        if (Count >= 2 && heldOutFraction is > 0 and < 1)
        {
            count = Math.Clamp(count, 1, Count - 1);
        }

        int[] heldOut = StratifiedSample.Draw(Labels, Count, count, seed);
        HashSet<int> taken = [.. heldOut];
        return ([.. Enumerable.Range(0, Count).Where(index => !taken.Contains(index))], heldOut);
    }
}
