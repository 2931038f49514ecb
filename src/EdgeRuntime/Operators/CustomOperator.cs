namespace RsdtrEdge.Runtime.Operators;

/// <summary>An operator that this process computes itself, within a session of ONNX Runtime. All its inputs and outputs are float32 tensors.</summary>
internal abstract class CustomOperator
{
    /// <summary>The operator's name in its domain.</summary>
    public abstract string Name { get; }

    /// <summary>How many inputs it has.</summary>
    public abstract int Inputs { get; }

    /// <summary>How many outputs it has at most; a node may leave out all but the first.</summary>
    public abstract int Outputs { get; }

    /// <summary>Makes what computes one node. It is disposed with the session where it is <see cref="IDisposable"/>.</summary>
    /// <param name="attributes">The node's attributes.</param>
    /// <exception cref="RsdtrEdge.Runtime.Diagnostics.RsdtrException">An attribute is missing; the session is then refused (RSDTR1008).</exception>
    public abstract OperatorKernel CreateKernel(OperatorAttributes attributes);
}
