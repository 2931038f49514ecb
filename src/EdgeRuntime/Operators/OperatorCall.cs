using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Operators;

/// <summary>One call of an operator: its inputs, and the outputs that it makes. Nothing is allocated.</summary>
internal readonly unsafe ref struct OperatorCall
{
    private readonly OnnxRuntime _runtime;
    private readonly nint _context;

    /// <summary>Reads a call.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="context">An <c>OrtKernelContext*</c>.</param>
    public OperatorCall(OnnxRuntime runtime, nint context)
    {
        _runtime = runtime;
        _context = context;
    }

    private OrtApi Api => _runtime.Api;

    /// <summary>How many outputs the node has; those that nobody reads are left out from behind.</summary>
    public int OutputCount
    {
        get
        {
            nuint count;
            _runtime.Check(Api.KernelContextGetOutputCount(_context, &count));
            return (int)count;
        }
    }

    /// <summary>The numbers of an input.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="dimensions">Takes its dimensions.</param>
    /// <exception cref="ArgumentException">It has another number of dimensions.</exception>
    public float* Input(int index, Span<long> dimensions)
    {
        float* numbers = Input(index, dimensions, out int rank);
        return rank == dimensions.Length ? numbers : throw new ArgumentException($"Input {index + 1} has {rank} dimensions, not {dimensions.Length}.");
    }

    /// <summary>The numbers of an input of any number of dimensions.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="dimensions">Takes its dimensions, from the beginning.</param>
    /// <param name="rank">How many it has.</param>
    /// <exception cref="ArgumentException">It has more dimensions than there is room for.</exception>
    public float* Input(int index, Span<long> dimensions, out int rank)
    {
        nint value, type;
        void* data;
        nuint count;
        _runtime.Check(Api.KernelContextGetInput(_context, (nuint)index, &value));
        _runtime.Check(Api.GetTensorTypeAndShape(value, &type));
        try
        {
            _runtime.Check(Api.GetDimensionsCount(type, &count));
            rank = (int)count;
            if (rank > dimensions.Length)
            {
                throw new ArgumentException($"Input {index + 1} has {rank} dimensions, not {dimensions.Length}.");
            }

            fixed (long* first = dimensions)
            {
                _runtime.Check(Api.GetDimensions(type, first, count));
            }
        }
        finally
        {
            Api.ReleaseTensorTypeAndShapeInfo(type);
        }

        _runtime.Check(Api.GetTensorMutableData(value, &data));
        return (float*)data;
    }

    /// <summary>Makes an output.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="dimensions">Its dimensions.</param>
    /// <returns>Its numbers, to be written.</returns>
    public float* Output(int index, ReadOnlySpan<long> dimensions)
    {
        nint value;
        void* data;
        fixed (long* first = dimensions)
        {
            _runtime.Check(Api.KernelContextGetOutput(_context, (nuint)index, first, (nuint)dimensions.Length, &value));
        }

        _runtime.Check(Api.GetTensorMutableData(value, &data));
        return (float*)data;
    }
}
