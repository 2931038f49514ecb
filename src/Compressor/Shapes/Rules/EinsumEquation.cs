using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>
/// The equation of an Einsum node, for example <c>atb,bcd-&gt;atcd</c> (ONNX operator Einsum, after numpy.einsum). The axes of
/// an ellipsis get labels of their own: digits, counted from the last axis.
/// </summary>
/// <param name="Inputs">For each operand the labels of its axes.</param>
/// <param name="Output">The labels of the output's axes.</param>
internal sealed record EinsumEquation(IReadOnlyList<string> Inputs, string Output)
{
    private const string Ellipsis = "...";

    /// <summary>Reads a node's equation, its ellipses spelled out for the ranks of its inputs.</summary>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">The equation cannot be read or does not fit the inputs (RSDTR1009).</exception>
    public static EinsumEquation Parse(ShapeContext context)
    {
        string equation = new([.. context.Node.GetString("equation", "").Where(character => !char.IsWhiteSpace(character))]);
        string[] sides = equation.Split("->");
        string[] operands = sides[0].Split(',');
        if (sides.Length > 2 || operands.Length != context.InputCount || !operands.Concat(sides.Skip(1)).All(IsWellFormed))
        {
            throw context.Malformed($"has the equation '{equation}' for {context.InputCount} inputs");
        }

        int ellipsisRank = 0;
        for (int index = 0; index < operands.Length; index++)
        {
            ellipsisRank = Math.Max(ellipsisRank, EllipsisRank(context, index, operands[index]));
        }

        string[] spelled = [.. operands.Select((operand, index) => Spell(operand, EllipsisRank(context, index, operand)))];
        string output = sides.Length == 2 ? Spell(sides[1], ellipsisRank) : Implicit(spelled);
        return output.All(label => spelled.Any(operand => operand.Contains(label, StringComparison.Ordinal)))
            ? new EinsumEquation(spelled, output)
            : throw context.Malformed($"has the equation '{equation}', whose output has a label that no input has");
    }

    /// <summary>The size of each label.</summary>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">A label has two sizes (RSDTR1009).</exception>
    public IReadOnlyDictionary<char, Dimension> SizesOf(ShapeContext context, IReadOnlyList<TensorShape> shapes)
    {
        Dictionary<char, Dimension> sizes = [];
        for (int operand = 0; operand < Inputs.Count; operand++)
        {
            if (Inputs[operand].Length != shapes[operand].Rank)
            {
                throw context.Malformed($"has {Inputs[operand].Length} labels for its input {shapes[operand]}");
            }

            for (int axis = 0; axis < shapes[operand].Rank; axis++)
            {
                char label = Inputs[operand][axis];
                Dimension size = shapes[operand][axis];
                Dimension before = sizes.GetValueOrDefault(label, Dimension.Of(1));
                sizes[label] = (before.Value, size.Value) switch
                {
                    // A size of 1 broadcasts to the other one.
                    (1, _) => size,
                    (_, 1) => before,
                    _ when before.Contradicts(size) => throw context.Malformed($"gives the label '{label}' the sizes {before} and {size}"),
                    _ => before.Or(size),
                };
            }
        }

        return sizes;
    }

    /// <summary>The text of an equation, as a node has it: the axes of an ellipsis get letters that are free.</summary>
    /// <param name="inputs">The labels of each operand.</param>
    /// <param name="output">The output's labels.</param>
    public static string InLetters(IReadOnlyList<string> inputs, string output)
    {
        string text = $"{string.Join(',', inputs)}->{output}";
        char[] free = [.. Enumerable.Range('a', 26).Concat(Enumerable.Range('A', 26)).Select(letter => (char)letter).Where(letter => !text.Contains(letter, StringComparison.Ordinal))];
        return string.Concat(text.Select(label => char.IsAsciiDigit(label) ? free[label - '0'] : label));
    }

    // Letters, with at most one ellipsis among them.
    private static bool IsWellFormed(string labels)
    {
        int at = labels.IndexOf(Ellipsis, StringComparison.Ordinal);
        return (at < 0 ? labels : labels.Remove(at, Ellipsis.Length)).All(char.IsAsciiLetter);
    }

    private static int EllipsisRank(ShapeContext context, int index, string operand)
    {
        if (!operand.Contains(Ellipsis, StringComparison.Ordinal))
        {
            return 0;
        }

        int letters = operand.Length - Ellipsis.Length;
        int rank = context.Shape(index)?.Rank ?? letters;
        return rank >= letters && rank - letters < 10
            ? rank - letters
            : throw context.Malformed($"has the labels '{operand}' for its input {context.Shape(index)}");
    }

    // Ellipses are aligned at their last axes, so the last gets the digit 0.
    private static string Spell(string labels, int ellipsisRank) =>
        labels.Replace(Ellipsis, new string([.. Enumerable.Range(0, ellipsisRank).Select(number => (char)('0' + (ellipsisRank - 1 - number)))]), StringComparison.Ordinal);

    // Without an arrow: the ellipsis, then the labels that occur once, in alphabetical order.
    private static string Implicit(string[] operands)
    {
        string all = string.Concat(operands);
        IEnumerable<char> ellipsis = all.Where(char.IsAsciiDigit).Distinct().OrderDescending();
        IEnumerable<char> once = all.Where(char.IsAsciiLetter).GroupBy(label => label).Where(group => group.Count() == 1).Select(group => group.Key).Order();
        return new string([.. ellipsis, .. once]);
    }
}
