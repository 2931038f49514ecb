using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;

namespace RsdtrEdge.Compressor.Calibration.OutputEffects;

/// <summary>
/// What a change of a layer does to the network's output, to second order and in two factors. A change dW of the kernel moves the product
/// &lt;v, output&gt; of an input by &lt;D, dW&gt;, where D = sum over positions of g x^T (T x P), g the gradient with respect to the layer's output and x the
/// input patch about its mean. The mean of &lt;D, dW&gt;^2 over inputs and random v is the squared change of the output, the Gauss-Newton form of the loss; a
/// matrix of (T P)^2 numbers, of which the two factors here are kept.
/// </summary>
/// <remarks>
/// Kronecker factors of that form: Martens and Grosse, "Optimizing neural networks with Kronecker-factored approximate curvature", arXiv
/// 1503.05671; for convolutions Grosse and Martens, arXiv 1602.01407, section 3. Only ratios count: neither factor has a scale of its own.
/// </remarks>
/// <param name="Outputs">The mean of g g^T over inputs and positions, T x T: which directions of the layer's output count.</param>
/// <param name="Inputs">
/// The mean of D^T D over inputs, P x P: which directions of its patches count, with what positions share and what later layers average away; null
/// where patches have more than <see cref="LayerMoments.ExactSize"/> numbers.
/// </param>
internal sealed record OutputEffect(Matrix Outputs, Matrix? Inputs)
{
    private readonly Lazy<OutputWeighting> _weighting = new(() => OutputWeighting.Of(Outputs));

    /// <summary>The output factor as it weighs errors.</summary>
    public OutputWeighting Weighting => _weighting.Value;
}
