using System.Globalization;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>Feeds a network, one input after the other: images for its one image input, or seeded noise for all its inputs.</summary>
internal sealed class NetworkInputs
{
    // What stands for an open spatial size when noise is fed: a multiple of every usual stride.
    private const long OpenSpatialSize = 224;

    // 1 GiB of float32: more than any network takes at once, and less than memory for a few of them.
    private const long MostNumbers = 1L << 28;

    private readonly IReadOnlyList<TensorDescription> _inputs;
    private readonly DataSet? _images;
    private readonly StreamedImages? _streamed;
    private readonly int _seed;
    private readonly bool _isPositive;
    private readonly SampleShape? _openShape;
    private InferenceSession? _maker;
    private IReadOnlyList<string> _made = [];

    private NetworkInputs(
        IReadOnlyList<TensorDescription> inputs, DataSet? images, int count, int seed, StreamedImages? streamed = null, bool isPositive = false, SampleShape? openShape = null)
    {
        _inputs = inputs;
        _images = images;
        _streamed = streamed;
        Count = count;
        _seed = seed;
        _isPositive = isPositive;
        _openShape = openShape;
    }

    /// <summary>How many inputs there are.</summary>
    public int Count { get; }

    /// <summary>The images, where there are such and all of them are in memory as they are fed.</summary>
    public DataSet? Images => _images;

    /// <summary>Whether images are fed, not noise.</summary>
    public bool AreImages => _images is not null || _streamed is not null;

    /// <summary>The shape of the images; null where noise is fed.</summary>
    public SampleShape? ImageShape => _images?.Shape ?? _streamed?.Shape;

    /// <summary>Seeded noise: a standard normal for floating-point inputs, uniform bytes for integers, either value for booleans.</summary>
    /// <param name="session">The network that is fed.</param>
    /// <param name="count">How many inputs.</param>
    /// <param name="seed">The seed of the first; each further one has the next.</param>
    /// <param name="isPositive">Whether floating-point numbers are without their sign.</param>
    /// <param name="openShape">What stands for the sizes that an image input leaves open, mostly those of the images that the network is made for: layers behind may take no others. Null: 224.</param>
    public static NetworkInputs Synthetic(InferenceSession session, int count, int seed, bool isPositive = false, SampleShape? openShape = null) =>
        new(session.Inputs, null, count, seed, isPositive: isPositive, openShape: openShape);

    /// <summary>Images or arrays from a path.</summary>
    /// <param name="session">The network that is fed.</param>
    /// <param name="path">A folder, archive or array file.</param>
    /// <param name="options">How the data is read.</param>
    /// <param name="threads">Threads that decode; 0 is one for each processor.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="progress">Hears how many images are read, and of how many; may be called from several threads.</param>
    /// <exception cref="RsdtrException">The network does not take one image (RSDTR1103), or the data cannot be read (RSDTR11xx).</exception>
    public static NetworkInputs FromData(
        InferenceSession session, string path, DataSourceOptions options, int threads, CancellationToken cancellation,
        Action<int, int>? progress = null)
    {
        DataSource source = DataSource.Open(path, options);
        SampleShape shape = ShapeFor(session, source);
        DataSet images = source.Load(
            shape.Channels, shape.Height, shape.Width, threads > 0 ? threads : -1,
            progress is null ? null : new Listener(done => progress(done, source.Count)), cancellation);
        return Of(session, images);
    }

    /// <summary>Images that are in memory already.</summary>
    /// <param name="session">The network that is fed.</param>
    /// <param name="images">Images of <see cref="ShapeFor"/>.</param>
    public static NetworkInputs Of(InferenceSession session, DataSet images) => new(session.Inputs, images, images.Count, 0);

    /// <summary>Images that are brought one by one, each when it is fed.</summary>
    /// <param name="session">The network that is fed.</param>
    /// <param name="images">Images of <see cref="ShapeFor"/>.</param>
    public static NetworkInputs Of(InferenceSession session, StreamedImages images) => new(session.Inputs, null, images.Count, 0, images);

    /// <summary>The shape in which a network takes images; where it leaves one open, that of the data.</summary>
    /// <param name="session">The network.</param>
    /// <param name="source">The data.</param>
    /// <exception cref="RsdtrException">The network does not take one image (RSDTR1103).</exception>
    public static SampleShape ShapeFor(InferenceSession session, DataSource source)
    {
        if (session.Inputs is not [{ ElementType: TensorElementType.Float, Dimensions.Length: 4 } input])
        {
            throw new RsdtrException(
                DataDiagnostics.ShapeMismatch,
                $"The network takes {string.Join("; ", session.Inputs)}: images can be fed to a network with one float input [batch, channels, height, width].",
                source.Path);
        }

        SampleShape? declared = source.DeclaredShape;
        int Size(int axis, int? own) => input.Dimensions[axis] > 0 ? (int)input.Dimensions[axis] : own ?? (axis == 1 ? 3 : (int)OpenSpatialSize);
        if (input.Dimensions[0] > 1)
        {
            throw new RsdtrException(
                DataDiagnostics.ShapeMismatch,
                string.Create(CultureInfo.InvariantCulture, $"The network takes batches of exactly {input.Dimensions[0]} images: export it with an open batch or a batch of 1."),
                source.Path);
        }

        return new SampleShape(Size(1, declared?.Channels), Size(2, declared?.Height), Size(3, declared?.Width));
    }

    /// <summary>
    /// The images in two parts that have none in common: one that steers, and one, a quarter, that judges. The same set twice where
    /// there are fewer than eight, or no images at all.
    /// </summary>
    /// <param name="seed">The seed of the split.</param>
    public (NetworkInputs Steering, NetworkInputs HeldOut) Split(int seed)
    {
        if (_images is not { Count: >= 8 })
        {
            return (this, this);
        }

        (int[] steering, int[] heldOut) = _images.Split(0.25, seed);
        return (With(_images.Subset(steering)), With(_images.Subset(heldOut)));

        NetworkInputs With(DataSet images) => new(_inputs, images, images.Count, 0);
    }

    /// <summary>At most so many of the images, spread evenly; noise is taken as it is.</summary>
    public NetworkInputs Take(int count) => _images is null || _images.Count <= count
        ? this
        : new(_inputs, _images.Subset([.. Enumerable.Range(0, count).Select(index => (int)((long)index * _images.Count / count))]), count, 0);

    /// <summary>The same, each with values that a network gives of it.</summary>
    /// <param name="maker">A network with the same inputs; it stays the caller's.</param>
    /// <param name="values">Which of its outputs.</param>
    public NetworkInputs With(InferenceSession maker, IReadOnlyList<string> values) =>
        new(_inputs, _images, Count, _seed, _streamed, _isPositive, _openShape) { _maker = maker, _made = values };

    /// <summary>The label of an input; null where it has none.</summary>
    public int? LabelOf(int index) => (_images?.Labels ?? _streamed?.Labels)?[index];

    /// <summary>Why the labels cannot be a network's classes (<see cref="LabelFit"/>); null where they can, or where there are none.</summary>
    /// <param name="classes">The network's classes.</param>
    public string? LabelFault(long classes) => (_images?.Labels ?? _streamed?.Labels) is { } labels
        ? LabelFit.Fault(_images?.ClassNames.Count ?? _streamed?.ClassFolders ?? 0, labels, classes)
        : null;

    /// <summary>The tensors of one input; the caller disposes them.</summary>
    public Dictionary<string, Tensor> Create(int index)
    {
        Dictionary<string, Tensor> tensors = CreateOwn(index);
        if (_maker is null)
        {
            return tensors;
        }

        try
        {
            TensorSet made = _maker.Run(tensors, _made);
            foreach (string name in made.Names)
            {
                tensors.Add(name, made[name]);
            }

            return tensors;
        }
        catch
        {
            foreach (Tensor tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw;
        }
    }

    /// <summary>Works with the tensors of one input, and disposes them and what was added to them.</summary>
    /// <param name="index">The input's index.</param>
    /// <param name="work">What is done with the tensors, by the inputs' names.</param>
    public void Use(int index, Action<Dictionary<string, Tensor>> work)
    {
        Dictionary<string, Tensor> tensors = Create(index);
        try
        {
            work(tensors);
        }
        finally
        {
            foreach (Tensor tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }
    }

    private Dictionary<string, Tensor> CreateOwn(int index)
    {
        if (_images is not null)
        {
            SampleShape shape = _images.Shape;
            return new() { [_inputs[0].Name] = Tensor.Create(_images.Tensor(index), 1, shape.Channels, shape.Height, shape.Width) };
        }

        if (_streamed is not null)
        {
            SampleShape shape = _streamed.Shape;
            float[] image = new float[shape.Length];
            _streamed.Read(index, image);
            return new() { [_inputs[0].Name] = Tensor.Create<float>(image, 1, shape.Channels, shape.Height, shape.Width) };
        }

        SeededGenerator generator = new(_seed + index);
        return _inputs.ToDictionary(input => input.Name, input => Noise(input, SizesOf(input), _isPositive ? () => Math.Abs(generator.NextNormal()) : generator.NextNormal, generator));
    }

    // An open batch is one, open channels are colours.
    private long[] SizesOf(TensorDescription input)
    {
        SampleShape? images = input.Dimensions.Length == 4 ? _openShape : null;
        long[] sizes =
        [
            .. input.Dimensions.Select((size, axis) => size >= 0 ? size : (axis, images, input.Dimensions.Length) switch
            {
                (0, _, _) => 1,
                (1, var shape, 4) => shape?.Channels ?? 3,
                (2, { Height: var height }, _) => height,
                (3, { Width: var width }, _) => width,
                _ => OpenSpatialSize,
            }),
        ];
        // In floating point, for the product may be beyond any integer.
        double numbers = sizes.Aggregate(1.0, (product, size) => product * size);
        return numbers <= MostNumbers ? sizes : throw new RsdtrException(
            ModelDiagnostics.UnknownShape,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The input {input} would be fed {numbers:F0} numbers, {OpenSpatialSize} along each axis that it leaves open; the most is {MostNumbers}: export the model with fixed, smaller sizes."));
    }

    private static Tensor Noise(TensorDescription input, long[] dims, Func<double> normal, SeededGenerator generator)
    {
        int length = (int)dims.Aggregate(1L, (product, size) => product * size);
        return input.ElementType switch
        {
            TensorElementType.Float => Tensor.Create<float>(Fill(length, () => (float)normal()), dims),
            TensorElementType.Double => Tensor.Create<double>(Fill(length, normal), dims),
            TensorElementType.Float16 => Tensor.Create<Half>(Fill(length, () => (Half)normal()), dims),
            TensorElementType.Bool => Tensor.Create<bool>(Fill(length, () => generator.NextInt32(2) == 1), dims),
            TensorElementType.UInt8 => Tensor.Create<byte>(Fill(length, () => (byte)generator.NextInt32(256)), dims),
            TensorElementType.Int32 => Tensor.Create<int>(Fill(length, () => generator.NextInt32(256)), dims),
            TensorElementType.Int64 => Tensor.Create<long>(Fill(length, () => (long)generator.NextInt32(256)), dims),
            _ => throw new RsdtrException(
                ModelDiagnostics.RejectedByRuntime, $"The input {input} cannot be fed with seeded values: export the model with inputs of float, float16, double, bool, uint8, int32 or int64."),
        };
    }

    private static T[] Fill<T>(int length, Func<T> next)
    {
        T[] values = new T[length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = next();
        }

        return values;
    }

    private sealed class Listener(Action<int> hear) : IProgress<int>
    {
        public void Report(int value) => hear(value);
    }
}
