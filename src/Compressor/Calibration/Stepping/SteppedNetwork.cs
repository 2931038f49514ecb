using Google.Protobuf;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Threading;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>
/// A network that stands still at each of its layers: for many inputs it holds the values that are needed from there on, and
/// runs from stop to stop. What a layer computes with may be changed until its stop is passed. Each node runs once for each input.
/// </summary>
/// <remarks>
/// Inputs run side by side, each with one thread, so that the numbers do not depend on the number of threads. Calls of one instance must not overlap.
/// </remarks>
internal sealed class SteppedNetwork : IDisposable
{
    private readonly OnnxModel _model;
    private readonly IReadOnlyList<NetworkLayer> _stops;
    private readonly NetworkInputs _inputs;
    private readonly SteppingPlan _plan;
    private readonly LiveValues _live;

    /// <summary>Prepares; nothing runs yet.</summary>
    /// <param name="model">A canonical network; it is not changed.</param>
    /// <param name="stops">The layers to stop at, in the order of execution; each can be factorized.</param>
    /// <param name="inputs">What the network is fed.</param>
    /// <param name="count">How many of the inputs, the first ones; null: all.</param>
    /// <param name="kept">Values that are wanted to the end, for example the network's outputs; null: none.</param>
    public SteppedNetwork(
        OnnxModel model, IReadOnlyList<NetworkLayer> stops, NetworkInputs inputs, int? count = null, IReadOnlyCollection<string>? kept = null)
    {
        _model = model.Clone();
        _stops = stops;
        _inputs = inputs;
        _plan = new SteppingPlan(_model.Graph, stops, kept ?? []);
        _live = new LiveValues(Math.Min(count ?? inputs.Count, inputs.Count));
    }

    /// <summary>How many inputs run.</summary>
    public int Inputs => _live.Inputs;

    /// <summary>The stop that was reached; -1 before the first, the number of stops at the end.</summary>
    public int Position { get; private set; } = -1;

    /// <summary>The convolutions of the present stop's layer whose input is there.</summary>
    public IReadOnlyList<SampledNode> Sampled => _plan.Sampled(Position);

    /// <summary>Runs up to a stop.</summary>
    /// <param name="stop">Not before the present one; the number of stops runs to the end.</param>
    /// <param name="cancellation">Stops the runs; the network is then of no more use.</param>
    /// <exception cref="RsdtrException">
    /// ONNX Runtime refuses the segment (RSDTR1008), a run fails, or a value that lives beyond the stop is no tensor of numbers (RSDTR4003).
    /// </exception>
    public void AdvanceTo(int stop, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stop, Math.Max(0, Position));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stop, _plan.Stops);
        Segment segment = _plan.Between(Position, stop);
        using InferenceSession? session = segment.Outputs.Count == 0 ? null : Load(segment);
        bool begins = Position < 0;
        BoundedWork.For(_live.Inputs, index =>
        {
            if (begins)
            {
                Begin(index, stop, session, segment, cancellation);
            }
            else if (session is not null)
            {
                Run(index, session, segment, _live[index], cancellation);
            }
        }, cancellation);
        _live.Release(name => !_plan.IsLive(name, stop));
        Position = stop;
    }

    /// <summary>Gives a layer another kernel, and adds to its biases; its stop must not be passed.</summary>
    /// <param name="stop">The layer's stop.</param>
    /// <param name="kernel">T C kh kw numbers, for all convolutions that read the weight.</param>
    /// <param name="biasShift">T numbers that are added to the bias of each of these convolutions; empty leaves them as they are.</param>
    /// <exception cref="InvalidOperationException">The layer has run.</exception>
    /// <exception cref="ArgumentException">There is a shift, and a convolution has no stored bias, or one that other layers read.</exception>
    public void SetKernel(int stop, ReadOnlySpan<float> kernel, ReadOnlySpan<float> biasShift = default)
    {
        if (stop < Position)
        {
            throw new InvalidOperationException($"The layer '{_stops[stop].Name}' has run already.");
        }

        string weight = _stops[stop].Weight;
        if (!biasShift.IsEmpty)
        {
            if (!ConvolutionRewriter.CanShiftBias(_model.Graph, weight))
            {
                throw new ArgumentException($"The layer '{_stops[stop].Name}' has no stored bias of its own.", nameof(biasShift));
            }

            ConvolutionRewriter.ShiftBias(_model.Graph, weight, biasShift);
        }

        ConvolutionRewriter.ReplaceKernel(_model.Graph, weight, kernel);
    }

    /// <summary>A value that is there at the present stop; it stays this network's and lives until the next step.</summary>
    /// <exception cref="KeyNotFoundException">The value is not there.</exception>
    public Tensor Value(string name, int input) => _live[input][name];

    /// <summary>The values that are there at the present stop.</summary>
    public IEnumerable<Tensor> Values(int input) => _live[input].Values;

    /// <inheritdoc/>
    public void Dispose() => _live.Dispose();

    private void Begin(int index, int stop, InferenceSession? session, Segment segment, CancellationToken cancellation)
    {
        Dictionary<string, Tensor> fed = _inputs.Create(index);
        try
        {
            if (session is not null)
            {
                Run(index, session, segment, fed, cancellation);
            }
        }
        finally
        {
            foreach ((string name, Tensor tensor) in fed)
            {
                if (_plan.IsLive(name, stop))
                {
                    _live.Add(index, name, tensor);
                }
                else
                {
                    tensor.Dispose();
                }
            }
        }
    }

    private void Run(
        int index, InferenceSession session, Segment segment, IReadOnlyDictionary<string, Tensor> values, CancellationToken cancellation)
    {
        Dictionary<string, Tensor> fed = segment.Inputs.ToDictionary(name => name, name => values[name], StringComparer.Ordinal);
        TensorSet outputs = session.Run(fed, segment.Outputs, cancellation);
        foreach (string name in segment.Outputs)
        {
            _live.Add(index, name, outputs[name]);
        }
    }

    private InferenceSession Load(Segment segment) => InferenceSession.Load(
        SegmentModel.Build(_model, segment, segment.Inputs.Select(Declare)).Proto.ToByteArray(),
        new SessionOptions { IntraOpThreads = 1, AllowSpinning = false, MemoryPattern = false });

    private ValueInfoProto Declare(string name)
    {
        if (_model.Graph.Inputs.FirstOrDefault(input => input.Name == name) is { } declared)
        {
            return declared;
        }

        // Sizes that are the same for all inputs are told: ONNX Runtime plans better with them.
        Tensor first = _live[0][name];
        TypeProto.Types.Tensor type = new() { ElemType = (int)first.ElementType };
        if (All(tensor => tensor.Dimensions.Length == first.Dimensions.Length))
        {
            type.Shape = new TensorShapeProto();
            for (int axis = 0; axis < first.Dimensions.Length; axis++)
            {
                int at = axis;
                long size = first.Dimensions[axis];
                bool same = All(tensor => tensor.Dimensions[at] == size);
                type.Shape.Dim.Add(same ? new TensorShapeProto.Types.Dimension { DimValue = size } : new TensorShapeProto.Types.Dimension());
            }
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };

        bool All(Func<Tensor, bool> holds) => Enumerable.Range(0, Inputs).All(index => holds(_live[index][name]));
    }
}
