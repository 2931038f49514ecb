using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>The outputs of a network that hold numbers. Texts, sequences and maps, such as the name of a class beside its scores, can be neither read here nor compared.</summary>
internal static class NumericOutputs
{
    /// <summary>Their names in the network's order; a run may be asked for them alone, but not for none.</summary>
    public static string[] Of(InferenceSession network) => [.. network.Outputs.Where(IsNumeric).Select(output => output.Name)];

    /// <summary>Whether an output is a tensor of numbers or truth values.</summary>
    public static bool IsNumeric(TensorDescription output) => output.ElementType is not (TensorElementType.Undefined or TensorElementType.Text);
}
