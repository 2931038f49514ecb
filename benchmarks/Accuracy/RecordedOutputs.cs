using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>All outputs of a network over some images, one image a run, in ONNX Runtime with two threads.</summary>
internal sealed class RecordedOutputs
{
    private const int Threads = 2;

    // [image][output][element]
    private readonly float[][][] _values;

    private RecordedOutputs(IReadOnlyList<string> names, float[][][] values) => (Names, _values) = (names, values);

    /// <summary>The outputs' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Loads a model, as the table's runs do.</summary>
    public static InferenceSession Load(string model) =>
        InferenceSession.Load(model, new SessionOptions { IntraOpThreads = Threads, AllowSpinning = false });

    /// <summary>Runs a network.</summary>
    /// <param name="session">The network, with one float input [batch, channels, height, width] and float outputs.</param>
    /// <param name="images">The images.</param>
    /// <param name="indices">Which of them.</param>
    public static RecordedOutputs Run(InferenceSession session, DataSet images, IReadOnlyList<int> indices)
    {
        string[] names = [.. session.Outputs.Select(output => output.Name)];
        float[][][] values = new float[indices.Count][][];
        for (int i = 0; i < values.Length; i++)
        {
            using Tensor input = Tensor.Create(images.Tensor(indices[i]), 1, images.Shape.Channels, images.Shape.Height, images.Shape.Width);
            using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { [session.Inputs[0].Name] = input });
            values[i] = [.. names.Select(name => outputs[name].ToArray<float>())];
        }

        return new RecordedOutputs(names, values);
    }

    /// <summary>The outputs of some of the images.</summary>
    public RecordedOutputs Take(IEnumerable<int> places) => new(Names, [.. places.Select(place => _values[place])]);

    /// <summary>How many images the network puts into their class: the largest value of its first output, the first of equal ones.</summary>
    /// <param name="labels">The classes of the images.</param>
    public int CountCorrect(IReadOnlyList<int> labels) =>
        Enumerable.Range(0, _values.Length).Count(image => _values[image][0].AsSpan().IndexOf(_values[image][0].Max()) == labels[image]);

    /// <summary>
    /// The relative error of each output in the order of <see cref="Names"/>: the Frobenius norm of the difference over that of
    /// this network's output, over all images together.
    /// </summary>
    /// <param name="changed">The outputs of the other network for the same images.</param>
    public double[] RelativeErrors(RecordedOutputs changed) => [.. Names.Select((name, output) =>
    {
        int other = changed.Names.ToList().IndexOf(name);
        double difference = 0;
        double norm = 0;
        for (int image = 0; image < _values.Length; image++)
        {
            float[] x = _values[image][output];
            float[] y = changed._values[image][other];
            for (int i = 0; i < x.Length; i++)
            {
                difference += ((double)x[i] - y[i]) * ((double)x[i] - y[i]);
                norm += (double)x[i] * x[i];
            }
        }

        return Math.Sqrt(difference / norm);
    })];
}
