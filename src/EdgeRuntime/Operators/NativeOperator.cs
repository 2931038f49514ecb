using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Operators;

/// <summary>What ONNX Runtime keeps of an operator, and behind it what the callbacks find the managed side by.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeOperator
{
    /// <summary>First, so that both have one address.</summary>
    public OrtCustomOp Native;

    /// <summary>The operator's name, null-terminated.</summary>
    public byte* Name;

    /// <summary>The numbers of inputs and outputs.</summary>
    public int Inputs;

    /// <inheritdoc cref="Inputs"/>
    public int Outputs;

    /// <summary>A handle of the <see cref="CustomOperatorDomain.Entry"/>.</summary>
    public nint Entry;
}
