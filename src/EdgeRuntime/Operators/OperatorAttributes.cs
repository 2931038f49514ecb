using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Operators;

/// <summary>The attributes of a node, while its kernel is made.</summary>
internal readonly unsafe ref struct OperatorAttributes
{
    private readonly OnnxRuntime _runtime;
    private readonly nint _node;

    /// <summary>Reads those of a node.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="node">An <c>OrtKernelInfo*</c>.</param>
    public OperatorAttributes(OnnxRuntime runtime, nint node)
    {
        _runtime = runtime;
        _node = node;
    }

    /// <summary>A list of integers.</summary>
    /// <exception cref="Diagnostics.RsdtrException">The node has none of that name (RSDTR4003).</exception>
    public long[] Integers(string name)
    {
        using NativeText text = NativeText.OfText(name);
        nuint count = 0;
        _runtime.Check(_runtime.Api.KernelInfoGetAttributeArrayInt64(_node, (byte*)text.Pointer, null, &count));
        long[] numbers = new long[count];
        fixed (long* first = numbers)
        {
            _runtime.Check(_runtime.Api.KernelInfoGetAttributeArrayInt64(_node, (byte*)text.Pointer, first, &count));
        }

        return numbers;
    }
}
