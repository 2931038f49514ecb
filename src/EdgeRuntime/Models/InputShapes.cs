using System.Collections.Immutable;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Models;

/// <summary>Settles the shape of the one input of an <see cref="EdgeModel"/>.</summary>
internal static class InputShapes
{
    /// <summary>The model's own shape with a batch of one, or the given one where it fits.</summary>
    /// <exception cref="RsdtrException">RSDTR4004: there is not one float32 input, or its shape stays open, or the given one does not fit.</exception>
    public static ImmutableArray<long> Resolve(ImmutableArray<TensorDescription> inputs, ImmutableArray<long> given, string? file)
    {
        if (inputs.Length != 1 || inputs[0].ElementType != TensorElementType.Float)
        {
            throw Mismatch(file, $"the model takes {string.Join(", ", inputs)}; EdgeModel and rsdtr-edge run models with one float32 input: run it by InferenceSession, in code.");
        }

        TensorDescription input = inputs[0];
        ImmutableArray<long> declared = input.Dimensions;
        if (!given.IsDefaultOrEmpty)
        {
            bool fits = given.Length == declared.Length
                && given.Zip(declared).All(pair => pair.First > 0 && (pair.Second < 0 || pair.First == pair.Second));
            return fits ? Bounded(given, input, file) : throw Mismatch(file, $"the input '{input.Name}' takes {input.Shape}; {TensorShape.Describe(given.AsSpan())} was asked for.");
        }

        ImmutableArray<long> resolved = declared is [< 0, ..] ? declared.SetItem(0, 1) : declared;
        return resolved.All(size => size > 0)
            ? Bounded(resolved, input, file)
            : throw Mismatch(file, $"the input '{input.Name}' {input.Shape} leaves more open than the batch size: give its shape (--input-shape; in code EdgeModelOptions.InputShape).");
    }

    // The elements are shown as one span, whose length is an int.
    private static ImmutableArray<long> Bounded(ImmutableArray<long> shape, TensorDescription input, string? file) =>
        shape.Aggregate(1.0, (count, size) => count * size) <= Array.MaxLength
            ? shape
            : throw Mismatch(file, $"the input '{input.Name}' {TensorShape.Describe(shape.AsSpan())} has more elements than {Array.MaxLength}, the most that EdgeModel takes: give a smaller shape (--input-shape; in code EdgeModelOptions.InputShape), or use InferenceSession, in code.");

    private static RsdtrException Mismatch(string? file, string message) => new(RuntimeDiagnostics.TensorMismatch, message, file);
}
