using System.Globalization;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Tools.Edge.Output;

/// <summary>What a model says of a sample: the largest values of a vector, the range of anything else.</summary>
internal sealed class OutputText(TextWriter writer, int top)
{
    /// <summary>Writes a line for the sample and one for each output.</summary>
    public void Write(EdgeModel model, Sample sample, IReadOnlyList<string> classNames)
    {
        string label = sample.Label is { } value ? $" (labelled {Name(value, classNames)})" : "";
        writer.WriteLine($"{sample.Name}{label}");
        for (int i = 0; i < model.Outputs.Length; i++)
        {
            TensorDescription output = model.Outputs[i];
            string text = output.ElementType == TensorElementType.Float
                ? Describe(model.GetOutput(i), model.GetOutputShape(i).Length, classNames)
                : "not float32";
            writer.WriteLine($"  {output.Name} [{string.Join(',', model.GetOutputShape(i))}]: {text}");
        }
    }

    private string Describe(ReadOnlySpan<float> values, int rank, IReadOnlyList<string> classNames)
    {
        if (values.IsEmpty)
        {
            return "empty";
        }

        if (rank > 2)
        {
            float least = values[0], most = values[0];
            double sum = 0;
            foreach (float value in values)
            {
                least = Math.Min(least, value);
                most = Math.Max(most, value);
                sum += value;
            }

            return string.Create(CultureInfo.InvariantCulture, $"{least:G6} to {most:G6}, mean {sum / values.Length:G6}");
        }

        int[] order = [.. Enumerable.Range(0, values.Length)];
        float[] copy = values.ToArray();
        Array.Sort(order, (left, right) => copy[right] != copy[left] ? copy[right].CompareTo(copy[left]) : left.CompareTo(right));
        // Folders name the classes only where there is one for each: of some of the classes nobody knows which.
        IReadOnlyList<string> names = classNames.Count == values.Length ? classNames : [];
        string largest = string.Join("  ", order.Take(top).Select(index => string.Create(CultureInfo.InvariantCulture, $"{Name(index, names)} {copy[index]:G6}")));
        // They are no largest ones, and would not be seen.
        int undefined = copy.Count(float.IsNaN);
        return undefined == 0 ? largest : string.Create(CultureInfo.InvariantCulture, $"{undefined} of {copy.Length} are NaN: {largest}");
    }

    private static string Name(int index, IReadOnlyList<string> classNames) =>
        index < classNames.Count ? classNames[index] : index.ToString(CultureInfo.InvariantCulture);
}
