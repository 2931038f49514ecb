using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Shapes.Rules;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Einsum: the gradient of an operand is the Einstein sum of the output's gradient and the other operands that has the operand's labels.</summary>
internal sealed class EinsumRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Einsum"];

    public void Emit(GradientNode node)
    {
        TensorShape?[] shapes = [.. node.Proto.Input.Select((_, input) => node.Shape(input))];
        if (shapes.Any(shape => shape is null) || node.OutputShape(0) is not { } whole)
        {
            node.Block("multiplies operands of unknown rank");
            return;
        }

        EinsumEquation equation = EinsumEquation.Parse(node.Context);
        IReadOnlyDictionary<char, Dimension> sizes = equation.SizesOf(node.Context, shapes!);
        Dictionary<char, long> counts = sizes.ToDictionary(size => size.Key, size => size.Value.Value ?? 1);
        for (int input = 0; input < equation.Inputs.Count; input++)
        {
            if (!node.Wants(input))
            {
                continue;
            }

            string own = equation.Inputs[input];
            Operand[] others =
            [
                new(equation.Output, whole, node.Gradient),
                .. equation.Inputs.Select((labels, other) => new Operand(labels, shapes[other]!, node.Input(other))).Where((_, other) => other != input),
            ];

            // A sum over one element is that element.
            string summed = string.Concat(own.Where(label => sizes[label].Value != 1 || Array.Exists(others, other => other.Labels.Contains(label, StringComparison.Ordinal))));
            if (Obstacle(own, summed, shapes[input]!, others, sizes) is { } obstacle)
            {
                node.Block(input, obstacle);
                continue;
            }

            IReadOnlyList<int> order = ContractionOrder.Cheapest([.. others.Select(other => other.Labels)], summed, counts);
            string equationOfGradient = EinsumEquation.InLetters([.. order.Select(at => others[at].Labels)], summed);
            string gradient = node.Writer.Node("Einsum", order.Select(at => others[at].Value), NodeBuilder.String("equation", equationOfGradient));
            node.Give(input, summed == own ? gradient : node.Writer.ReshapeLike(gradient, node.Input(input)));
        }
    }

    private static string? Obstacle(string own, string summed, TensorShape shape, Operand[] others, IReadOnlyDictionary<char, Dimension> sizes) =>
        own.Distinct().Count() < own.Length ? "takes a diagonal of the operand"
        : own.Where((label, axis) => shape[axis].Value != sizes[label].Value).Any() ? "repeats the operand along an axis"
        : !summed.All(label => Array.Exists(others, other => other.Has(label, sizes[label]))) ? "sums the operand alone along an axis"
        : null;

    private readonly record struct Operand(string Labels, TensorShape Shape, string Value)
    {
        // Whether it has a label, and is not repeated along it.
        public bool Has(char label, Dimension size)
        {
            int axis = Labels.IndexOf(label, StringComparison.Ordinal);
            return axis >= 0 && Shape[axis].Value == size.Value;
        }
    }
}
