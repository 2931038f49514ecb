using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>Samples from an array [N,C,H,W], fed as they are.</summary>
internal sealed class ArrayDataSource : DataSource
{
    private readonly ArrayFile _file;
    private readonly string _stem;
    private readonly int[] _selected;
    private readonly int[]? _labels;

    public ArrayDataSource(string path, DataSourceOptions options)
        : base(path, options)
    {
        _file = new ArrayFile(path);
        _stem = System.IO.Path.GetFileNameWithoutExtension(path);
        using (NpyReader samples = _file.OpenSamples())
        {
            DeclaredShape = CheckedShape(samples.Header, out int count);
            TotalCount = count;
        }

        _labels = ReadLabels();
        _selected = StratifiedSample.Draw(_labels, TotalCount, options.Images ?? int.MaxValue, options.Seed);
    }

    private ArrayDataSource(ArrayDataSource whole, int[] selected)
        : base(whole.Path, whole.Options)
    {
        _file = whole._file;
        _stem = whole._stem;
        _labels = whole._labels;
        _selected = selected;
        DeclaredShape = whole.DeclaredShape;
        TotalCount = whole.TotalCount;
    }

    public override int Count => _selected.Length;

    public override int TotalCount { get; }

    public override int IgnoredEntries => 0;

    public override bool IsRandomAccess => !_file.IsArchive;

    public override IReadOnlyList<int>? Labels => _labels is null ? null : Array.ConvertAll(_selected, index => _labels[index]);

    public override IReadOnlyList<string> ClassNames => [];

    public override SampleShape? DeclaredShape { get; }

    public override IEnumerable<string> Listing => _selected.Select(Name).Prepend(Stamp(Path));

    private protected override DataSource PickChecked(ReadOnlySpan<int> indices) =>
        new ArrayDataSource(this, Array.ConvertAll(indices.ToArray(), index => _selected[index]));

    private protected override IEnumerable<DataSet> ReadBatches(
        SampleShape shape, int batchSize, int maxDegreeOfParallelism, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        if (shape != DeclaredShape)
        {
            throw new RsdtrException(
                DataDiagnostics.ShapeMismatch,
                $"its samples are {DeclaredShape}, the model's input takes {shape}; give an array [N,{shape.ToString()[1..]}",
                Path);
        }

        return ReadBatches(shape, batchSize, progress, cancellationToken);
    }

    private IEnumerable<DataSet> ReadBatches(SampleShape shape, int batchSize, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        int length = (int)shape.Length;
        int position = 0;
        using NpyReader reader = _file.OpenSamples();
        for (int start = 0; start < Count; start += batchSize)
        {
            int count = Math.Min(batchSize, Count - start);
            float[] values = new float[(long)count * length];
            string[] names = new string[count];
            int[]? labels = _labels is null ? null : new int[count];
            for (int i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int index = _selected[start + i];
                int skipped = index - position;
                int slot = i;
                _file.Guard(() =>
                {
                    reader.Skip((long)skipped * length);
                    reader.Read(values.AsSpan(slot * length, length));
                    return true;
                });
                RequireFinite(values.AsSpan(slot * length, length), index);
                position = index + 1;
                names[i] = Name(index);
                if (labels is not null)
                {
                    labels[i] = _labels![index];
                }

                progress?.Report(start + i + 1);
            }

            yield return new DataSet(shape, values, names, labels);
        }
    }

    // One such number makes outputs, calibration and training of all that it is fed with worthless, and nothing behind could say where it came from.
    private void RequireFinite(ReadOnlySpan<float> sample, int index)
    {
        for (int place = 0; place < sample.Length; place++)
        {
            if (!float.IsFinite(sample[place]))
            {
                throw new RsdtrException(
                    DataDiagnostics.ArrayUnreadable,
                    string.Create(CultureInfo.InvariantCulture, $"its sample {index} holds {sample[place]} at number {place} of {sample.Length}; leave such samples out, or correct what makes them"),
                    Path);
            }
        }
    }

    private string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"{_stem}[{index}]");

    private SampleShape CheckedShape(NpyHeader header, out int count)
    {
        if (header.Element is not (NpyElement.Float32 or NpyElement.Float64))
        {
            throw new RsdtrException(
                DataDiagnostics.ArrayUnreadable, "its samples are integers; the network takes floating-point numbers as they are: save x.astype('float32')", Path);
        }

        // A size of 0 or beyond 32 bits cannot be a network's input; N of 0 is said apart.
        if (header.Shape.Count != 4 || header.Shape.Any(size => size > int.MaxValue) || header.Shape.Skip(1).Any(size => size < 1)
            || header.Shape.Skip(1).Aggregate(1.0, (product, size) => product * size) > Array.MaxLength)
        {
            throw new RsdtrException(
                DataDiagnostics.ShapeMismatch, $"its array is {header.ShowShape()}, not [N,C,H,W]; reshape it", Path);
        }

        if (header.Shape[0] == 0)
        {
            throw new RsdtrException(DataDiagnostics.EmptySet, $"its array {header.ShowShape()} holds no sample", Path);
        }

        count = (int)header.Shape[0];
        return new SampleShape((int)header.Shape[1], (int)header.Shape[2], (int)header.Shape[3]);
    }

    private int[]? ReadLabels()
    {
        using NpyReader? reader = _file.OpenLabels();
        if (reader is null)
        {
            return null;
        }

        if (reader.Header.Element is NpyElement.Float32 or NpyElement.Float64)
        {
            throw new RsdtrException(DataDiagnostics.ArrayUnreadable, "its labels 'y' are no integers; save y.astype('int64')", Path);
        }

        if (reader.Header.Shape.Count != 1 || reader.Header.Shape[0] != TotalCount)
        {
            throw new RsdtrException(
                DataDiagnostics.ShapeMismatch,
                string.Create(CultureInfo.InvariantCulture, $"its labels 'y' are {reader.Header.ShowShape()}, not [{TotalCount}], one for each sample"),
                Path);
        }

        return _file.Guard(() =>
        {
            long[] values = new long[TotalCount];
            reader.Read(values);
            return Array.ConvertAll(values, value => value is >= 0 and <= int.MaxValue
                ? (int)value
                : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the label {value} is no class index")));
        });
    }
}
