namespace RsdtrEdge.Compressor.Differentiation;

/// <summary>How one kind of operator passes derivatives from its outputs to its inputs: the adjoint of its Jacobian, as ONNX nodes.</summary>
internal interface IGradientRule
{
    /// <summary>The operators of ONNX's own set that it is for.</summary>
    IReadOnlyList<string> OpTypes { get; }

    /// <summary>Whether it looks at all outputs; otherwise only the first may lead to an output of the network.</summary>
    bool ReadsAllOutputs => false;

    /// <summary>
    /// Emits the gradient of each input that is wanted, or says why there is none. An input that it passes over counts as blocked.
    /// </summary>
    /// <param name="node">The node; at least one of its outputs has a gradient.</param>
    void Emit(GradientNode node);
}
