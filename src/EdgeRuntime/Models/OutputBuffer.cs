using System.Collections.Immutable;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Models;

/// <summary>
/// One output of an <see cref="EdgeModel"/>. ONNX Runtime makes its value in the first run. Where the declared shape
/// follows from the input's, that value is given to all later runs to be written in place; otherwise each run makes a new one.
/// </summary>
internal sealed unsafe class OutputBuffer
{
    private readonly string? _file;
    private float* _data;
    private int _length;
    private bool _hasRun;

    /// <summary>Describes an output.</summary>
    /// <param name="description">What the model declares of it.</param>
    /// <param name="input">What the model declares of its input.</param>
    /// <param name="inputShape">The shape that the input really has.</param>
    /// <param name="file">The model's file, for errors.</param>
    public OutputBuffer(TensorDescription description, TensorDescription input, ImmutableArray<long> inputShape, string? file)
    {
        _file = file;
        Description = description;
        Shape = [.. description.Dimensions.Select((size, axis) => size >= 0 ? size : SizeOf(description.SymbolicNames[axis], input, inputShape))];
        IsFixed = description.ElementType != TensorElementType.Undefined && !Shape.Contains(-1);
    }

    /// <summary>What the model declares.</summary>
    public TensorDescription Description { get; }

    /// <summary>
    /// Whether every run gives the same shape, so that the value is reused. As declared, until a run gives another: ONNX Runtime only warns then, and a shape that is
    /// wrong once, as of boxes in a graph that was traced with one image, may change with each input.
    /// </summary>
    public bool IsFixed { get; private set; }

    /// <summary>The shape, -1 where it is not known before the first run.</summary>
    public ImmutableArray<long> Shape { get; private set; }

    /// <summary>Forgets the value of the last run: one that is released, or that a run which failed may have written a part of.</summary>
    public void Forget() => _hasRun = false;

    /// <summary>Takes in the value of a run: the shape of a tensor of any type, and the elements of one of float32.</summary>
    public void Read(OnnxRuntime runtime, nint value)
    {
        if (Description.ElementType == TensorElementType.Undefined || (IsFixed && _hasRun))
        {
            return;
        }

        OrtApi api = runtime.Api;
        nint info;
        nuint count, rank;
        runtime.Check(api.GetTensorTypeAndShape(value, &info));
        try
        {
            runtime.Check(api.GetTensorShapeElementCount(info, &count));
            runtime.Check(api.GetDimensionsCount(info, &rank));
            Span<long> sizes = stackalloc long[checked((int)rank)];
            fixed (long* first = sizes)
            {
                runtime.Check(api.GetDimensions(info, first, rank));
            }

            if (!sizes.SequenceEqual(Shape.AsSpan()))
            {
                IsFixed = false;
                Shape = ImmutableArray.Create<long>(sizes);
            }
        }
        finally
        {
            api.ReleaseTensorTypeAndShapeInfo(info);
        }

        if (Description.ElementType == TensorElementType.Float)
        {
            void* elements;
            runtime.Check(api.GetTensorMutableData(value, &elements));
            _data = (float*)elements;
            _length = checked((int)count);
        }

        _hasRun = true;
    }

    /// <summary>The elements of the last run.</summary>
    /// <exception cref="InvalidOperationException">There was no run, or it failed.</exception>
    /// <exception cref="RsdtrException">RSDTR4004: they are not float32.</exception>
    public ReadOnlySpan<float> AsSpan()
    {
        if (Description.ElementType != TensorElementType.Float)
        {
            throw new RsdtrException(RuntimeDiagnostics.TensorMismatch, $"the output {Description} is not float32: export the network without what makes another type of it, with what it computes as its first output, or run it by InferenceSession.", _file);
        }

        return _hasRun ? new ReadOnlySpan<float>(_data, _length) : throw new InvalidOperationException("The model has not run yet, or its last run failed.");
    }

    private static long SizeOf(string symbol, TensorDescription input, ImmutableArray<long> inputShape)
    {
        int axis = symbol.Length == 0 ? -1 : input.SymbolicNames.IndexOf(symbol);
        return axis < 0 ? -1 : inputShape[axis];
    }
}
